/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imap-session-folders.c: LIST, STATUS, CREATE, DELETE, RENAME, SUBSCRIBE (RFC 9051 6.3) */

#include <string.h>

#include "imap-session-private.h"
#include "imap-utf7.h"

#define FOLDERS_MAX 50000

typedef struct
{
  GPtrArray *folders;
  GHashTable *by_name; /* borrowed names → ImapFolder */
  gboolean truncated;
} Listing;

static void
add_folder (Listing *listing, ImapFolder *folder, gboolean lsub)
{
  ImapFolder *known = g_hash_table_lookup (listing->by_name, folder->name);

  if (known != NULL)
    {
      known->subscribed |= lsub || folder->subscribed;
      known->attributes |= lsub ? 0 : folder->attributes;
      if (known->role == IMAP_ROLE_NONE)
        known->role = folder->role;
      imap_folder_free (folder);
      return;
    }
  if (lsub || listing->folders->len >= FOLDERS_MAX) /* subscribed but gone, or no end of it (I-18) */
    {
      if (!lsub && !listing->truncated)
        g_message ("the server lists more than %d folders: the others are left out", FOLDERS_MAX);
      listing->truncated |= !lsub;
      imap_folder_free (folder);
      return;
    }
  g_ptr_array_add (listing->folders, folder);
  g_hash_table_insert (listing->by_name, folder->name, folder);
}

static gboolean
on_list (ImapSession *self, ImapResponse *response, gpointer data)
{
  Listing *listing = data;
  gboolean lsub = strcmp (response->word, "LSUB") == 0;

  if (response->kind != IMAP_RESPONSE_DATA)
    return FALSE;
  if (lsub || strcmp (response->word, "LIST") == 0 || strcmp (response->word, "XLIST") == 0)
    {
      ImapFolder *folder = imap_list_parse (response->tree, self->utf8, NULL);

      if (folder != NULL)
        add_folder (listing, folder, lsub);
      return TRUE;
    }
  if (strcmp (response->word, "STATUS") == 0)
    {
      ImapStatus *status = imap_status_parse (response->tree, NULL);
      ImapFolder *folder;

      if (status == NULL)
        return TRUE;
      folder = g_hash_table_lookup (listing->by_name,
                                    g_ascii_strcasecmp (status->name, "INBOX") == 0 ? "INBOX" : status->name);
      if (folder == NULL)
        imap_status_free (status);
      else
        {
          imap_status_free (folder->status);
          folder->status = status;
        }
      return TRUE;
    }
  return FALSE;
}

#define STATUS_USUAL                                                                                         \
  (IMAP_STATUS_MESSAGES | IMAP_STATUS_UIDNEXT | IMAP_STATUS_UIDVALIDITY | IMAP_STATUS_UNSEEN                 \
   | IMAP_STATUS_HIGHESTMODSEQ | IMAP_STATUS_MAILBOXID)

/* What the server does not offer is left out. */
static void
add_status_items (ImapSession *self, ImapCommand *command, guint what)
{
  static const struct
  {
    guint bit;
    const char *item;
    int extension; /* ImapExtension; -1: of IMAP4rev1 */
  } items[] = {
    { IMAP_STATUS_UIDNEXT, " UIDNEXT", -1 },
    { IMAP_STATUS_UIDVALIDITY, " UIDVALIDITY", -1 },
    { IMAP_STATUS_UNSEEN, " UNSEEN", -1 },
    { IMAP_STATUS_HIGHESTMODSEQ, " HIGHESTMODSEQ", IMAP_EXTENSION_CONDSTORE },
    { IMAP_STATUS_SIZE, " SIZE", IMAP_EXTENSION_STATUS_SIZE },
    { IMAP_STATUS_MAILBOXID, " MAILBOXID", IMAP_EXTENSION_OBJECTID },
    { IMAP_STATUS_APPENDLIMIT, " APPENDLIMIT", IMAP_EXTENSION_APPENDLIMIT },
  };

  if ((self->quirks.flags & IMAP_QUIRK_STATUS_ID_BROKEN) != 0)
    what &= ~(guint) IMAP_STATUS_MAILBOXID;
  imap_command_add (command, "(MESSAGES");
  for (guint i = 0; i < G_N_ELEMENTS (items); i++)
    if ((what & items[i].bit) != 0
        && (items[i].extension < 0 || imap_session_has (self, (ImapExtension) items[i].extension)))
      imap_command_add (command, "%s", items[i].item);
  imap_command_add (command, ")");
}

