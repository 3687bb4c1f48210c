/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime-check.c: what to tell a person before a message leaves
 *
 * One table: each row has its id, its severity and its function (reference/outgoing-checks.md). A function adds findings
 * to the run; the words for people are in mail/. Pure over the message and its context; reading archives takes time, so
 * not on the main thread. */

#include "mime-check.h"

#include <string.h>

#include "mime-archive.h"
#include "mime-idn.h"
#include "mime-util.h"

#define MAX_RECIPIENTS 100
#define MAX_SIZE G_GUINT64_CONSTANT (26214400)
#define MAX_VISIBLE 20
#define MAX_SUBJECT 998
#define MAX_FINDINGS 50

typedef struct
{
  MimeMessage *message;
  GBytes *source;
  const MimeCheckContext *context;
  char *text; /* own words: without quotes */
  char *html; /* nullable */
  GPtrArray *findings;
  MimeCheck check;
  MimeCheckSeverity severity;
} Run;

typedef void (*CheckFunc) (Run *run);

static void
finding_free (gpointer data)
{
  MimeFinding *self = data;

  g_free (self->detail);
  g_free (self);
}

static MimeFinding *
add (Run *run, const char *detail, guint64 number)
{
  MimeFinding *finding = g_new0 (MimeFinding, 1);

  finding->check = run->check;
  finding->severity = run->severity;
  finding->detail = g_strdup (detail != NULL ? detail : "");
  finding->number = number;
  if (run->findings->len < MAX_FINDINGS)
    g_ptr_array_add (run->findings, finding);
  else
    g_clear_pointer (&finding, finding_free);
  return finding;
}

typedef void (*AddressFunc) (Run *run, const MimeAddress *address, gpointer user_data);

static void
foreach_recipient (Run *run, gboolean with_bcc, AddressFunc func, gpointer user_data)
{
  GPtrArray *lists[] = { run->message->headers->to, run->message->headers->cc, run->message->headers->bcc };

  for (guint l = 0; l < (with_bcc ? 3u : 2u); l++)
    for (guint i = 0; i < lists[l]->len; i++)
      func (run, g_ptr_array_index (lists[l], i), user_data);
  for (guint i = 0; with_bcc && run->context->extra_bcc != NULL && run->context->extra_bcc[i] != NULL; i++)
    {
      g_autoptr (MimeAddress) one = mime_address_new ("", run->context->extra_bcc[i]);
      func (run, one, user_data);
    }
}

static void
count_valid (Run *run, const MimeAddress *address, gpointer user_data)
{
  *(guint *) user_data += mime_address_is_valid (address->email);
}

static void
check_none (Run *run)
{
  guint n = 0;

  foreach_recipient (run, TRUE, count_valid, &n);
  if (n == 0)
    add (run, NULL, 0);
}

/* "undisclosed-recipients:;" is no mistake. */
static gboolean
is_empty_group (const MimeAddress *address)
{
  return *address->email == '\0' && address->group != NULL;
}

static void
find_invalid (Run *run, const MimeAddress *address, gpointer user_data)
{
  if (!is_empty_group (address) && !mime_address_is_valid (address->email))
    add (run, *address->email != '\0' ? address->email : address->name, 0);
}

/* The parser leaves out what is no address ("a@b.c, Ana"); a person must be told. */
static void
find_left_out (Run *run, const char *field)
{
  gboolean in_quotes = FALSE;
  guint depth = 0;
  const char *start = field;

  for (const char *p = field;; p++)
    {
      if (*p == '"' && (p == field || p[-1] != '\\'))
        in_quotes = !in_quotes;
      depth += !in_quotes && *p == '(';
      depth -= !in_quotes && depth > 0 && *p == ')';
      if (*p != '\0' && (in_quotes || depth > 0 || *p != ','))
        continue;
      g_autofree char *item = g_strndup (start, (gsize) (p - start));
      g_strstrip (item);
      if (*item != '\0' && strpbrk (item, "@:;") == NULL)
        {
          g_autofree char *shown = mime_decode_header (item, 200);
          add (run, shown, 0);
        }
      if (*p == '\0')
        return;
      start = p + 1;
    }
}

static void
check_invalid (Run *run)
{
  static const char *const names[] = { "To", "Cc", "Bcc" };
  guint before = run->findings->len;

  foreach_recipient (run, TRUE, find_invalid, NULL);
  for (guint i = 0; run->findings->len == before && i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *value = mime_headers_dup_field (run->source, names[i]);

      if (value != NULL)
        find_left_out (run, value);
    }
}

