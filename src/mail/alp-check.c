/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-check.c: what to tell before a message leaves, in plain words
 *
 * The checks are in mime/ (mime-check.c); here each has its sentence. Pure; looking into archives takes time, so call it
 * on a worker. */

#include "alp-check.h"

#include "alp-error.h"
#include "mime-check.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Indexed by MimeCheck. "%s" is what it is about. */
static const char *const sentences[MIME_N_CHECKS] = {
  [MIME_CHECK_RECIPIENTS_NONE] = N_ ("There is no recipient. Add one."),
  [MIME_CHECK_RECIPIENT_INVALID] = N_ ("“%s” is not an address. Correct or remove it."),
  [MIME_CHECK_RECIPIENTS_OVER_LIMIT]
  = N_ ("There are %s recipients, more than can be written to at once. Use a newsletter tool for so many."),
  [MIME_CHECK_TYPE_FORBIDDEN]
  = N_ ("Many servers refuse files of this kind: %s. Share it with a link instead."),
  [MIME_CHECK_OVER_SIZE]
  = N_ ("The message is %s large, more than the server takes. Share the files with a link instead."),
  [MIME_CHECK_SUBJECT_EMPTY] = N_ ("The subject is empty."),
  [MIME_CHECK_SUBJECT_TOO_LONG] = N_ ("The subject is too long. Shorten it."),
  [MIME_CHECK_ATTACHMENT_MENTIONED] = N_ ("The text speaks of an attachment, but there is none."),
  [MIME_CHECK_LINK_MALFORMED] = N_ ("This link is wrong, or its text names another address: %s"),
  [MIME_CHECK_SPAM_WORDING] = N_ ("Filters often take this for unwanted mail: %s"),
  [MIME_CHECK_BODY_SYMBOLS] = N_ ("Filters dislike unusual symbols in the text: %s"),
  [MIME_CHECK_HEADER_CHARACTERS] = N_ ("Some servers refuse symbols in your name or in the subject: %s"),
  [MIME_CHECK_EXTERNAL_RECIPIENTS] = N_ ("This recipient is outside of your organization: %s"),
  [MIME_CHECK_NO_REPLY_RECIPIENT] = N_ ("Nobody reads mail to this address: %s"),
  [MIME_CHECK_REPLY_TO_DIFFERS] = N_ ("Your reply goes to another address than the message came from: %s"),
  [MIME_CHECK_SPF_MISMATCH]
  = N_ ("The domain %s does not allow this server to send for it. The message may be refused."),
  [MIME_CHECK_MANY_VISIBLE] = N_ ("%s people will see each other's addresses. Use Bcc to keep them private."),
  [MIME_CHECK_BCC_AND_ENCRYPTED]
  = N_ ("In an encrypted message the others can find out who got a blind copy."),
  [MIME_CHECK_IDENTITY_MISMATCH] = N_ ("The message was written to %s, but you answer from another address."),
};

/* Providers that are known to reject forbidden types. */
static gboolean
provider_forbids (const AlpCheckContext *context, const char *from)
{
  static const char *const hosts[] = { "mail.infomaniak.com", "smtp.infomaniak.com" };
  static const char *const domains[] = { "ik.me", "ikmail.com", "etik.com", "infomaniak.com" };
  const char *at = from != NULL ? strrchr (from, '@') : NULL;
  gboolean found = FALSE;

  for (guint i = 0; context->smtp_host != NULL && i < G_N_ELEMENTS (hosts); i++)
    found |= g_ascii_strcasecmp (context->smtp_host, hosts[i]) == 0;
  for (guint i = 0; at != NULL && i < G_N_ELEMENTS (domains); i++)
    found |= g_ascii_strcasecmp (at + 1, domains[i]) == 0;
  return found;
}

/** alp_check_finding_free: frees a finding; %NULL is allowed. */
void
alp_check_finding_free (AlpCheckFinding *self)
{
  if (self == NULL)
    return;
  g_free (self->message);
  g_free (self->detail);
  g_free (self);
}

