/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-servers.c: the session against Dovecot 2.4 and Cyrus 3.10, with all they offer and as plain IMAP4rev1
 *
 * Run by tests/servers/with-lab, which names the servers in LAB_*. Each check that needs an extension says so; without it
 * the plain way has to give the same result. The extensions a server is known for are demanded, so that none is lost
 * unnoticed. */

#include <stdlib.h>

#include "imap-test.h"

/* The call succeeds; otherwise its error is told. Needs `error` in sight. */
#define MUST(call)                                                                                           \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    gboolean ok_ = (call);                                                                                   \
                                                                                                             \
    g_assert_no_error (error);                                                                               \
    g_assert_true (ok_);                                                                                     \
  }                                                                                                          \
  G_STMT_END

typedef struct
{
  const char *name;
  const char *where;    /* environment variable: host:port:tls */
  const char *demanded; /* extensions the session must have in the mode "all" */
  gboolean plain;
} Mode;

#define DOVECOT_HAS                                                                                          \
  "ENABLE CONDSTORE QRESYNC IDLE NOTIFY COMPRESS=DEFLATE LITERAL+ MOVE UIDPLUS SPECIAL-USE LIST-EXTENDED "   \
  "LIST-STATUS STATUS=SIZE ESEARCH NAMESPACE ID UNSELECT MULTIAPPEND BINARY PREVIEW SAVEDATE QUOTA METADATA"
#define CYRUS_HAS                                                                                            \
  "IMAP4REV2 ENABLE CONDSTORE QRESYNC IDLE COMPRESS=DEFLATE LITERAL+ MOVE UIDPLUS SPECIAL-USE "              \
  "CREATE-SPECIAL-USE LIST-EXTENDED LIST-STATUS STATUS=SIZE ESEARCH OBJECTID NAMESPACE ID UNSELECT "         \
  "MULTIAPPEND BINARY PREVIEW SAVEDATE APPENDLIMIT QUOTA ACL METADATA"

static const Mode modes[] = {
  { "dovecot", "LAB_IMAPS", DOVECOT_HAS, FALSE },
  { "dovecot-plain", "LAB_IMAPS", "", TRUE },
  { "cyrus", "LAB_CYRUS_IMAPS", CYRUS_HAS, FALSE },
  { "cyrus-plain", "LAB_CYRUS_IMAPS", "", TRUE },
};

/* Dovecot with ALPENPOST_DOVECOT in its configuration: see meson.build. */
static const Mode more_modes[] = {
  { "dovecot-more", "LAB_IMAPS", DOVECOT_HAS " ACL", FALSE },
};

typedef struct
{
  const Mode *mode;
  ImapSession *session;
  guint counts[N_EVENTS];
  char *display;        /* of the folder the test works in */
  char *folder, *other; /* raw names */
  ImapAppended appended[3];
} Lab;

/* COMPRESS is on although the server is near: it is to be seen working. */
static ImapSession *
open_lab (const Mode *mode)
{
  const char *value = g_getenv (mode->where);
  g_auto (GStrv) where = g_strsplit (value != NULL ? value : "", ":", 3);
  const ImapOptions options = { .off = mode->plain ? "*" : NULL, .compress_near = TRUE };
  g_autoptr (NetEndpoint) endpoint = NULL;
  g_autoptr (NetCredentials) credentials = net_credentials_new ("alice", "alicepw", NULL, FALSE);
  g_autoptr (GError) error = NULL;
  ImapSession *session;

  if (g_strv_length (where) < 2)
    g_error ("%s is not set: run by with-lab", mode->where);
  endpoint
      = net_endpoint_new (where[0], (guint16) atoi (where[1]), NET_SECURITY_TLS, g_getenv ("LAB_CA"), NULL);
  session = imap_session_open_full (endpoint, credentials, &options, NULL, &error);
  g_assert_no_error (error);
  return session;
}

static gboolean
has (Lab *lab, ImapExtension extension)
{
  return imap_session_has (lab->session, extension);
}