static void
count_all (Run *run, const MimeAddress *address, gpointer user_data)
{
  guint *n = user_data;

  *n += !is_empty_group (address);
}

/* A field too long to be read still counts. */
static guint
count_unread (Run *run)
{
  static const char *const names[] = { "To", "Cc", "Bcc" };
  GPtrArray *lists[] = { run->message->headers->to, run->message->headers->cc, run->message->headers->bcc };
  guint n = 0;

  for (guint l = 0; l < G_N_ELEMENTS (names); l++)
    {
      g_autofree char *value = NULL;

      if (lists[l]->len != 1 || *((MimeAddress *) g_ptr_array_index (lists[l], 0))->email != '\0')
        continue;
      value = mime_headers_dup_field (run->source, names[l]);
      for (const char *p = value; p != NULL && (p = strchr (p, '@')) != NULL; p++)
        n++;
    }
  return n;
}

static void
check_over_limit (Run *run)
{
  guint limit = run->context->max_recipients > 0 ? run->context->max_recipients : MAX_RECIPIENTS;
  guint n = count_unread (run);

  foreach_recipient (run, TRUE, count_all, &n);
  if (n > limit)
    add (run, NULL, n);
}

static void
check_part_type (Run *run, MimePart *part)
{
  g_autofree char *found = NULL;
  g_autoptr (GBytes) bytes = NULL;
  MimeArchiveVerdict verdict;

  if (mime_type_is_forbidden (part->name))
    {
      add (run, part->name, 0);
      return;
    }
  if (!mime_archive_is_name (part->name))
    return;
  bytes = mime_part_decode (part);
  verdict = mime_archive_scan (bytes, part->name, &found);
  if (verdict == MIME_ARCHIVE_FORBIDDEN)
    {
      g_autofree char *both = g_strdup_printf ("%s: %s", part->name, found);
      add (run, both, 0);
    }
  else if (verdict == MIME_ARCHIVE_UNREADABLE)
    {
      MimeFinding *finding = add (run, part->name, 0);

      if (finding != NULL)
        {
          finding->severity = MIME_CHECK_NOTE;
          finding->unreadable = TRUE;
        }
    }
}

static void
check_types (Run *run)
{
  if (run->context->provider_forbids)
    run->severity = MIME_CHECK_BLOCK;
  for (guint i = 0; i < run->message->leaves->len; i++)
    check_part_type (run, g_ptr_array_index (run->message->leaves, i));
}

static void
check_size (Run *run)
{
  guint64 limit = run->context->max_size > 0 ? run->context->max_size : MAX_SIZE;

  if (g_bytes_get_size (run->source) > limit)
    add (run, NULL, g_bytes_get_size (run->source));
}

static void
check_subject_empty (Run *run)
{
  if (run->message->headers->subject[strspn (run->message->headers->subject, " \t")] == '\0')
    add (run, NULL, 0);
}

static void
check_subject_long (Run *run)
{
  if (strlen (run->message->headers->subject) > MAX_SUBJECT)
    add (run, NULL, strlen (run->message->headers->subject));
}

static void
check_mentioned (Run *run)
{
  if (run->message->attachments->len == 0 && mime_check_mentions_attachment (run->text))
    add (run, NULL, 0);
}

static void
check_link (Run *run)
{
  g_autofree char *link = mime_check_find_bad_link (run->text, run->html);

  if (link != NULL)
    add (run, link, 0);
}

static void
check_spam (Run *run)
{
  g_autofree char *word = mime_check_find_spam (run->message->headers->subject, run->text, run->html);

  if (word != NULL)
    add (run, word, 0);
}

static void
check_symbols (Run *run)
{
  g_autofree char *symbol = mime_check_find_symbol (run->text, FALSE);

  if (symbol != NULL)
    add (run, symbol, 0);
}

static void
check_header_characters (Run *run)
{
  GPtrArray *from = run->message->headers->from;
  g_autofree char *in_subject = mime_check_find_symbol (run->message->headers->subject, TRUE);
  g_autofree char *in_name
      = from->len > 0 ? mime_check_find_symbol (((MimeAddress *) g_ptr_array_index (from, 0))->name, TRUE)
                      : NULL;

  if (in_name != NULL || in_subject != NULL)
    add (run, in_name != NULL ? in_name : in_subject, 0);
}