static gboolean
list_extended (ImapSession *self, Listing *listing, GCancellable *cancellable, GError **error)
{
  g_autoptr (ImapCommand) command = imap_session_command (self, "LIST");

  imap_command_add (command, " \"\" \"*\" RETURN (SUBSCRIBED CHILDREN%s%s",
                    imap_session_has (self, IMAP_EXTENSION_SPECIAL_USE) ? " SPECIAL-USE" : "",
                    imap_session_has (self, IMAP_EXTENSION_LIST_STATUS) ? " STATUS " : "");
  if (imap_session_has (self, IMAP_EXTENSION_LIST_STATUS))
    add_status_items (self, command, STATUS_USUAL);
  imap_command_add (command, ")");
  return imap_session_run (self, command, on_list, listing, NULL, cancellable, error);
}

static gboolean
list_plain (ImapSession *self, Listing *listing, GCancellable *cancellable, GError **error)
{
  gboolean xlist
      = imap_session_has (self, IMAP_EXTENSION_XLIST) && !imap_session_has (self, IMAP_EXTENSION_SPECIAL_USE);
  g_autoptr (ImapCommand) list = imap_session_command (self, xlist ? "XLIST" : "LIST");
  g_autoptr (ImapCommand) lsub = imap_session_command (self, "LSUB");
  g_autoptr (GError) local = NULL;

  imap_command_add (list, " \"\" \"*\"");
  imap_command_add (lsub, " \"\" \"*\"");
  if (!imap_session_run (self, list, on_list, listing, NULL, cancellable, error))
    return FALSE;
  if (!imap_session_run (self, lsub, on_list, listing, NULL, cancellable, &local)
      && imap_session_is_broken (self))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return TRUE;
}

/**
 * imap_session_list:
 * @folders: (out) (transfer full): of ImapFolder, each name once, with status where LIST-STATUS is offered
 *
 * An extended LIST that fails or gives nothing is followed by a plain one (2.5).
 */
gboolean
imap_session_list (ImapSession *self, GPtrArray **folders, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) imap_folder_free);
  g_autoptr (GHashTable) by_name = g_hash_table_new (g_str_hash, g_str_equal);
  Listing listing = { list, by_name, FALSE };

  if (imap_session_has (self, IMAP_EXTENSION_LIST_EXTENDED))
    {
      g_autoptr (GError) local = NULL;

      if (!list_extended (self, &listing, cancellable, &local) && imap_session_is_broken (self))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (local != NULL || list->len == 0)
        imap_session_refuse (self, IMAP_EXTENSION_LIST_EXTENDED);
    }
  if (list->len == 0 && !list_plain (self, &listing, cancellable, error))
    return FALSE;
  *folders = g_steal_pointer (&list);
  return TRUE;
}

typedef struct
{
  char *name;
  guint what;
  ImapStatus **status;
} StatusWanted;

static void
status_wanted_free (gpointer data)
{
  StatusWanted *wanted = data;

  g_free (wanted->name);
  g_free (wanted);
}

/* The answer names the folder it is about; another's is an event (I-28). */
static gboolean
on_status (ImapSession *self, ImapResponse *response, gpointer data)
{
  StatusWanted *wanted = data;
  g_autoptr (ImapStatus) status = NULL;

  if (response->kind != IMAP_RESPONSE_DATA || strcmp (response->word, "STATUS") != 0)
    return FALSE;
  status = imap_status_parse (response->tree, NULL);
  if (status == NULL)
    return TRUE;
  if (strcmp (status->name, wanted->name) != 0
      && (g_ascii_strcasecmp (status->name, "INBOX") != 0 || g_ascii_strcasecmp (wanted->name, "INBOX") != 0))
    return FALSE;
  imap_status_free (*wanted->status);
  *wanted->status = g_steal_pointer (&status);
  return TRUE;
}

static ImapCommand *
make_status (ImapSession *self, const char *set, gpointer data)
{
  const StatusWanted *wanted = data;
  ImapCommand *command = imap_session_command (self, "STATUS");

  imap_command_add (command, " ");
  imap_command_add_astring (command, wanted->name);
  imap_command_add (command, " ");
  add_status_items (self, command, wanted->what);
  return command;
}

/**
 * imap_session_begin_status: like imap_session_status_full (), without waiting
 *
 * @status: (out) (transfer full) (nullable): must live until the request is finished; %NULL then when OK came without it
 *
 * Returns: (transfer full): imap_session_finish () it
 */
