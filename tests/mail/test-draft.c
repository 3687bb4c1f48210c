/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-draft.c: what is written down of a draft comes back, and becomes the message that was meant */

#include "alp-draft-files.h"
#include "alp-draft-record.h"
#include "alp-error.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

typedef struct
{
  char *dir;
} Fixture;

static void
setup (Fixture *f, gconstpointer unused)
{
  f->dir = g_dir_make_tmp ("alpenpost-draft-XXXXXX", NULL);
}

static void
teardown (Fixture *f, gconstpointer unused)
{
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", f->dir);

  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  g_free (f->dir);
}

static AlpStashed *
stash (Fixture *f, GFile *file, const char *bytes, const char *name, GError **error)
{
  g_autoptr (GBytes) data = bytes != NULL ? g_bytes_new_static (bytes, strlen (bytes)) : NULL;
  AlpStashJob *job = alp_stash_job_new (f->dir, file, data, name, NULL);
  AlpStashed *done = alp_stash_job_run (job, NULL, error);

  alp_stash_job_free (job);
  return done;
}

static AlpDraftRecord *
sample (void)
{
  AlpDraftRecord *record = alp_draft_record_new ();

  record->uid = g_uuid_string_random ();
  record->from_name = g_strdup ("Ünal, \"Bo\"");
  record->from_email = g_strdup ("me@example.org");
  record->to = g_strdup ("\"Müller, Ana\" <ana@example.org>, 山田 <y@例え.jp>");
  record->bcc = g_strdup ("secret@example.org");
  record->subject = g_strdup ("Größe 'quoted' \\ and \"double\" \n");
  record->html = g_strdup ("<div>Hello <b>World</b></div>");
  record->in_reply_to = g_strdup ("a@b");
  record->references = g_strsplit ("x@y a@b", " ", -1);
  record->priority = ALP_PRIORITY_HIGH;
  record->receipt = TRUE;
  return record;
}

static void
test_round_trip (Fixture *f, gconstpointer unused)
{
  g_autoptr (AlpDraftRecord) record = sample ();
  g_autoptr (GBytes) content = NULL;
  g_autoptr (AlpDraftRecord) back = NULL;
  g_autofree char *key = g_uuid_string_random ();
  AlpStashed *file = stash (f, NULL, "picture", "Bild.png", NULL);

  alp_draft_record_add_file (record, file->name, file->type, file->hash, key, file->size, TRUE);
  content = alp_draft_record_serialize (record);
  back = alp_draft_record_parse (content, NULL);
  g_assert_cmpstr (back->subject, ==, record->subject);
  g_assert_cmpstr (back->to, ==, record->to);
  g_assert_cmpstr (back->html, ==, record->html);
  g_assert_null (back->text);
  g_assert_cmpstrv (back->references, record->references);
  g_assert_cmpint (back->priority, ==, ALP_PRIORITY_HIGH);
  g_assert_true (back->receipt);
  g_assert_cmpuint (back->files->len, ==, 1);
  g_assert_cmpstr (((AlpDraftFile *) back->files->pdata[0])->hash, ==, file->hash);
  alp_stashed_free (file);
}

static void
test_foreign_records (Fixture *f, gconstpointer unused)
{
  static const struct
  {
    const char *text;
    gboolean read;
    guint files;
  } rows[] = {
    { "", FALSE, 0 },
    { "no record", FALSE, 0 },
    { "{'to': <5>, 'subject': <'s'>}", TRUE, 0 },
    { "{'files': <[('n', 't', '../../etc/passwd', 'k', uint64 1, false)]>}", TRUE, 0 },
    { "{'attachments': <[b'/etc/passwd']>}", TRUE, 0 },
    { "{'priority': <uint32 99>}", TRUE, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) content = g_bytes_new_static (rows[i].text, strlen (rows[i].text));
      g_autoptr (GError) error = NULL;
      g_autoptr (AlpDraftRecord) record = alp_draft_record_parse (content, &error);

      g_assert_cmpint (record != NULL, ==, rows[i].read);
      if (record == NULL)
        {
          g_assert_error (error, ALP_ERROR, ALP_ERROR_FAILED);
          continue;
        }
      g_assert_cmpuint (record->files->len, ==, rows[i].files);
      g_assert_cmpint (record->priority, ==, ALP_PRIORITY_NORMAL);
    }
}

static char *
build (const AlpDraftRecord *record, const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MimeDraft) draft = alp_draft_record_to_mime (record, folder, TRUE, &error);
  g_autoptr (GBytes) message = NULL;

  g_assert_no_error (error);
  message = alp_draft_record_build (record, draft, FALSE, &error);
  g_assert_no_error (error);
  return g_strndup (g_bytes_get_data (message, NULL), g_bytes_get_size (message));
}