static void
check_offers (Lab *lab)
{
  guint64 demanded = imap_extensions_parse (lab->mode->demanded);

  for (guint i = 0; i < IMAP_N_EXTENSIONS; i++)
    if ((demanded & G_GUINT64_CONSTANT (1) << i) != 0 && !has (lab, (ImapExtension) i))
      {
        g_autofree char *name = imap_extensions_format (G_GUINT64_CONSTANT (1) << i);

        g_error ("%s does not offer %s any more", lab->mode->name, name);
      }
  if (lab->mode->plain)
    {
      g_assert_false (has (lab, IMAP_EXTENSION_IDLE));
      g_assert_false (has (lab, IMAP_EXTENSION_LITERAL_PLUS));
    }
  else
    g_assert_nonnull (imap_session_get_server (lab->session)->name);
  g_assert_false (has (lab, IMAP_EXTENSION_UTF8_ACCEPT)); /* Dovecot's is of no use: imap-quirks.c */
}

static ImapFolder *
find_folder (GPtrArray *folders, const char *display)
{
  for (guint i = 0; i < folders->len; i++)
    {
      ImapFolder *folder = folders->pdata[i];

      if (g_strcmp0 (folder->display, display) == 0)
        return folder;
    }
  return NULL;
}

#define FOLDER_DISPLAY "Entw\xc3\xbcrfe & R\xc3\xa4ume [\xe5\x8f\xb0]"

/* CREATE with a name that needs UTF-7 and quotes, CREATE-SPECIAL-USE, LIST (extended or not), NAMESPACE */
static void
check_folders (Lab *lab)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) folders = NULL;
  g_autoptr (ImapNamespaces) namespaces = NULL;
  ImapFolder *folder;

  /* Cyrus keeps deleted folders by name and second: each mode has its own */
  lab->display = g_strconcat (FOLDER_DISPLAY " ", lab->mode->name, NULL);
  lab->folder = imap_session_dup_raw_name (lab->session, lab->display);
  lab->other = imap_session_dup_raw_name (lab->session, lab->mode->plain ? "Other plain" : "Other");
  MUST (imap_session_create (lab->session, lab->folder, IMAP_ROLE_NONE, NULL, &error));
  MUST (imap_session_create (lab->session, lab->other, IMAP_ROLE_FLAGGED, NULL, &error));
  MUST (imap_session_subscribe (lab->session, lab->folder, TRUE, NULL, &error));
  MUST (imap_session_list (lab->session, &folders, NULL, &error));
  g_assert_no_error (error);
  folder = find_folder (folders, lab->display);
  g_assert_nonnull (folder);
  g_assert_cmpstr (folder->name, ==, lab->folder);
  g_assert_true (folder->subscribed && folder->selectable && folder->delimiter == '/');
  if (has (lab, IMAP_EXTENSION_LIST_STATUS))
    g_assert_nonnull (folder->status);
  if (has (lab, IMAP_EXTENSION_SPECIAL_USE))
    g_assert_cmpint (find_folder (folders, "Sent")->role, ==, IMAP_ROLE_SENT);
  g_assert_nonnull (find_folder (folders, "INBOX"));
  g_assert_true (imap_session_namespace (lab->session, &namespaces, NULL, &error)
                 == has (lab, IMAP_EXTENSION_NAMESPACE));
  if (namespaces != NULL)
    g_assert_cmpint (((ImapNamespace *) namespaces->personal->pdata[0])->delimiter, ==, '/');
}

static const char first_text[]
    = "Message-ID: <one@test>\r\nDate: Wed, 17 Jul 1996 02:44:25 -0700\r\nFrom: A <a@mail.test>\r\n"
      "Subject: first\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
      "--b\r\nContent-Type: text/plain\r\n\r\nHello\r\n--b\r\nContent-Type: application/zip\r\n"
      "Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; "
      "filename=a.zip\r\n\r\nYQBi\r\n--b--\r\n";
