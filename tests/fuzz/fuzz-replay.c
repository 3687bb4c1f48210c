/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz-replay.c: runs a target on each file of the folder it is given, each also cut after every byte */

#include "fuzz.h"

int
main (int argc, char **argv)
{
  g_autoptr (GDir) dir = argc == 2 ? g_dir_open (argv[1], 0, NULL) : NULL;
  const char *name;
  guint files = 0;

  if (dir == NULL)
    g_error ("usage: %s FOLDER", argv[0]);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (argv[1], name, NULL);
      g_autofree char *contents = NULL;
      gsize length;

      if (!g_file_get_contents (path, &contents, &length, NULL))
        g_error ("%s cannot be read", path);
      for (gsize i = 0; i <= length; i++)
        {
          /* a copy of its own, so that reading past its end is found */
          g_autofree guint8 *cut = g_memdup2 (contents, i);

          LLVMFuzzerTestOneInput (cut, i);
        }
      files++;
    }
  if (files == 0)
    g_error ("%s: no corpus", argv[1]);
  return 0;
}