static const char *
domain_of (const char *email)
{
  const char *at = email != NULL ? strrchr (email, '@') : NULL;

  return at != NULL ? at + 1 : "";
}

static gboolean
same_site (const char *a, const char *b)
{
  g_autofree char *site_a = mime_domain_dup_registrable (a);
  g_autofree char *site_b = mime_domain_dup_registrable (b);

  return g_ascii_strcasecmp (site_a, site_b) == 0;
}

static const char *
from_of (Run *run)
{
  GPtrArray *from = run->message->headers->from;

  if (run->context->from != NULL)
    return run->context->from;
  return from->len > 0 ? ((MimeAddress *) g_ptr_array_index (from, 0))->email : "";
}

static gboolean
is_listed (const char *const *list, const char *email)
{
  for (guint i = 0; list != NULL && list[i] != NULL; i++)
    if (mime_address_equal (list[i], email))
      return TRUE;
  return FALSE;
}

static gboolean
is_own_domain (Run *run, const char *domain)
{
  const char *const *own = run->context->own_domains;
  gboolean found = same_site (domain, domain_of (from_of (run)));

  for (guint i = 0; own != NULL && own[i] != NULL; i++)
    found |= same_site (domain, own[i]);
  return found;
}

static void
find_external (Run *run, const MimeAddress *address, gpointer user_data)
{
  if (is_listed (run->context->added, address->email) && !is_own_domain (run, domain_of (address->email)))
    add (run, address->email, 0);
}

static void
check_external (Run *run)
{
  if (run->context->external_notice)
    foreach_recipient (run, TRUE, find_external, NULL);
}

static void
find_no_reply (Run *run, const MimeAddress *address, gpointer user_data)
{
  static const char *const names[]
      = { "do-not-reply",    "donotreply",    "no-reply",   "no_reply", "noreply",
          "ne-pas-repondre", "nepasrepondre", "postmaster", "catchall", "notification" };
  const char *at = strrchr (address->email, '@');

  for (guint i = 0; at != NULL && i < G_N_ELEMENTS (names); i++)
    if (strlen (names[i]) == (gsize) (at - address->email)
        && g_ascii_strncasecmp (address->email, names[i], strlen (names[i])) == 0)
      add (run, address->email, 0);
}

static void
check_no_reply (Run *run)
{
  foreach_recipient (run, TRUE, find_no_reply, NULL);
}

/* The reply goes to the address the sender asked for, which is elsewhere than the sender. */
static void
check_reply_to (Run *run)
{
  const MimeHeaders *original = run->context->original;
  const MimeAddress *sender, *target;

  if (original == NULL || original->from->len == 0 || run->message->headers->to->len == 0)
    return;
  sender = g_ptr_array_index (original->from, 0);
  target = g_ptr_array_index (run->message->headers->to, 0);
  for (guint i = 0; i < original->reply_to->len; i++)
    {
      const MimeAddress *asked = g_ptr_array_index (original->reply_to, i);

      if (mime_address_equal (asked->email, target->email)
          && !same_site (domain_of (asked->email), domain_of (sender->email)))
        {
          add (run, target->email, 0);
          return;
        }
    }
}

static void
check_spf (Run *run)
{
  if (run->context->spf == MIME_SPF_DOES_NOT_COVER)
    add (run, domain_of (from_of (run)), 0);
}

static void
check_visible (Run *run)
{
  guint n = 0;

  foreach_recipient (run, FALSE, count_all, &n);
  if (n > MAX_VISIBLE)
    add (run, NULL, n);
}

static void
check_bcc (Run *run)
{
  gboolean has_bcc = run->message->headers->bcc->len > 0
                     || (run->context->extra_bcc != NULL && run->context->extra_bcc[0] != NULL);

  if (run->context->encrypted && has_bcc)
    add (run, NULL, 0);
}

/* The address of the person's own that the original was written to, else %NULL. */
static const char *
addressed_identity (Run *run)
{
  GPtrArray *lists[] = { run->context->original->to, run->context->original->cc };

  for (guint l = 0; l < G_N_ELEMENTS (lists); l++)
    for (guint i = 0; i < lists[l]->len; i++)
      {
        const MimeAddress *address = g_ptr_array_index (lists[l], i);

        if (is_listed (run->context->identities, address->email))
          return address->email;
      }
  return NULL;
}

static void
check_identity (Run *run)
{
  const char *expected = run->context->original != NULL ? addressed_identity (run) : NULL;

  if (expected != NULL && !mime_address_equal (expected, from_of (run)))
    add (run, expected, 0);
}