static const char second_text[] = "Message-ID: <two@test>\r\nSubject: second\r\n\r\nbody of the second\r\n";
static const char third_text[] = "Message-ID: <three@test>\r\nSubject: third\r\n\r\nthird\r\n";

/* APPEND, one by one or MULTIAPPEND; the UIDs by APPENDUID or by search */
static void
check_append (Lab *lab)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) first = g_bytes_new_static (first_text, sizeof first_text - 1);
  g_autoptr (GBytes) second = g_bytes_new_static (second_text, sizeof second_text - 1);
  g_autoptr (GBytes) third = g_bytes_new_static (third_text, sizeof third_text - 1);
  const ImapNewMessage messages[]
      = { { IMAP_FLAG_SEEN, 1577836800, first }, { 0, 1577836800, second }, { IMAP_FLAG_FLAGGED, 0, third } };
  g_autoptr (ImapStatus) status = NULL;

  MUST (imap_session_append_many (lab->session, lab->folder, messages, 3, lab->appended, NULL, &error));
  for (guint i = 0; i < 3; i++)
    g_assert_true (lab->appended[i].uid != 0 || !has (lab, IMAP_EXTENSION_UIDPLUS)); /* said even unasked */
  MUST (imap_session_status_full (lab->session, lab->folder,
                                  IMAP_STATUS_UIDNEXT | IMAP_STATUS_UNSEEN | IMAP_STATUS_SIZE
                                      | IMAP_STATUS_MAILBOXID,
                                  &status, NULL, &error));
  g_assert_true (status->messages == 3 && status->unseen == 2);
  if (has (lab, IMAP_EXTENSION_STATUS_SIZE))
    g_assert_cmpuint (status->size, ==, sizeof first_text + sizeof second_text + sizeof third_text - 3);
  g_assert_true (status->mailbox_id == NULL || has (lab, IMAP_EXTENSION_OBJECTID));
}

static guint32
find_uid (Lab *lab, const char *message_id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BaseIdset) found = NULL;

  imap_session_search_header (lab->session, "Message-ID", message_id, &found, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (base_idset_count (found), <=, 1);
  return (guint32) base_idset_min (found);
}

static void
select_lab (Lab *lab, ImapSelected *selected)
{
  g_autoptr (GError) error = NULL;

  imap_session_select (lab->session, lab->folder, FALSE, NULL, selected, NULL, &error);
  g_assert_no_error (error);
  g_assert_true ((selected->highestmodseq != 0) == has (lab, IMAP_EXTENSION_CONDSTORE));
  g_assert_cmpuint (selected->uidvalidity, !=, 0);
  if (has (lab, IMAP_EXTENSION_OBJECTID))
    g_assert_nonnull (selected->mailbox_id);
}

static gboolean
check_first (ImapFetch *fetch, gpointer data)
{
  Lab *lab = data;

  g_assert_cmpuint (fetch->flags & ~(guint) IMAP_FLAG_RECENT, ==, IMAP_FLAG_SEEN);
  g_assert_cmpint (fetch->internal_date, ==, 1577836800);
  g_assert_cmpuint (fetch->size, ==, sizeof first_text - 1);
  g_assert_cmpstr (fetch->envelope->subject, ==, "first");
  g_assert_cmpuint (fetch->bodystructure->parts->len, ==, 3);
  g_assert_true (imap_bodystructure_has_attachment (fetch->bodystructure));
  g_assert_nonnull (fetch->header);
  g_assert_true ((fetch->modseq != 0) == has (lab, IMAP_EXTENSION_CONDSTORE));
  g_assert_true ((fetch->email_id != NULL) == has (lab, IMAP_EXTENSION_OBJECTID));
  g_assert_true ((fetch->save_date != 0) == has (lab, IMAP_EXTENSION_SAVEDATE));
  lab->counts[0]++;
  return TRUE;
}

