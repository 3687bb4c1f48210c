/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-check.c: every row of the outgoing checks, and archives with their bombs */

#include <archive.h>
#include <archive_entry.h>
#include <string.h>

#include "mime-archive.h"
#include "mime-check.h"

/* The ids of what is found, with their severity: "subject-empty:ask …" */
static char *
run (const char *headers, const char *body, const MimeCheckContext *context)
{
  g_autofree char *source = g_strdup_printf ("From: Ana <ana@example.org>\n%s\n%s", headers, body);
  g_autoptr (GBytes) bytes = g_bytes_new (source, strlen (source));
  g_autoptr (MimeMessage) message = mime_message_parse (bytes, NULL);
  g_autoptr (GPtrArray) findings = mime_check_run (message, bytes, context);
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < findings->len; i++)
    {
      const MimeFinding *one = g_ptr_array_index (findings, i);
      g_autofree char *word = g_strdup_printf ("%s:%s ", mime_check_get_id (one->check),
                                               mime_check_severity_get_id (one->severity));

      g_test_message ("  %s %s", word, one->detail);
      if (strstr (out->str, word) == NULL)
        g_string_append (out, word);
    }
  g_strchomp (out->str);
  return g_string_free_and_steal (out);
}

static void
test_messages (void)
{
  static const char *const rows[][3] = {
    { "To: bob@example.org\nSubject: Hello\n", "Dear Bob, this is a text.\n", "" },
    { "Subject: x\n", "x\n", "recipients-none:block" },
    { "To: undisclosed-recipients:;\nBcc: a@b.cd\nSubject: x\n", "x\n", "" },
    { "To: bob@\nSubject: x\n", "x\n", "recipients-none:block recipient-invalid:block" },
    { "To: a@b.cd, not an address\nSubject: x\n", "x\n", "recipient-invalid:block" },
    { "To: a@b.cd\n", "x\n", "subject-empty:ask" },
    { "To: a@b.cd\nSubject:   \n", "x\n", "subject-empty:ask" },
    { "To: noreply@b.cd\nSubject: x\n", "x\n", "no-reply-recipient:ask" },
    { "To: Ne-Pas-Repondre@b.cd\nSubject: x\n", "x\n", "no-reply-recipient:ask" },
    { "To: a@b.cd\nSubject: =?utf-8?b?8J+YgA==?= x\n", "x\n", "header-characters:ask" },
    { "To: a@b.cd\nSubject: Grüße, 20 °C & 5 €\n", "x\n", "" },
    { "To: a@b.cd\nSubject: x\n", "I love it \xE2\x99\xA5\n", "body-symbols:note" },
    { "To: a@b.cd\nSubject: x\n", "Please find the report attached.\n", "attachment-mentioned:ask" },
    { "To: a@b.cd\nSubject: x\n", "Voici le document en pièce jointe.\n", "attachment-mentioned:ask" },
    { "To: a@b.cd\nSubject: x\n", "Anbei die Rechnung.\n", "attachment-mentioned:ask" },
    { "To: a@b.cd\nSubject: x\n", "In allegato trovi il file.\n", "attachment-mentioned:ask" },
    { "To: a@b.cd\nSubject: x\n", "Te mando el archivo adjunto.\n", "attachment-mentioned:ask" },
    { "To: a@b.cd\nSubject: x\n", "Thanks!\n\nOn Monday Bob wrote:\n> see attached\n", "" },
    { "To: a@b.cd\nSubject: x\n", "I am very attachedly yours.\n", "" },
    { "To: a@b.cd\nSubject: x\n", "x\n-- \nAttachments are scanned.\n", "" },
    { "To: a@b.cd\nSubject: x\n", "see http//example.org\n", "link-malformed:ask" },
    { "To: a@b.cd\nSubject: x\n", "see http:/example.org\n", "link-malformed:ask" },
    { "To: a@b.cd\nSubject: x\n", "see https:// \n", "link-malformed:ask" },
    { "To: a@b.cd\nSubject: x\n", "see http:///x\n", "link-malformed:ask" },
    { "To: a@b.cd\nSubject: x\n", "see https://example.org/a?b=http%3A%2F%2Fc and http: as a word\n", "" },
    { "To: a@b.cd\nSubject: x\nContent-Type: text/html\n",
      "<a href='https://evil.test/'>https://example.org/</a>", "link-malformed:ask" },
    { "To: a@b.cd\nSubject: x\nContent-Type: text/html\n",
      "<a href='https://www.example.org/x'>example.org</a>", "" },
    { "To: a@b.cd\nSubject: x\nContent-Type: text/html\n", "<a href='http://exa mple.org/x'>here</a>",
      "link-malformed:ask" },
    { "To: a@b.cd\nSubject: x\n", "Click here to act now\n", "spam-wording:note" },
    { "To: a@b.cd\nSubject: x\n", "Buy!!!\n", "spam-wording:note" },
    { "To: a@b.cd\nSubject: THIS IS VERY IMPORTANT NEWS\n", "x\n", "spam-wording:note" },
    { "To: a@b.cd\nSubject: x\n", "see https://bit.ly/abc\n", "spam-wording:note" },
    { "To: a@b.cd\nSubject: x\nContent-Type: text/html\n", "<img src=cid:x>", "spam-wording:note" },
    { "To: a@b.cd\nSubject: x\nContent-Type: application/x; name=setup.exe\n", "x",
      "attachment-type-forbidden:ask" },
    { "To: a@b.cd\nSubject: x\nContent-Type: application/x; name=\"a.pdf.EXE\"\n", "x",
      "attachment-type-forbidden:ask" },
    { "To: a@b.cd\nSubject: x\nContent-Type: application/x; name=\"a.exe.txt\"\n", "x",
      "attachment-type-forbidden:ask" },
    { "To: a@b.cd\nSubject: x\nContent-Type: application/x; name=\"a.js.gz\"\n", "x",
      "attachment-type-forbidden:ask" },
    { "To: a@b.cd\nSubject: x\nContent-Type: application/x; name=\"www.example.com.pdf\"\n", "x", "" },
    { "To: a@b.cd\nSubject: x\nContent-Type: application/zip; name=\"a.zip\"\n", "broken",
      "attachment-type-forbidden:note" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *found = NULL;

      found = run (rows[i][0], rows[i][1], NULL);
      if (!g_str_equal (found, rows[i][2]))
        g_test_fail_printf ("%s%s: %s instead of %s", rows[i][0], rows[i][1], found, rows[i][2]);
    }
}

static void
test_numbers (void)
{
  g_autoptr (GString) to = g_string_new ("To: ");
  g_autoptr (GString) many = NULL;
  g_autofree char *subject = g_strnfill (999, 'x');
  g_autofree char *big = g_strnfill (26214400, 'x');
  g_autofree char *found = NULL;
  const MimeCheckContext small = { .max_recipients = 10, .max_size = 100 };

  for (guint i = 0; i < 21; i++)
    g_string_append_printf (to, "%su%u@b.cd", i > 0 ? ",\n " : "", i);
  g_string_append (to, "\nSubject: x\n");
  found = run (to->str, "x\n", NULL);
  g_assert_cmpstr (found, ==, "many-visible-recipients:ask");
  g_free (found);
  found = run (to->str, "x\n", &small);
  g_assert_cmpstr (found, ==,
                   "recipients-over-limit:block attachments-over-size:ask many-visible-recipients:ask");
  many = g_string_new ("Subject: x\nBcc: ");
  for (guint i = 0; i < 101; i++)
    g_string_append_printf (many, "%su%u@b.cd", i > 0 ? ",\n " : "", i);
  g_string_append_c (many, '\n');
  g_free (found);
  found = run (many->str, "x\n", NULL);
  g_assert_cmpstr (found, ==, "recipients-over-limit:block");
  /* Too long a field to be read is over the limit, too. */
  g_string_assign (many, "Subject: x\nTo: ");
  for (guint i = 0; i < 8000; i++)
    g_string_append_printf (many, "%suser%u@example.org", i > 0 ? ",\n " : "", i);
  g_string_append_c (many, '\n');
  g_free (found);
  found = run (many->str, "x\n", NULL);
  g_assert_nonnull (strstr (found, "recipients-over-limit:block"));
  g_autofree char *headers = g_strdup_printf ("To: a@b.cd\nSubject: %s\n", subject);
  g_free (found);
  found = run (headers, "x\n", NULL);
  g_assert_cmpstr (found, ==, "subject-too-long:block");
  g_free (found);
  found = run ("To: a@b.cd\nSubject: x\nContent-Type: image/png\n", big, NULL);
  g_assert_cmpstr (found, ==, "attachments-over-size:ask");
}

static MimeHeaders *
headers_of (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return mime_headers_parse (bytes);
}

static void
test_context (void)
{
  static const char *const added[] = { "eve@other.com", "bob@sub.example.org", NULL };
  static const char *const own[] = { "ana@example.org", "sales@example.org", NULL };
  static const char *const bcc[] = { "x@y.zz", NULL };
  static const char mail[] = "To: eve@other.com\nCc: bob@sub.example.org\nSubject: x\n";
  g_autoptr (MimeHeaders) original
      = headers_of ("From: Eve <eve@sender.net>\nReply-To: eve@other.com\nTo: sales@example.org\n\n");

  const struct
  {
    MimeCheckContext context;
    const char *expected;
  } rows[] = {
    { { .external_notice = TRUE, .added = added }, "external-recipients:note" },
    { { .external_notice = FALSE, .added = added }, "" },
    { { .external_notice = TRUE, .added = added, .own_domains = (const char *const[]) { "other.com", NULL } },
      "" },
    { { .spf = MIME_SPF_DOES_NOT_COVER }, "spf-mismatch:ask" },
    { { .spf = MIME_SPF_COVERS }, "" },
    { { .encrypted = TRUE, .extra_bcc = bcc }, "bcc-and-encrypted:ask" },
    { { .encrypted = TRUE }, "" },
    { { .original = original }, "reply-to-differs:note" },
    { { .original = original, .identities = own }, "reply-to-differs:note identity-mismatch:ask" },
    { { .original = original, .identities = own, .from = "sales@example.org" }, "reply-to-differs:note" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *found = run (mail, "x\n", &rows[i].context);

      g_assert_cmpstr (found, ==, rows[i].expected);
    }
  const MimeCheckContext strict = { .provider_forbids = TRUE };
  g_autofree char *found
      = run ("To: a@b.cd\nSubject: x\nContent-Type: application/x; name=a.scr\n", "x", &strict);
  g_assert_cmpstr (found, ==, "attachment-type-forbidden:block");
}

static GBytes *
pack (const char *format, const char *filter, const char *const *names, GBytes *content, const char *password)
{
  struct archive *archive = archive_write_new ();
  gsize size = g_bytes_get_size (content) * 2 + 1024 * 1024;
  gsize used = 0;
  char *buffer = g_malloc (size);

  archive_write_set_format_by_name (archive, format);
  if (filter != NULL)
    archive_write_add_filter_by_name (archive, filter);
  if (password != NULL)
    {
      archive_write_set_options (archive, "zip:encryption=aes256");
      archive_write_set_passphrase (archive, password);
    }
  g_assert_cmpint (archive_write_open_memory (archive, buffer, size, &used), ==, ARCHIVE_OK);
  for (; *names != NULL; names++)
    {
      struct archive_entry *entry = archive_entry_new ();

      archive_entry_set_pathname (entry, *names);
      archive_entry_set_size (entry, (la_int64_t) g_bytes_get_size (content));
      archive_entry_set_filetype (entry, AE_IFREG);
      archive_entry_set_perm (entry, 0644);
      g_assert_cmpint (archive_write_header (archive, entry), ==, ARCHIVE_OK);
      archive_write_data (archive, g_bytes_get_data (content, NULL), g_bytes_get_size (content));
      archive_entry_free (entry);
    }
  archive_write_close (archive);
  archive_write_free (archive);
  return g_bytes_new_take (buffer, used);
}

static void
test_archives (void)
{
  static const char *const formats[][3]
      = { { "zip", NULL, "a.zip" },    { "7zip", NULL, "a.7z" },         { "ustar", "gzip", "a.tar.gz" },
          { "pax", "xz", "a.tar.xz" }, { "ustar", "zstd", "a.tar.zst" }, { "gnutar", "bzip2", "a.tbz2" },
          { "ustar", NULL, "a.TAR" } };
  static const char *const good[] = { "dir/readme.txt", "b.pdf", NULL };
  static const char *const bad[] = { "dir/readme.txt", "dir\\Setup.EXE", NULL };
  g_autoptr (GBytes) content = g_bytes_new_static ("hello", 5);

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autoptr (GBytes) clean = pack (formats[i][0], formats[i][1], good, content, NULL);
      g_autoptr (GBytes) dirty = pack (formats[i][0], formats[i][1], bad, content, NULL);
      g_autoptr (GBytes) half = g_bytes_new_from_bytes (clean, 0, g_bytes_get_size (clean) / 3);
      const char *names[] = { formats[i][2], NULL };
      g_autoptr (GBytes) nested = pack ("zip", NULL, names, dirty, NULL);
      g_autofree char *found = NULL;

      g_test_message ("%s", formats[i][2]);
      g_assert_cmpint (mime_archive_scan (clean, formats[i][2], NULL), ==, MIME_ARCHIVE_CLEAN);
      g_assert_cmpint (mime_archive_scan (dirty, formats[i][2], &found), ==, MIME_ARCHIVE_FORBIDDEN);
      g_assert_cmpstr (found, ==, "Setup.EXE");
      g_assert_cmpint (mime_archive_scan (nested, "x.zip", NULL), ==, MIME_ARCHIVE_FORBIDDEN);
      g_assert_cmpint (mime_archive_scan (half, formats[i][2], NULL), !=, MIME_ARCHIVE_FORBIDDEN);
    }
}

static void
test_locked (void)
{
  static const char *const good[] = { "b.pdf", NULL };
  static const char *const bad[] = { "b.vbs", NULL };
  g_autoptr (GBytes) content = g_bytes_new_static ("hello", 5);
  g_autoptr (GBytes) locked = pack ("zip", NULL, good, content, "secret");
  g_autoptr (GBytes) dirty = pack ("zip", NULL, bad, content, "secret");

  g_assert_cmpint (mime_archive_scan (locked, "a.zip", NULL), ==, MIME_ARCHIVE_UNREADABLE);
  /* The names of an encrypted zip can be read. */
  g_assert_cmpint (mime_archive_scan (dirty, "a.zip", NULL), ==, MIME_ARCHIVE_FORBIDDEN);
}

static void
test_archive_bombs (void)
{
  static const char *const names[] = { "zeros", NULL };
  g_autofree char *zeros = g_malloc0 (200 * 1024 * 1024);
  g_autoptr (GBytes) content = g_bytes_new_take (g_steal_pointer (&zeros), 200 * 1024 * 1024);
  g_autoptr (GBytes) bomb = pack ("ustar", "gzip", names, content, NULL);
  g_autoptr (GString) many = g_string_new (NULL);
  g_autofree const char **list = g_new0 (const char *, 12001);
  gint64 start = g_get_monotonic_time ();

  g_test_message ("%zu bytes", g_bytes_get_size (bomb));
  g_assert_cmpint (mime_archive_scan (bomb, "a.tar.gz", NULL), ==, MIME_ARCHIVE_UNREADABLE);
  for (guint i = 0; i < 12000; i++)
    list[i] = "x.txt";
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);
  g_autoptr (GBytes) flood = pack ("ustar", "gzip", list, nothing, NULL);
  g_assert_cmpint (mime_archive_scan (flood, "a.tgz", NULL), ==, MIME_ARCHIVE_UNREADABLE);
  /* zip in zip in zip: one level is looked at, what is deeper stays shut. */
  g_autoptr (GBytes) inner = g_bytes_ref (nothing);
  static const char *const exe[] = { "a.exe", NULL };
  static const char *const zip[] = { "a.zip", NULL };
  for (guint level = 0; level < 20; level++)
    {
      GBytes *outer = pack ("zip", NULL, level == 0 ? exe : zip, inner, NULL);
      g_bytes_unref (inner);
      inner = outer;
    }
  g_assert_cmpint (mime_archive_scan (inner, "a.zip", NULL), ==, MIME_ARCHIVE_CLEAN);
  g_test_message ("%" G_GINT64_FORMAT " ms", (g_get_monotonic_time () - start) / 1000);
}

