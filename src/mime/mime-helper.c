/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime-helper.c: starts a shut-in helper, gives it bytes and takes what it makes of them.  Blocking; any thread. */

#include "mime-helper.h"

#include <gio/gio.h>

#include "mime-message.h"

/** mime_helper_find: Returns: (transfer full) (nullable): a helper's path: installed, or beside this program in a build folder */
char *
mime_helper_find (const char *name)
{
  static const char *const places[]
      = { "", "../mime", "../../src/mime", "../src/mime", "../libexec/alpenpost" };
  g_autofree char *installed = g_build_filename (ALP_LIBEXECDIR, name, NULL);
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = self != NULL ? g_path_get_dirname (self) : NULL;

  if (g_file_test (installed, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&installed);
  for (guint i = 0; folder != NULL && i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *path = g_build_filename (folder, places[i], name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_EXECUTABLE))
        return g_steal_pointer (&path);
    }
  return NULL;
}

/**
 * mime_helper_run:
 * @name: of the program
 * @argument: (nullable)
 * @max_output: bytes; more is refused
 *
 * Errors: MIME_ERROR_FILE (not installed), MIME_ERROR_INVALID (it gave up or was ended by its limits).
 * Returns: (transfer full) (nullable): what it wrote
 */
GBytes *
mime_helper_run (const char *name, const char *argument, GBytes *input, gsize max_output, GError **error)
{
  g_autofree char *path = mime_helper_find (name);
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GBytes) output = NULL;
  const char *argv[] = { path, argument, NULL };

  if (path == NULL)
    {
      g_set_error (error, MIME_ERROR, MIME_ERROR_FILE, "%s is not installed", name);
      return NULL;
    }
  g_subprocess_launcher_set_environ (launcher, (char *[]) { (char *) "LC_ALL=C", NULL });
  process = g_subprocess_launcher_spawnv (launcher, argv, error);
  /* It ends by itself: its own alarm and limits see to that, whatever it reads. */
  if (process == NULL || !g_subprocess_communicate (process, input, NULL, &output, NULL, error))
    return NULL;
  if (!g_subprocess_get_successful (process) || g_bytes_get_size (output) > max_output)
    {
      g_set_error (error, MIME_ERROR, MIME_ERROR_INVALID, "%s could make nothing of it", name);
      return NULL;
    }
  return g_steal_pointer (&output);
}