#define EVERYTHING                                                                                           \
  (IMAP_FETCH_FLAGS | IMAP_FETCH_DATE | IMAP_FETCH_SIZE | IMAP_FETCH_HEADERS | IMAP_FETCH_BODYSTRUCTURE      \
   | IMAP_FETCH_ENVELOPE | IMAP_FETCH_MODSEQ | IMAP_FETCH_EMAILID | IMAP_FETCH_THREADID                      \
   | IMAP_FETCH_SAVEDATE | IMAP_FETCH_PREVIEW)

static gboolean
add_piece (GBytes *piece, gpointer data)
{
  g_string_append_len (data, g_bytes_get_data (piece, NULL), (gssize) g_bytes_get_size (piece));
  return TRUE;
}

static gboolean
keep_preview (ImapFetch *fetch, gpointer data)
{
  if (fetch->preview != NULL)
    *(char **) data = g_steal_pointer (&fetch->preview);
  return TRUE;
}

/* FETCH of all items, a section, pieces, BINARY, whole messages, PREVIEW */
static void
check_fetch (Lab *lab)
{
  g_autoptr (GError) error = NULL;
  guint32 uid = find_uid (lab, "<one@test>");
  guint32 second = find_uid (lab, "<two@test>");
  g_autoptr (BaseIdset) one = idset (uid, uid);
  g_autoptr (GBytes) part = NULL;
  g_autoptr (GBytes) decoded = NULL;
  g_autoptr (GString) whole = g_string_new (NULL);
  g_autofree char *preview = NULL;
  ImapRequest *request;

  g_assert_true (uid != 0 && second != 0 && find_uid (lab, "<none@test>") == 0);
  if (lab->appended[0].uid != 0)
    g_assert_true (lab->appended[0].uid == uid && lab->appended[1].uid == second);
  MUST (imap_session_fetch (lab->session, one, EVERYTHING, 0, FALSE, check_first, lab, NULL, &error));
  g_assert_cmpuint (lab->counts[0], ==, 1);
  MUST (imap_session_fetch_section (lab->session, uid, "2", 0, 0, &part, NULL, &error));
  g_assert_cmpmem (g_bytes_get_data (part, NULL), 4, "YQBi", 4);
  if (imap_session_fetch_decoded (lab->session, uid, "2", 0, 0, &decoded, NULL, &error))
    g_assert_cmpmem (g_bytes_get_data (decoded, NULL), g_bytes_get_size (decoded), "a\0b", 3);
  else
    assert_error_and_clear (error, IMAP_ERROR, IMAP_ERROR_UNSUPPORTED);
  g_assert_true ((decoded != NULL) == has (lab, IMAP_EXTENSION_BINARY));
  /* pieces while another FETCH is on its way */
  request = imap_session_begin_fetch (lab->session, one, IMAP_FETCH_ENVELOPE | EVERYTHING, 0, check_first,
                                      lab, NULL);
  MUST (imap_session_fetch_pieces (lab->session, second, "", sizeof second_text - 1, 16, 4096, add_piece,
                                   whole, NULL, NULL, &error));
  g_assert_cmpstr (whole->str, ==, second_text);
  MUST (imap_session_finish (lab->session, request, NULL, &error));
  g_assert_cmpuint (lab->counts[0], ==, 2);
  if (has (lab, IMAP_EXTENSION_PREVIEW))
    {
      g_autoptr (BaseIdset) two = idset (second, second);

      MUST (imap_session_fetch (lab->session, two, IMAP_FETCH_PREVIEW, 0, FALSE, keep_preview, &preview, NULL,
                                &error));
      /* LAZY: only when the server has it at hand */
      if (preview != NULL)
        g_assert_nonnull (strstr (preview, "body of the second"));
    }
}