static void
test_random_archives (void)
{
  static const char *const names[] = { "a.txt", "b.zip", NULL };
  static const char *const formats[][2] = { { "zip", "a.zip" }, { "7zip", "a.7z" }, { "ustar", "a.tar" } };
  g_autoptr (GBytes) content = g_bytes_new_static ("hello hello hello", 17);

  for (guint round = 0; round < 300; round++)
    {
      guint f = round % G_N_ELEMENTS (formats);
      g_autoptr (GBytes) whole = pack (formats[f][0], NULL, names, content, NULL);
      gsize length;
      guint8 *data = g_bytes_unref_to_data (g_bytes_ref (whole), &length);

      for (gint n = g_test_rand_int_range (1, 20); n > 0; n--)
        data[g_test_rand_int_range (0, (gint) length)] = (guint8) g_test_rand_int_range (0, 256);
      g_autoptr (GBytes) damaged = g_bytes_new_take (data, length);
      g_assert_cmpint (mime_archive_scan (damaged, formats[f][1], NULL), !=, MIME_ARCHIVE_NONE);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mime/check/messages", test_messages);
  g_test_add_func ("/mime/check/numbers", test_numbers);
  g_test_add_func ("/mime/check/context", test_context);
  g_test_add_func ("/mime/check/archives", test_archives);
  g_test_add_func ("/mime/check/locked", test_locked);
  g_test_add_func ("/mime/check/archive-bombs", test_archive_bombs);
  g_test_add_func ("/mime/check/random-archives", test_random_archives);
  return g_test_run ();
}
