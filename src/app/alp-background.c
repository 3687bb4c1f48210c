/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-background.c: staying without a window
 *
 * Main thread.  In a sandbox the background portal decides and keeps the autostart entry; outside, the entry is a file of
 * ours in the person's autostart folder, as the desktop's specification has it.  A desktop without the portal is no
 * error: the program stays all the same. */
#include "alp-background.h"

#include "alp-config.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <libportal/portal.h>
#include <string.h>

#define STATUS_MAX 96

struct _AlpBackground
{
  GObject parent_instance;

  GApplication *application; /* not owned */
  GSettings *settings;
  XdpPortal *portal; /* nullable: not in a sandbox */
  gboolean held;
  gboolean released;
};

G_DEFINE_FINAL_TYPE (AlpBackground, alp_background, G_TYPE_OBJECT)

/* ---- starting with the session ---- */

char *
alp_background_make_entry (const char *program)
{
  g_autoptr (GString) quoted = g_string_new (NULL);

  /* The Exec key has quoting rules of its own; as in every key, a backslash is written twice. */
  for (const char *p = program; *p != '\0'; p++)
    if (*p == '%')
      g_string_append (quoted, "%%");
    else if (strchr ("\"`$\\", *p) != NULL)
      g_string_append_printf (quoted, "\\\\%s%c", *p == '\\' ? "\\" : "", *p);
    else if (!g_ascii_iscntrl (*p))
      g_string_append_c (quoted, *p);
  return g_strdup_printf ("[Desktop Entry]\nType=Application\nName=Alpenpost\n"
                          "Exec=\"%s\" --gapplication-service\n"
                          "Icon=%s\nX-GNOME-UsesNotifications=true\n",
                          quoted->str, ALP_APPLICATION_ID);
}

/* Outside of a sandbox. A file that cannot be written is worth a line in the log, no more: mail works without. */
static void
write_entry (gboolean on)
{
  g_autofree char *folder = g_build_filename (g_get_user_config_dir (), "autostart", NULL);
  g_autofree char *path = g_strdup_printf ("%s/%s.desktop", folder, ALP_APPLICATION_ID);
  g_autofree char *program = g_find_program_in_path ("alpenpost");
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  if (!on)
    {
      g_unlink (path);
      return;
    }
  text = alp_background_make_entry (program != NULL ? program : "alpenpost");
  g_mkdir_with_parents (folder, 0700);
  if (!g_file_set_contents (path, text, -1, &error))
    g_warning ("autostart: %s", error->message);
}

static void
on_portal_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpBackground) self = data;
  g_autoptr (GError) error = NULL;

  if (!xdp_portal_request_background_finish (XDP_PORTAL (source), result, &error))
    g_warning ("background: %s", error != NULL ? error->message : "refused");
}

static void
ask_portal (AlpBackground *self, gboolean autostart)
{
  g_autoptr (GPtrArray) command = g_ptr_array_new ();

  g_ptr_array_add (command, (gpointer) "alpenpost");
  g_ptr_array_add (command, (gpointer) "--gapplication-service");
  xdp_portal_request_background (self->portal, NULL, (char *) _ ("Get new mail and tell you of it"), command,
                                 XDP_BACKGROUND_FLAG_ACTIVATABLE
                                     | (autostart ? XDP_BACKGROUND_FLAG_AUTOSTART : 0),
                                 NULL, on_portal_answer, g_object_ref (self));
}

/* ---- staying ---- */

static void
hold (AlpBackground *self, gboolean on)
{
  if (on == self->held)
    return;
  self->held = on;
  if (on)
    g_application_hold (self->application);
  else
    g_application_release (self->application);
}

static void
apply (AlpBackground *self)
{
  gboolean stay = g_settings_get_boolean (self->settings, "run-in-background");
  gboolean autostart = stay && g_settings_get_boolean (self->settings, "autostart");

  hold (self, stay && !self->released);
  if (self->portal == NULL)
    write_entry (autostart);
  else if (stay)
    ask_portal (self, autostart);
}

static void
on_setting (AlpBackground *self, const char *key)
{
  if (g_str_equal (key, "run-in-background") || g_str_equal (key, "autostart"))
    apply (self);
}

void
alp_background_release (AlpBackground *self)
{
  self->released = TRUE;
  hold (self, FALSE);
}

void
alp_background_set_status (AlpBackground *self, const char *text)
{
  g_autofree char *line = NULL;

  if (self->portal == NULL || !self->held)
    return;
  line = g_utf8_substring (text, 0, MIN (g_utf8_strlen (text, -1), STATUS_MAX));
  xdp_portal_set_background_status (self->portal, line, NULL, NULL, NULL);
}

/* ---- the object ---- */

static void
alp_background_dispose (GObject *object)
{
  AlpBackground *self = ALP_BACKGROUND (object);

  g_clear_object (&self->settings);
  g_clear_object (&self->portal);
  G_OBJECT_CLASS (alp_background_parent_class)->dispose (object);
}

static void
alp_background_class_init (AlpBackgroundClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = alp_background_dispose;
}

static void
alp_background_init (AlpBackground *self)
{
  if (xdp_portal_running_under_sandbox ())
    self->portal = xdp_portal_new ();
}

AlpBackground *
alp_background_new (GApplication *application, GSettings *settings)
{
  AlpBackground *self = g_object_new (ALP_TYPE_BACKGROUND, NULL);

  self->application = application;
  self->settings = g_object_ref (settings);
  g_signal_connect_object (settings, "changed", G_CALLBACK (on_setting), self, G_CONNECT_SWAPPED);
  hold (self, g_settings_get_boolean (settings, "run-in-background"));
  return self;
}