static void
check_search (Lab *lab)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImapSearch) summary = NULL;
  g_autoptr (BaseIdset) all = NULL;

  MUST (imap_session_search (lab->session, "ALL", &all, NULL, &error));
  g_assert_cmpuint (base_idset_count (all), ==, 3);
  MUST (imap_session_search_summary (lab->session, "UNSEEN", &summary, NULL, &error));
  g_assert_true (summary->count == 2 && summary->max == base_idset_max (all) && summary->min > 0);
  g_clear_pointer (&summary, imap_search_free);
  MUST (imap_session_search_summary (lab->session, "DELETED", &summary, NULL, &error));
  g_assert_true (summary->count == 0 && summary->max == 0);
}

/* What another client does is told by QRESYNC, or by CHANGEDSINCE, or by looking at all. */
static void
check_changes (Lab *lab, const ImapSelected *before)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImapSession) others = open_lab (lab->mode);
  guint32 uid = find_uid (lab, "<two@test>");
  g_autoptr (BaseIdset) two = idset (uid, uid);
  g_autoptr (BaseIdset) all = NULL;
  g_autoptr (GString) got = g_string_new (NULL);
  g_autofree char *expected = g_strdup_printf ("%u:%u ", uid, IMAP_FLAG_ANSWERED);
  g_auto (ImapSelected) theirs = { 0 };
  g_auto (ImapSelected) now = { 0 };
  ImapResync resync = { before->uidvalidity, before->highestmodseq, NULL };

  MUST (imap_session_search (lab->session, "ALL", &all, NULL, &error));
  resync.uids = all;
  MUST (imap_session_select (others, lab->folder, FALSE, NULL, &theirs, NULL, &error));
  MUST (
      imap_session_store (others, two, 1, IMAP_FLAG_ANSWERED, (const char *[]) { "$x", NULL }, NULL, &error));
  MUST (imap_session_unselect (others, NULL, &error));
  MUST (imap_session_unselect (lab->session, NULL, &error));
  g_assert_null (imap_session_get_selected (lab->session));
  MUST (imap_session_select (lab->session, lab->folder, FALSE, &resync, &now, NULL, &error));
  if (has (lab, IMAP_EXTENSION_QRESYNC))
    {
      g_assert_true (now.resynced && now.highestmodseq > before->highestmodseq);
      g_assert_cmpuint (now.changed->len, ==, 1);
      g_assert_cmpuint (((ImapFetch *) now.changed->pdata[0])->uid, ==, uid);
      g_assert_cmpstr (((ImapFetch *) now.changed->pdata[0])->keywords[0], ==, "$x");
    }
  else
    g_assert_false (now.resynced);
  MUST (imap_session_fetch (lab->session, has (lab, IMAP_EXTENSION_CONDSTORE) ? all : two,
                            IMAP_FETCH_FLAGS | IMAP_FETCH_MODSEQ, before->highestmodseq, FALSE, collect_flags,
                            got, NULL, &error));
  g_assert_cmpstr (got->str, ==, expected);
}

/* COPY, MOVE, EXPUNGE: where the server cannot prove or remove, the sources stay, unmarked */
static void
check_moves (Lab *lab)
{
  g_autoptr (GError) error = NULL;
  guint32 uid = find_uid (lab, "<two@test>");
  guint32 third = find_uid (lab, "<three@test>");
  guint32 first = find_uid (lab, "<one@test>");
  g_autoptr (BaseIdset) one = idset (first, first);
  g_autoptr (BaseIdset) two = idset (uid, uid);
  g_autoptr (BaseIdset) three = idset (third, third);
  g_autoptr (BaseIdset) deleted = NULL;
  g_auto (ImapCopied) copied = { 0 };
  g_auto (ImapCopied) moved = { 0 };
  g_auto (ImapCopied) nowhere = { 0 };
  gboolean uidplus = has (lab, IMAP_EXTENSION_UIDPLUS);

  MUST (imap_session_copy (lab->session, two, lab->other, &copied, NULL, &error));
  g_assert_true (copied.source->len == 1 || !uidplus);
  MUST (imap_session_move (lab->session, two, lab->other, &moved, NULL, &error));
  g_assert_true (moved.source->len == 1 || !uidplus);
  g_assert_true (base_idset_is_empty (moved.left) == uidplus);
  g_assert_true ((find_uid (lab, "<two@test>") == 0) == uidplus);
  MUST (imap_session_search (lab->session, "DELETED", &deleted, NULL, &error));
  g_assert_true (base_idset_is_empty (deleted));
  MUST (imap_session_store (lab->session, three, 1, IMAP_FLAG_DELETED, NULL, NULL, &error));
  if (imap_session_expunge (lab->session, three, NULL, &error))
    g_assert_cmpuint (find_uid (lab, "<three@test>"), ==, 0);
  else
    assert_error_and_clear (error, IMAP_ERROR, IMAP_ERROR_UNSUPPORTED);
  g_assert_false (imap_session_copy (lab->session, one, "No such folder", &nowhere, NULL, &error));
  g_assert_true (g_error_matches (error, IMAP_ERROR, IMAP_ERROR_TRY_CREATE)
                 || g_error_matches (error, IMAP_ERROR, IMAP_ERROR_NOT_FOUND));
}

