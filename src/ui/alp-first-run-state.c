/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-first-run-state.c: how far the assistant came, so that a crash or a closed window costs no typing (product 1.6).
 *
 * Main thread.  One key file of a few lines in the profile; written without waiting, removed when the first address is
 * there.  Whatever stands in it is bounded when it is read: it is only text for two fields. */
#include "alp-first-run-state.h"

#include <glib/gstdio.h>
#include <string.h>

#define GROUP "First Run"
#define MAX_FILE 4096
#define MAX_TEXT 320

static char *
path_of (const char *profile)
{
  return g_build_filename (profile, "first-run.ini", NULL);
}

/** alp_first_run_state_clear: frees what it holds */
void
alp_first_run_state_clear (AlpFirstRunState *self)
{
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->email, g_free);
  self->page = 0;
}

static char *
get_text (GKeyFile *file, const char *key)
{
  char *text = g_key_file_get_string (file, GROUP, key, NULL);

  if (text != NULL && strlen (text) > MAX_TEXT)
    g_clear_pointer (&text, g_free);
  return text;
}

/** alp_first_run_state_load: Returns: whether there was something to go on with; @self is empty otherwise */
gboolean
alp_first_run_state_load (AlpFirstRunState *self, const char *profile)
{
  g_autofree char *path = path_of (profile);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  GStatBuf info;

  *self = (AlpFirstRunState) { 0 };
  if (g_stat (path, &info) != 0 || info.st_size > MAX_FILE
      || !g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL))
    return FALSE;
  self->page = (guint) CLAMP (g_key_file_get_integer (file, GROUP, "Page", NULL), 0, 3);
  self->name = get_text (file, "Name");
  self->email = get_text (file, "Email");
  return TRUE;
}

/** alp_first_run_state_save: returns at once; that it cannot be written does not matter enough to tell */
void
alp_first_run_state_save (const AlpFirstRunState *self, const char *profile)
{
  g_autofree char *path = path_of (profile);
  g_autoptr (GFile) target = g_file_new_for_path (path);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GBytes) bytes = NULL;
  gsize length;
  char *text;

  g_key_file_set_integer (file, GROUP, "Page", (int) self->page);
  g_key_file_set_string (file, GROUP, "Name", self->name != NULL ? self->name : "");
  g_key_file_set_string (file, GROUP, "Email", self->email != NULL ? self->email : "");
  text = g_key_file_to_data (file, &length, NULL);
  bytes = g_bytes_new_take (text, length);
  g_file_replace_contents_bytes_async (target, bytes, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, NULL, NULL);
}

/** alp_first_run_state_forget: the assistant is finished */
void
alp_first_run_state_forget (const char *profile)
{
  g_autofree char *path = path_of (profile);

  g_unlink (path);
}
