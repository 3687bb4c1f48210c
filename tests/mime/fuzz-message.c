/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz-message.c: a libFuzzer target for whole messages; built with its own main() it replays a corpus folder
 *
 * Properties: nothing crashes, text is valid UTF-8, sanitising is idempotent, what the reply to it builds has no field
 * that the message could have put there. */

#include <string.h>

#include "mime-html.h"
#include "mime-reply.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
check_html (const char *html)
{
  g_autoptr (MimeHtml) once = mime_html_sanitize (html, NULL);
  g_autoptr (MimeHtml) twice = mime_html_sanitize (once->html, NULL);

  g_assert_true (once->truncated || g_str_equal (once->html, twice->html));
}

static void
check_reply (MimeMessage *message)
{
  g_autoptr (MimeAddress) from = mime_address_new ("Me", "me@example.org");
  g_autoptr (MimeDraft) draft = mime_reply_new (message, MIME_REPLY_ALL, from, NULL, "wrote:");
  g_autoptr (GBytes) bytes = mime_build (draft, FALSE, NULL);
  g_autofree char *text = NULL;

  if (bytes == NULL)
    return;
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  *strstr (text, "\r\n\r\n") = '\0';
  g_assert_null (strstr (text, "\r\nBcc:"));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (MimeMessage) message = mime_message_parse (bytes, NULL);
  g_autofree char *text = message != NULL ? mime_message_dup_text (message) : NULL;
  g_autofree char *html = message != NULL ? mime_message_dup_html (message) : NULL;

  if (message == NULL)
    return 0;
  g_assert_true (g_utf8_validate (text, -1, NULL));
  if (html != NULL)
    check_html (html);
  check_reply (message);
  return 0;
}

#ifndef ALP_LIBFUZZER
int
main (int argc, char **argv)
{
  g_autoptr (GDir) folder = argc > 1 ? g_dir_open (argv[1], 0, NULL) : NULL;
  guint n = 0;

  for (const char *name; folder != NULL && (name = g_dir_read_name (folder)) != NULL; n++)
    {
      g_autofree char *path = g_build_filename (argv[1], name, NULL);
      g_autofree char *data = NULL;
      gsize length = 0;

      if (g_file_get_contents (path, &data, &length, NULL))
        LLVMFuzzerTestOneInput ((const guint8 *) data, length);
    }
  g_print ("%u files\n", n);
  return n > 0 ? 0 : 1;
}
#endif