typedef struct
{
  const Mode *mode;
  const char *folder;
} Sender;

static gpointer
send_later (gpointer data)
{
  const Sender *sender = data;
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GBytes) message = g_bytes_new_static (third_text, sizeof third_text - 1);
  ImapAppended appended;

  g_main_context_push_thread_default (context);
  {
    g_autoptr (ImapSession) session = open_lab (sender->mode);

    g_usleep (100 * 1000);
    g_assert_true (imap_session_append (session, sender->folder, 0, 0, message, &appended, NULL, NULL));
  }
  g_main_context_pop_thread_default (context);
  return NULL;
}

static gint64
in_seconds (gint64 seconds)
{
  return g_get_monotonic_time () + seconds * G_USEC_PER_SEC;
}

/* IDLE for the selected folder, NOTIFY for another; plain: NOOP sees it too */
static void
check_news (Lab *lab)
{
  g_autoptr (GError) error = NULL;
  Sender here = { lab->mode, lab->folder };
  Sender there = { lab->mode, lab->other };
  GThread *thread = g_thread_new ("sender", send_later, &here);
  guint exists = lab->counts[IMAP_EVENT_EXISTS];

  if (has (lab, IMAP_EXTENSION_IDLE))
    {
      while (lab->counts[IMAP_EVENT_EXISTS] == exists)
        g_assert_cmpint (imap_session_idle (lab->session, in_seconds (20), NULL, NULL, &error), ==,
                         IMAP_IDLE_NEWS);
      g_thread_join (thread);
    }
  else
    {
      g_thread_join (thread);
      MUST (imap_session_noop (lab->session, NULL, &error));
    }
  g_assert_cmpuint (lab->counts[IMAP_EVENT_EXISTS], >, exists);
  if (!imap_session_notify (lab->session, TRUE, NULL, &error))
    {
      assert_error_and_clear (error, IMAP_ERROR, IMAP_ERROR_UNSUPPORTED);
      g_assert_false (has (lab, IMAP_EXTENSION_NOTIFY));
      return;
    }
  lab->counts[IMAP_EVENT_STATUS] = 0;
  thread = g_thread_new ("sender", send_later, &there);
  while (lab->counts[IMAP_EVENT_STATUS] == 0)
    g_assert_cmpint (imap_session_idle (lab->session, in_seconds (20), NULL, NULL, &error), ==,
                     IMAP_IDLE_NEWS);
  g_thread_join (thread);
  MUST (imap_session_notify (lab->session, FALSE, NULL, &error));
}

static gboolean
is_or_unsupported (Lab *lab, gboolean ok, GError **error, ImapExtension extension)
{
  g_assert_true (ok == has (lab, extension));
  if (!ok)
    assert_error_and_clear (*error, IMAP_ERROR, IMAP_ERROR_UNSUPPORTED);
  return ok;
}

