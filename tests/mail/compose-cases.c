/* SPDX-License-Identifier: GPL-3.0-or-later */
/* compose-cases.c: builds what standard input says as the composer does, and prints it; for check-output.py
 *
 * A case is one line of words name=BASE64, the first word being how:
 *   draft     the fields of a draft (name, from, to, cc, bcc, replyto, subject, text, html, headers, reference, priority, receipt;
 *             file=TYPE NUL NAME NUL BYTES and image=KEY NUL NAME NUL BYTES any number of times)
 *   redirect  `source` is passed on from `from` to `to`
 * The answer is one line: "OK message=… own=… recipients=…" (own: the copy with Bcc, "" for a redirect), or "INVALID". */

#include <stdio.h>
#include <string.h>

#include "alp-draft-files.h"
#include "alp-draft-record.h"
#include "alp-prepare.h"
#include "alp-recipient.h"

static char *folder;

static GBytes *
decode (const char *word)
{
  gsize length;
  guchar *bytes = g_base64_decode (strchr (word, '=') + 1, &length);

  return g_bytes_new_take (bytes, length);
}

static char *
decode_text (const char *word)
{
  g_autoptr (GBytes) bytes = decode (word);

  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static gboolean
is (const char *word, const char *name)
{
  gsize length = strlen (name);

  return strncmp (word, name, length) == 0 && word[length] == '=';
}

/* FIRST NUL SECOND NUL BYTES */
static void
add_file (AlpDraftRecord *record, const char *word, gboolean is_inline)
{
  g_autoptr (GBytes) bytes = decode (word);
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  const char *name = data + strlen (data) + 1;
  gsize start = (gsize) (name - data) + strlen (name) + 1;
  g_autoptr (GBytes) content = g_bytes_new_from_bytes (bytes, start, size - start);
  AlpStashJob *job
      = alp_stash_job_new (folder, NULL, content, *name != '\0' ? name : "x", is_inline ? "image/png" : data);
  AlpStashed *stashed = alp_stash_job_run (job, NULL, NULL);
  g_autofree char *key = g_uuid_string_random ();

  if (stashed == NULL)
    g_error ("a file could not be kept");
  alp_draft_record_add_file (record, stashed->name, stashed->type, stashed->hash, is_inline ? data : key,
                             stashed->size, is_inline);
  alp_stashed_free (stashed);
  alp_stash_job_free (job);
}

static void
take_word (AlpDraftRecord *record, GStrvBuilder *references, const char *word)
{
  const struct
  {
    const char *name;
    char **field;
  } fields[]
      = { { "name", &record->from_name },  { "from", &record->from_email }, { "to", &record->to },
          { "cc", &record->cc },           { "bcc", &record->bcc },         { "replyto", &record->reply_to },
          { "subject", &record->subject }, { "text", &record->text },       { "html", &record->html },
          { "headers", &record->headers } };

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (is (word, fields[i].name))
      *fields[i].field = decode_text (word);
  if (is (word, "reference"))
    {
      g_autofree char *id = decode_text (word);

      g_strv_builder_add (references, id);
      g_set_str (&record->in_reply_to, id);
    }
  else if (is (word, "file"))
    add_file (record, word, FALSE);
  else if (is (word, "image"))
    add_file (record, word, TRUE);
  else if (is (word, "priority"))
    record->priority = ALP_PRIORITY_HIGH;
  else if (is (word, "receipt"))
    record->receipt = TRUE;
}

static void
print_bytes (const char *name, GBytes *bytes)
{
  g_autofree char *base64
      = bytes != NULL ? g_base64_encode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)) : NULL;

  printf (" %s=%s", name, base64 != NULL ? base64 : "");
}

static void
print_result (GBytes *message, GBytes *own, char **recipients)
{
  g_autofree char *joined = g_strjoinv ("\n", recipients);
  g_autoptr (GBytes) list = g_bytes_new (joined, strlen (joined));

  printf ("OK");
  print_bytes ("message", message);
  print_bytes ("own", own);
  print_bytes ("recipients", list);
  printf ("\n");
}

static gboolean
run_draft (char **words, GError **error)
{
  g_autoptr (AlpDraftRecord) record = alp_draft_record_new ();
  g_autoptr (AlpDraftRecord) again = NULL;
  g_autoptr (GStrvBuilder) references = g_strv_builder_new ();
  g_autoptr (GBytes) kept = NULL;
  g_autoptr (MimeDraft) draft = NULL;
  g_autoptr (GBytes) message = NULL;
  g_autoptr (GBytes) own = NULL;
  g_auto (GStrv) recipients = NULL;

  for (char **word = words + 1; *word != NULL; word++)
    take_word (record, references, *word);
  record->references = g_strv_builder_end (references);
  /* Through what is kept on disk, as every draft goes. */
  kept = alp_draft_record_serialize (record);
  again = alp_draft_record_parse (kept, NULL);
  draft = again != NULL ? alp_draft_record_to_mime (again, folder, TRUE, error) : NULL;
  if (draft == NULL)
    return FALSE;
  draft->message_id = mime_build_message_id (draft->from->email);
  message = alp_draft_record_build (again, draft, FALSE, error);
  own = alp_draft_record_build (again, draft, TRUE, NULL);
  if (message == NULL || own == NULL)
    return FALSE;
  recipients = mime_draft_dup_recipients (draft);
  print_result (message, own, recipients);
  return TRUE;
}

static gboolean
run_redirect (char **words, GError **error)
{
  g_autoptr (GBytes) source = NULL;
  g_autoptr (MimeAddress) from = NULL;
  g_autoptr (GPtrArray) to = g_ptr_array_new_with_free_func ((GDestroyNotify) mime_address_free);
  g_autoptr (AlpPrepared) prepared = NULL;

  for (char **word = words + 1; *word != NULL; word++)
    if (is (*word, "source"))
      source = decode (*word);
    else if (is (*word, "from"))
      {
        g_autofree char *email = decode_text (*word);

        from = mime_address_new ("", email);
      }
    else if (is (*word, "to"))
      {
        g_autofree char *email = decode_text (*word);

        g_ptr_array_add (to, mime_address_new ("", email));
      }
  prepared = alp_prepare_redirect (source, from, to, "resent-1@example.org", error);
  if (prepared == NULL)
    return FALSE;
  print_result (prepared->message, NULL, prepared->recipients);
  return TRUE;
}

int
main (int argc, char **argv)
{
  g_autofree char *line = NULL;
  size_t capacity = 0;

  folder = g_dir_make_tmp ("alpenpost-compose-XXXXXX", NULL);
  while (getline (&line, &capacity, stdin) > 0)
    {
      g_auto (GStrv) words = g_strsplit (g_strchomp (line), " ", -1);
      g_autoptr (GError) error = NULL;
      gboolean ok
          = g_str_equal (words[0], "draft") ? run_draft (words, &error) : run_redirect (words, &error);

      if (!ok)
        printf ("INVALID %s\n", error != NULL ? error->message : "");
      fflush (stdout);
    }
  {
    g_autofree char *command = g_strdup_printf ("rm -rf '%s'", folder);

    g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL);
  }
  g_free (folder);
  return 0;
}