/** alp_check_finding_copy: Returns: (transfer full): the same again */
AlpCheckFinding *
alp_check_finding_copy (const AlpCheckFinding *self)
{
  AlpCheckFinding *copy = g_new0 (AlpCheckFinding, 1);

  copy->id = self->id;
  copy->severity = self->severity;
  copy->message = g_strdup (self->message);
  copy->detail = g_strdup (self->detail);
  return copy;
}

static char *
make_sentence (const MimeFinding *finding)
{
  g_autofree char *number = NULL;
  const char *sentence = _ (sentences[finding->check]);
  const char *about = finding->detail;

  if (finding->unreadable)
    sentence = _ ("Nobody can look into this archive, so the recipient's server may refuse it: %s");
  if (finding->check == MIME_CHECK_OVER_SIZE)
    about = number = g_format_size_full (finding->number, G_FORMAT_SIZE_IEC_UNITS);
  else if (*about == '\0' && finding->number > 0)
    about = number = g_strdup_printf ("%" G_GUINT64_FORMAT, finding->number);
  {
    g_auto (GStrv) around = g_strsplit (sentence, "%s", 2);

    return around[1] != NULL ? g_strjoin (about, around[0], around[1], NULL) : g_strdup (sentence);
  }
}

static void
add_finding (GPtrArray *out, const MimeFinding *finding)
{
  AlpCheckFinding *one = g_new0 (AlpCheckFinding, 1);

  one->id = mime_check_get_id (finding->check);
  one->severity = (AlpCheckSeverity) finding->severity;
  one->message = make_sentence (finding);
  one->detail = g_strdup (finding->detail);
  g_ptr_array_add (out, one);
}

/** alp_check_severity_get_id: Returns: (transfer none): "note", "ask" or "block" */
const char *
alp_check_severity_get_id (AlpCheckSeverity severity)
{
  return mime_check_severity_get_id ((MimeCheckSeverity) severity);
}

/**
 * alp_check_message:
 * @source: the message as it would leave
 * @context: (nullable)
 *
 * Blocks while archives are read (two seconds for each at most); any thread.
 * Returns: (transfer full) (element-type AlpCheckFinding) (nullable): what to say, empty when all is well; NULL with
 *   ALP_ERROR_INVALID when @source is no message
 */
GPtrArray *
alp_check_message (GBytes *source, const AlpCheckContext *context, GError **error)
{
  static const AlpCheckContext nothing = { 0 };
  g_autoptr (MimeMessage) message = g_bytes_get_size (source) > 0 ? mime_message_parse (source, NULL) : NULL;
  g_autoptr (MimeHeaders) original = NULL;
  g_autoptr (GPtrArray) findings = NULL;
  GPtrArray *out;

  if (message == NULL)
    {
      g_set_error_literal (error, ALP_ERROR, ALP_ERROR_INVALID, _ ("This is not an e-mail message."));
      return NULL;
    }
  if (context == NULL)
    context = &nothing;
  if (context->original != NULL)
    original = mime_headers_parse (context->original);
  const MimeCheckContext mime = {
    .from = context->from,
    .max_recipients = context->max_recipients,
    .max_size = context->max_size,
    .provider_forbids = provider_forbids (context, context->from),
    .external_notice = context->external_notice,
    .own_domains = context->own_domains,
    .added = context->added,
    .extra_bcc = context->extra_bcc,
    .original = original,
    .identities = context->identities,
    .spf = (MimeSpfState) context->spf,
    .encrypted = context->encrypted,
  };
  findings = mime_check_run (message, source, &mime);
  out = g_ptr_array_new_with_free_func ((GDestroyNotify) alp_check_finding_free);
  for (guint i = 0; i < findings->len; i++)
    add_finding (out, g_ptr_array_index (findings, i));
  return out;
}
