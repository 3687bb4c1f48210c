/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime-judge.c [--trust ID] [--assume VERDICT] FILE…: what mime-suspect finds in message files, one line each: verdict, weight, reasons.
 *
 * For measuring on collections (see README.md); names of files are read from standard input with "-". */

#include <gio/gio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mime-suspect.h"

static const char *trusted[] = { NULL, NULL };
static int assumed = -1;

static void
judge (const char *path)
{
  g_autofree char *data = NULL;
  gsize length = 0;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (MimeMessage) message = NULL;
  g_autoptr (MimeAuth) auth = NULL;
  g_autoptr (MimeSuspicion) found = NULL;
  MimeSuspectContext context = { 0 };

  if (!g_file_get_contents (path, &data, &length, NULL) || length == 0)
    return;
  bytes = g_bytes_new_take (g_steal_pointer (&data), length);
  message = mime_message_parse (bytes, NULL);
  if (message == NULL)
    return;
  auth = mime_auth_read (bytes, message->headers, trusted);
  if (assumed >= 0)
    auth->verdict = (MimeAuthVerdict) assumed;
  context.auth = auth;
  found = mime_suspect_judge (message, &context);
  g_print ("%d %2u %d %s", found->is_suspicious, found->weight, (int) auth->verdict, path);
  for (guint i = 0; i < found->reasons->len; i++)
    {
      const MimeReasonToSuspect *reason = g_ptr_array_index (found->reasons, i);

      g_print (" %s=%u", mime_suspect_get_id (reason->suspect), reason->weight);
    }
  g_print ("\n");
}

int
main (int argc, char **argv)
{
  for (int i = 1; i < argc; i++)
    if (g_str_equal (argv[i], "--trust") && i + 1 < argc)
      trusted[0] = argv[++i];
    else if (g_str_equal (argv[i], "--assume") && i + 1 < argc)
      assumed = atoi (argv[++i]);
    else if (g_str_equal (argv[i], "-"))
      {
        char line[4096];

        while (fgets (line, sizeof line, stdin) != NULL)
          judge (g_strchomp (line));
      }
    else
      judge (argv[i]);
  return 0;
}