static void
test_message (Fixture *f, gconstpointer unused)
{
  g_autoptr (AlpDraftRecord) record = sample ();
  g_autofree char *shown = g_uuid_string_random ();
  g_autofree char *removed = g_uuid_string_random ();
  g_autofree char *message = NULL;
  g_autofree char *cid = g_strdup_printf ("Content-ID: <%s@", shown);
  g_autofree char *source = g_strdup_printf ("cid:%s@", shown);
  AlpStashed *file = stash (f, NULL, "picture", "Bild.png", NULL);

  alp_draft_record_add_file (record, file->name, file->type, file->hash, shown, file->size, TRUE);
  alp_draft_record_add_file (record, file->name, file->type, file->hash, removed, file->size, TRUE);
  alp_draft_record_add_file (record, "a.txt", "text/plain", file->hash, removed, file->size, FALSE);
  g_free (record->html);
  record->html = g_strdup_printf ("<div>x<img src=\"%s%s\"></div>", ALP_DRAFT_URI, shown);
  record->headers
      = g_strdup ("Organization: Höhe\nBcc: evil@example.org\nX-Ok: 1\r\nFrom: x@y\n: \nNo colon\nX Bad: 2");
  message = build (record, f->dir);
  g_assert_nonnull (strstr (message, "X-Priority: 1\r\n"));
  g_assert_nonnull (strstr (message, "Disposition-Notification-To:"));
  g_assert_nonnull (strstr (message, "Organization: =?utf-8?B?"));
  g_assert_nonnull (strstr (message, "X-Ok: 1\r\n"));
  g_assert_null (strstr (message, "evil@example.org"));
  g_assert_null (strstr (message, "x@y>\r\nFrom"));
  g_assert_null (strstr (message, "X Bad"));
  g_assert_null (strstr (message, "secret@example.org"));
  g_assert_null (strstr (message, ALP_DRAFT_URI));
  g_assert_nonnull (strstr (message, cid));
  g_assert_null (strstr (message, removed));
  g_assert_nonnull (strstr (message, "filename=\"a.txt\""));
  g_assert_null (strstr (message, f->dir));
  alp_stashed_free (file);
}

static void
test_references (Fixture *f, gconstpointer unused)
{
  g_autoptr (AlpDraftRecord) record = sample ();
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  g_autoptr (MimeDraft) draft = NULL;

  for (guint i = 0; i < 5000; i++)
    g_strv_builder_take (ids, g_strdup_printf ("id%u@example.org", i));
  g_strfreev (record->references);
  record->references = g_strv_builder_end (ids);
  draft = alp_draft_record_to_mime (record, f->dir, TRUE, NULL);
  g_assert_cmpuint (g_strv_length (draft->references), ==, 100);
  g_assert_cmpstr (draft->references[0], ==, "id0@example.org");
  g_assert_cmpstr (draft->references[99], ==, "id4999@example.org");
}

static void
test_half_typed (Fixture *f, gconstpointer unused)
{
  g_autoptr (AlpDraftRecord) record = sample ();
  g_autoptr (GError) error = NULL;
  g_autoptr (MimeDraft) draft = NULL;

  g_free (record->to);
  record->to = g_strdup ("ana@example.org, bob@");
  g_assert_null (alp_draft_record_to_mime (record, f->dir, TRUE, &error));
  g_assert_error (error, ALP_ERROR, ALP_ERROR_INVALID);
  draft = alp_draft_record_to_mime (record, f->dir, FALSE, NULL);
  g_assert_cmpuint (draft->to->len, ==, 1);
}

/* hostile-servers O-07: a snapshot at the time of choosing, or an error; never a wait without end. */
static void
test_odd_files (Fixture *f, gconstpointer unused)
{
  g_autofree char *fifo = g_build_filename (f->dir, "fifo", NULL);
  g_autofree char *empty = g_build_filename (f->dir, "empty", NULL);
  g_autofree char *changing = g_build_filename (f->dir, "changing.txt", NULL);
  const char *bad[] = { fifo, "/dev/zero", f->dir, "/no/such/file" };
  g_autoptr (GFile) file = g_file_new_for_path (empty);
  g_autoptr (GFile) other = g_file_new_for_path (changing);
  g_autofree char *copy = NULL;
  g_autofree char *data = NULL;
  AlpStashed *done;

  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GFile) one = g_file_new_for_path (bad[i]);
      g_autoptr (GError) error = NULL;

      g_assert_null (stash (f, one, NULL, NULL, &error));
      g_assert_error (error, ALP_ERROR, ALP_ERROR_INVALID);
    }
  g_assert_true (g_file_set_contents (empty, "", 0, NULL));
  done = stash (f, file, NULL, NULL, NULL);
  g_assert_cmpuint (done->size, ==, 0);
  alp_stashed_free (done);
  g_assert_true (g_file_set_contents (changing, "before", -1, NULL));
  done = stash (f, other, NULL, NULL, NULL);
  g_assert_true (g_file_set_contents (changing, "after", -1, NULL));
  copy = g_build_filename (f->dir, done->hash, NULL);
  g_assert_true (g_file_get_contents (copy, &data, NULL, NULL));
  g_assert_cmpstr (data, ==, "before");
  g_assert_cmpstr (done->name, ==, "changing.txt");
  alp_stashed_free (done);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/mail/draft/round-trip", Fixture, NULL, setup, test_round_trip, teardown);
  g_test_add ("/mail/draft/foreign-records", Fixture, NULL, setup, test_foreign_records, teardown);
  g_test_add ("/mail/draft/message", Fixture, NULL, setup, test_message, teardown);
  g_test_add ("/mail/draft/references", Fixture, NULL, setup, test_references, teardown);
  g_test_add ("/mail/draft/half-typed", Fixture, NULL, setup, test_half_typed, teardown);
  g_test_add ("/mail/draft/odd-files", Fixture, NULL, setup, test_odd_files, teardown);
  return g_test_run ();
}