ImapRequest *
imap_session_begin_status (ImapSession *self, const char *name, guint what, ImapStatus **status,
                           GCancellable *cancellable)
{
  g_autoptr (GPtrArray) one = g_ptr_array_new ();
  StatusWanted *wanted = g_new0 (StatusWanted, 1);

  *status = NULL;
  *wanted = (StatusWanted) { g_strdup (name), what, status };
  g_ptr_array_add (one, NULL);
  return imap_session_begin (self, one, make_status, NULL, on_status, wanted, status_wanted_free,
                             cancellable);
}

/**
 * imap_session_status_full:
 * @what: ImapStatusWhat bits; what the server does not offer is left out. IMAP_STATUS_SIZE may cost it a while
 * @status: (out) (transfer full)
 *
 * IMAP_ERROR_NOT_RECEIVED when OK came without it (I-28).
 */
gboolean
imap_session_status_full (ImapSession *self, const char *name, guint what, ImapStatus **status,
                          GCancellable *cancellable, GError **error)
{
  g_autoptr (ImapStatus) got = NULL;
  ImapRequest *request = imap_session_begin_status (self, name, what, &got, cancellable);

  if (!imap_session_finish (self, request, cancellable, error))
    return FALSE;
  if (got == NULL)
    {
      g_set_error_literal (error, IMAP_ERROR, IMAP_ERROR_NOT_RECEIVED, "STATUS without an answer");
      return FALSE;
    }
  *status = g_steal_pointer (&got);
  return TRUE;
}

/** imap_session_status: counts, UIDs, MODSEQ: what tells whether to look closer. */
gboolean
imap_session_status (ImapSession *self, const char *name, ImapStatus **status, GCancellable *cancellable,
                     GError **error)
{
  return imap_session_status_full (self, name, STATUS_USUAL, status, cancellable, error);
}

static gboolean
run_on_name (ImapSession *self, const char *verb, const char *name, const char *second, const char *rest,
             GCancellable *cancellable, GError **error)
{
  g_autoptr (ImapCommand) command = imap_session_command (self, verb);

  imap_command_add (command, " ");
  imap_command_add_astring (command, name);
  if (second != NULL)
    {
      imap_command_add (command, " ");
      imap_command_add_astring (command, second);
    }
  imap_command_add (command, "%s", rest);
  return imap_session_run (self, command, NULL, NULL, NULL, cancellable, error);
}

/**
 * imap_session_create: @role is told to the server only where CREATE-SPECIAL-USE is offered (RFC 6154 3)
 *
 * A server that cannot give the role ([USEATTR]) still makes the folder.
 */
gboolean
imap_session_create (ImapSession *self, const char *name, ImapRole role, GCancellable *cancellable,
                     GError **error)
{
  static const char *const uses[]
      = { NULL, NULL, "\\All", "\\Archive", "\\Drafts", "\\Flagged", "\\Junk", "\\Sent", "\\Trash", NULL };
  g_autofree char *rest = NULL;
  g_autoptr (GError) local = NULL;

  if (role >= G_N_ELEMENTS (uses) || uses[role] == NULL
      || !imap_session_has (self, IMAP_EXTENSION_CREATE_SPECIAL_USE))
    return run_on_name (self, "CREATE", name, NULL, "", cancellable, error);
  rest = g_strdup_printf (" (USE (%s))", uses[role]);
  if (run_on_name (self, "CREATE", name, NULL, rest, cancellable, &local))
    return TRUE;
  if (g_error_matches (local, IMAP_ERROR, IMAP_ERROR_BAD))
    imap_session_refuse (self, IMAP_EXTENSION_CREATE_SPECIAL_USE);
  if (!g_error_matches (local, IMAP_ERROR, IMAP_ERROR_BAD)
      && !g_error_matches (local, IMAP_ERROR, IMAP_ERROR_NO))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return run_on_name (self, "CREATE", name, NULL, "", cancellable, error);
}

gboolean
imap_session_delete (ImapSession *self, const char *name, GCancellable *cancellable, GError **error)
{
  return run_on_name (self, "DELETE", name, NULL, "", cancellable, error);
}

gboolean
imap_session_rename (ImapSession *self, const char *from, const char *to, GCancellable *cancellable,
                     GError **error)
{
  return run_on_name (self, "RENAME", from, to, "", cancellable, error);
}

gboolean
imap_session_subscribe (ImapSession *self, const char *name, gboolean on, GCancellable *cancellable,
                        GError **error)
{
  return run_on_name (self, on ? "SUBSCRIBE" : "UNSUBSCRIBE", name, NULL, "", cancellable, error);
}

/** imap_session_dup_raw_name: (transfer full): the bytes this session uses for a new folder called @display (UTF-8). */
char *
imap_session_dup_raw_name (ImapSession *self, const char *display)
{
  return self->utf8 ? g_strdup (display) : imap_utf7_encode (display);
}