/* Indexed by MimeCheck. */
static const struct
{
  const char *id;
  MimeCheckSeverity severity;
  CheckFunc func;
} rows[MIME_N_CHECKS] = {
  [MIME_CHECK_RECIPIENTS_NONE] = { "recipients-none", MIME_CHECK_BLOCK, check_none },
  [MIME_CHECK_RECIPIENT_INVALID] = { "recipient-invalid", MIME_CHECK_BLOCK, check_invalid },
  [MIME_CHECK_RECIPIENTS_OVER_LIMIT] = { "recipients-over-limit", MIME_CHECK_BLOCK, check_over_limit },
  [MIME_CHECK_TYPE_FORBIDDEN] = { "attachment-type-forbidden", MIME_CHECK_ASK, check_types },
  [MIME_CHECK_OVER_SIZE] = { "attachments-over-size", MIME_CHECK_ASK, check_size },
  [MIME_CHECK_SUBJECT_EMPTY] = { "subject-empty", MIME_CHECK_ASK, check_subject_empty },
  [MIME_CHECK_SUBJECT_TOO_LONG] = { "subject-too-long", MIME_CHECK_BLOCK, check_subject_long },
  [MIME_CHECK_ATTACHMENT_MENTIONED] = { "attachment-mentioned", MIME_CHECK_ASK, check_mentioned },
  [MIME_CHECK_LINK_MALFORMED] = { "link-malformed", MIME_CHECK_ASK, check_link },
  [MIME_CHECK_SPAM_WORDING] = { "spam-wording", MIME_CHECK_NOTE, check_spam },
  [MIME_CHECK_BODY_SYMBOLS] = { "body-symbols", MIME_CHECK_NOTE, check_symbols },
  [MIME_CHECK_HEADER_CHARACTERS] = { "header-characters", MIME_CHECK_ASK, check_header_characters },
  [MIME_CHECK_EXTERNAL_RECIPIENTS] = { "external-recipients", MIME_CHECK_NOTE, check_external },
  [MIME_CHECK_NO_REPLY_RECIPIENT] = { "no-reply-recipient", MIME_CHECK_ASK, check_no_reply },
  [MIME_CHECK_REPLY_TO_DIFFERS] = { "reply-to-differs", MIME_CHECK_NOTE, check_reply_to },
  [MIME_CHECK_SPF_MISMATCH] = { "spf-mismatch", MIME_CHECK_ASK, check_spf },
  [MIME_CHECK_MANY_VISIBLE] = { "many-visible-recipients", MIME_CHECK_ASK, check_visible },
  [MIME_CHECK_BCC_AND_ENCRYPTED] = { "bcc-and-encrypted", MIME_CHECK_ASK, check_bcc },
  [MIME_CHECK_IDENTITY_MISMATCH] = { "identity-mismatch", MIME_CHECK_ASK, check_identity },
};

/** mime_check_get_id: Returns: (transfer none): "subject-empty" */
const char *
mime_check_get_id (MimeCheck check)
{
  return check < MIME_N_CHECKS ? rows[check].id : "";
}

/** mime_check_severity_get_id: Returns: (transfer none): "note", "ask" or "block" */
const char *
mime_check_severity_get_id (MimeCheckSeverity severity)
{
  return severity == MIME_CHECK_BLOCK ? "block" : severity == MIME_CHECK_ASK ? "ask" : "note";
}

/**
 * mime_check_run:
 * @source: the bytes @message was parsed of: its size counts
 * @context: (nullable): what the message does not tell
 *
 * Returns: (transfer full) (element-type MimeFinding): what there is to say, in the order of the table; at most 50
 */
GPtrArray *
mime_check_run (MimeMessage *message, GBytes *source, const MimeCheckContext *context)
{
  static const MimeCheckContext nothing = { 0 };
  Run run = { message, source, context != NULL ? context : &nothing, NULL, NULL, NULL, 0, 0 };
  g_autofree char *text = mime_message_dup_text (message);

  run.findings = g_ptr_array_new_with_free_func (finding_free);
  run.text = mime_check_own_text (text);
  run.html = mime_message_dup_html (message);
  for (int check = 0; check < MIME_N_CHECKS; check++)
    {
      run.check = check;
      run.severity = rows[check].severity;
      rows[check].func (&run);
    }
  g_free (run.text);
  g_free (run.html);
  return run.findings;
}