/* QUOTA, ACL, METADATA */
static void
check_account (Lab *lab)
{
  static const char *const names[] = { "/private/comment", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) quotas = NULL;
  g_autoptr (GPtrArray) acl = NULL;
  g_autoptr (GPtrArray) metadata = NULL;
  g_autofree char *rights = NULL;
  gboolean ok;

  ok = imap_session_get_quota (lab->session, "INBOX", &quotas, NULL, &error);
  if (is_or_unsupported (lab, ok, &error, IMAP_EXTENSION_QUOTA))
    g_assert_cmpuint (imap_quota_find (quotas->pdata[0], "STORAGE")->limit, >, 0);
  ok = imap_session_get_rights (lab->session, lab->folder, &rights, NULL, &error);
  if (is_or_unsupported (lab, ok, &error, IMAP_EXTENSION_ACL))
    {
      g_assert_true (strchr (rights, 'l') != NULL && strchr (rights, 'r') != NULL);
      MUST (imap_session_set_acl (lab->session, lab->folder, "bob", "lrs", NULL, &error));
      MUST (imap_session_get_acl (lab->session, lab->folder, &acl, NULL, &error));
      g_assert_cmpuint (acl->len, >=, 2);
      MUST (imap_session_delete_acl (lab->session, lab->folder, "bob", NULL, &error));
    }
  ok = imap_session_set_metadata (lab->session, lab->folder, names[0], "a \"note\"\n", NULL, &error);
  if (is_or_unsupported (lab, ok, &error, IMAP_EXTENSION_METADATA))
    {
      MUST (imap_session_get_metadata (lab->session, lab->folder, names, &metadata, NULL, &error));
      g_assert_cmpuint (metadata->len, ==, 1);
      g_assert_cmpuint (g_bytes_get_size (((ImapMetadata *) metadata->pdata[0])->value), ==, 9);
      MUST (imap_session_set_metadata (lab->session, lab->folder, names[0], NULL, NULL, &error));
    }
}

/* What has to be as before for the next mode. Rename, delete. */
static void
clean (Lab *lab)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *renamed
      = imap_session_dup_raw_name (lab->session, lab->mode->plain ? "Renamed plain" : "Renamed");

  MUST (imap_session_unselect (lab->session, NULL, &error));
  MUST (imap_session_rename (lab->session, lab->other, renamed, NULL, &error));
  imap_session_delete (lab->session, renamed, NULL, &error);
  g_assert_no_error (error);
  MUST (imap_session_subscribe (lab->session, lab->folder, FALSE, NULL, &error));
  MUST (imap_session_delete (lab->session, lab->folder, NULL, &error));
  g_assert_false (imap_session_delete (lab->session, lab->folder, NULL, &error));
  g_clear_error (&error);
  imap_session_logout (lab->session, NULL, &error);
  g_assert_no_error (error);
}

static void
test_server (gconstpointer data)
{
  Lab lab = { .mode = data };
  g_autofree char *refused = NULL;
  g_auto (ImapSelected) selected = { 0 };

  lab.session = open_lab (lab.mode);
  imap_session_set_event_func (lab.session, count_event, lab.counts);
  check_offers (&lab);
  check_folders (&lab);
  check_append (&lab);
  select_lab (&lab, &selected);
  check_fetch (&lab);
  check_search (&lab);
  check_changes (&lab, &selected);
  check_moves (&lab);
  check_news (&lab);
  check_account (&lab);
  refused = imap_session_dup_refused (lab.session);
  g_assert_cmpstr (refused, ==, ""); /* what these servers offer works */
  clean (&lab);
  imap_session_free (lab.session);
  g_free (lab.display);
  g_free (lab.folder);
  g_free (lab.other);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (g_getenv ("ALPENPOST_DOVECOT") != NULL)
    ADD_ROWS (more_modes, "servers", test_server);
  else
    ADD_ROWS (modes, "servers", test_server);
  return g_test_run ();
}
