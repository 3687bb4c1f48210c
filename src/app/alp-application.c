/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-application.c: the program: one instance, its options, its actions, opening and closing the mail.
 *
 * Main thread.  One process per profile: another profile (--profile) is another, non-unique instance, so that two
 * profiles can be open side by side.  Actions are on the application so that D-Bus, notifications and the desktop file
 * reach them with no window. */
#include "alp-application.h"

#include "alp-account-dialog.h"
#include "alp-background.h"
#include "alp-config.h"
#include "alp-engine.h"
#include "alp-help.h"
#include "alp-notifier.h"
#include "alp-preferences.h"
#include "alp-search-provider.h"
#include "alp-settings.h"
#include "alp-shortcuts.h"
#include "alp-style.h"
#include "alp-ui.h"
#include "alp-window-open.h"
#include "alp-window.h"

#include <glib/gi18n.h>
#include <webkit/webkit.h>

struct _AlpApplication
{
  AdwApplication parent_instance;

  char *profile;
  AlpEngine *engine;
  GError *engine_error;
  gboolean opening;
  AlpBackground *background;
  AlpNotifier *notifier;              /* nullable: with the engine */
  AlpSearchProvider *search_provider; /* nullable: no bus */
  GQueue requests;                    /* of Request: they wait for the engine */
};

G_DEFINE_FINAL_TYPE (AlpApplication, alp_application, ADW_TYPE_APPLICATION)

static AlpWindow *
main_window (AlpApplication *self)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (ALP_IS_WINDOW (l->data))
      return l->data;
  return NULL;
}

/* ---- the mail ---- */

static char *
default_profile (void)
{
  const char *fixed = g_getenv ("ALPENPOST_PROFILE");

  return fixed != NULL && *fixed != '\0' ? g_strdup (fixed)
                                         : g_build_filename (g_get_user_data_dir (), "alpenpost", NULL);
}

static void
give_engine (AlpApplication *self, AlpWindow *window)
{
  if (self->engine != NULL || self->engine_error != NULL)
    alp_window_set_engine (window, self->engine, self->engine_error);
}

/* ---- what waits for the mail ---- */

/* Something the desktop asked for, perhaps before the mail was open. */
typedef struct
{
  void (*act) (AlpWindow *window, gint64 id);
  gint64 id;
  GFile *file; /* nullable: instead of @act */
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  g_clear_object (&request->file);
  g_free (request);
}

static void
carry_out_requests (AlpApplication *self)
{
  AlpWindow *window = main_window (self);
  Request *request;

  if (self->engine == NULL && self->engine_error == NULL)
    return;
  while ((request = g_queue_pop_head (&self->requests)) != NULL)
    {
      if (window != NULL && request->file != NULL)
        alp_window_open_file (window, request->file);
      else if (window != NULL)
        request->act (window, request->id);
      request_free (request);
    }
}

static void
on_engine_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpApplication) self = data;
  AlpWindow *window = main_window (self);

  self->opening = FALSE;
  self->engine = alp_engine_open_finish (result, &self->engine_error);
  if (self->engine != NULL)
    {
      self->notifier = alp_notifier_new (G_APPLICATION (self), self->engine, alp_settings_get_default ());
      alp_engine_start (self->engine);
    }
  else
    g_warning ("%s", self->engine_error->message);
  if (self->search_provider != NULL)
    alp_search_provider_set_engine (self->search_provider, self->engine);
  if (window != NULL)
    give_engine (self, window);
  carry_out_requests (self);
}

static void
open_engine (AlpApplication *self)
{
  g_autofree char *profile = NULL;

  if (self->engine != NULL || self->opening)
    return;
  g_clear_error (&self->engine_error);
  self->opening = TRUE;
  profile = self->profile != NULL ? g_strdup (self->profile) : default_profile ();
  alp_engine_open_async (profile, NULL, on_engine_opened, g_object_ref (self));
}

static AlpWindow *
present_window (AlpApplication *self)
{
  AlpWindow *window = main_window (self);

  if (window == NULL)
    {
      window = ALP_WINDOW (alp_window_new (GTK_APPLICATION (self), alp_settings_get_default ()));
      give_engine (self, window);
      open_engine (self);
    }
  gtk_window_present (GTK_WINDOW (window));
  return window;
}

/* At most a few at a time wait: whoever asks for more is not a person. */
#define MAX_REQUESTS 50

static void
request_window (AlpApplication *self, void (*act) (AlpWindow *, gint64), gint64 id, GFile *file)
{
  Request *request = g_new0 (Request, 1);

  request->act = act;
  request->id = id;
  request->file = file != NULL ? g_object_ref (file) : NULL;
  if (g_queue_get_length (&self->requests) < MAX_REQUESTS)
    g_queue_push_tail (&self->requests, request);
  else
    request_free (request);
  present_window (self);
  carry_out_requests (self);
}

/* ---- actions ---- */

static void
act_compose (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  alp_window_compose (present_window (data), NULL);
}

static void
act_add_account (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpApplication *self = data;
  AlpWindow *window = present_window (self);

  if (self->engine != NULL)
    adw_dialog_present (alp_account_dialog_new (self->engine), GTK_WIDGET (window));
}

static void
act_preferences (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpApplication *self = data;
  AlpWindow *window = present_window (self);

  adw_dialog_present (alp_preferences_new (alp_settings_get_default (), self->engine), GTK_WIDGET (window));
}

static void
act_shortcuts (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  adw_dialog_present (alp_shortcuts_dialog_new (), GTK_WIDGET (present_window (data)));
}

/* F1: the page of the place. */
static void
act_help (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWindow *window = gtk_application_get_active_window (data);

  if (window == NULL)
    window = GTK_WINDOW (present_window (data));
  alp_help_present (GTK_WIDGET (window), alp_help_page_of (gtk_window_get_focus (window)));
}

static char *
debug_info (void)
{
  return g_strdup_printf ("Alpenpost %s\nGTK %u.%u.%u\nlibadwaita %u.%u.%u\nWebKitGTK %u.%u.%u\n",
                          ALP_VERSION, gtk_get_major_version (), gtk_get_minor_version (),
                          gtk_get_micro_version (), adw_get_major_version (), adw_get_minor_version (),
                          adw_get_micro_version (), webkit_get_major_version (), webkit_get_minor_version (),
                          webkit_get_micro_version ());
}

static void
act_about (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpWindow *window = present_window (data);
  g_autofree char *debug = debug_info ();
  AdwDialog *dialog = adw_about_dialog_new ();

  g_object_set (dialog, "application-name", "Alpenpost", "application-icon", ALP_APPLICATION_ID, "version",
                ALP_VERSION, "developer-name", _ ("The Alpenpost contributors"), "license-type",
                GTK_LICENSE_GPL_3_0, "comments", _ ("Your mail, on your own computer, with a clear view."),
                "website", "https://github.com/alpenpost/alpenpost", "issue-url",
                "https://github.com/alpenpost/alpenpost/issues", "debug-info", debug, "debug-info-filename",
                "alpenpost.txt",
                /* Translators: put your names here, one a line */
                "translator-credits", _ ("translator-credits"), NULL);
  adw_dialog_present (dialog, GTK_WIDGET (window));
}

/* ---- actions of notifications and of the shell's search ---- */

static void
act_open_engine (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  open_engine (data);
}

static void
act_open_message (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  request_window (data, alp_window_open_message, g_variant_get_int64 (parameter), NULL);
}

static void
act_reply_message (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  request_window (data, alp_window_reply_to, g_variant_get_int64 (parameter), NULL);
}

static void
act_show_inbox (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  present_window (data);
}

static void
act_search_mail (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  alp_window_search (present_window (data), g_variant_get_string (parameter, NULL));
}

static void
on_acted (GObject *engine, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpApplication) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *done = alp_engine_act_finish (ALP_ENGINE (engine), result, &error);
  AlpWindow *window = main_window (self);

  if (done == NULL)
    g_warning ("%s", error->message);
  if (window != NULL)
    alp_window_toast (window, done != NULL ? done : error->message, done != NULL);
  g_application_release (G_APPLICATION (self));
}

/* With no window and, if it must be, with none to come. */
static void
act_quietly (AlpApplication *self, AlpAction what, gint64 id)
{
  if (self->engine == NULL)
    return;
  g_application_hold (G_APPLICATION (self));
  alp_engine_act_async (self->engine, what, &id, 1, NULL, NULL, on_acted, g_object_ref (self));
}

static void
act_archive_message (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  act_quietly (data, ALP_ACTION_ARCHIVE, g_variant_get_int64 (parameter));
}

static void
act_delete_message (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  act_quietly (data, ALP_ACTION_DELETE, g_variant_get_int64 (parameter));
}

static void
act_quit (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (GList) windows = g_list_copy (gtk_application_get_windows (data));

  alp_background_release (ALP_APPLICATION (data)->background);
  /* Not g_application_quit (): closing saves drafts and the window's size, and the program ends by itself when the last
   * window is gone and the last draft is on disk. */
  for (GList *l = windows; l != NULL; l = l->next)
    gtk_window_close (l->data);
}

static void
add_actions (AlpApplication *self)
{
  static const GActionEntry entries[] = {
    { .name = "compose", .activate = act_compose },
    { .name = "add-account", .activate = act_add_account },
    { .name = "preferences", .activate = act_preferences },
    { .name = "shortcuts", .activate = act_shortcuts },
    { .name = "help", .activate = act_help },
    { .name = "about", .activate = act_about },
    { .name = "open-engine", .activate = act_open_engine },
    { .name = "open-message", .activate = act_open_message, .parameter_type = "x" },
    { .name = "reply-message", .activate = act_reply_message, .parameter_type = "x" },
    { .name = "archive-message", .activate = act_archive_message, .parameter_type = "x" },
    { .name = "delete-message", .activate = act_delete_message, .parameter_type = "x" },
    { .name = "show-inbox", .activate = act_show_inbox },
    { .name = "search-mail", .activate = act_search_mail, .parameter_type = "s" },
    { .name = "quit", .activate = act_quit },
  };

  static const struct
  {
    const char *action;
    const char *keys[3];
  } keys[] = {
    { "app.compose", { "<Control>n" } },
    { "app.preferences", { "<Control>comma" } },
    { "app.shortcuts", { "<Control>question" } },
    { "app.help", { "F1" } },
    { "app.quit", { "<Control>q" } },
    { "window.close", { "<Control>w" } },
    { "win.reply", { "<Control>r" } },
    { "win.reply-all", { "<Control><Shift>r" } },
    { "win.forward", { "<Control>l" } },
    { "win.search", { "<Control>f" } },
    { "win.sync", { "F5" } },
    { "win.next-pane", { "F6" } },
    { "win.commands", { "<Control>k" } },
    { "win.find", { "<Control><Shift>f", "F3" } },
    { "win.zoom-in", { "<Control>plus", "<Control>equal" } },
    { "win.zoom-out", { "<Control>minus" } },
    { "win.zoom-normal", { "<Control>0" } },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), keys[i].action, keys[i].keys);
  for (int i = 1; i <= 9; i++)
    {
      g_autofree char *action = g_strdup_printf ("win.account(%d)", i - 1);
      g_autofree char *key = g_strdup_printf ("<Control>%d", i);
      const char *one[] = { key, NULL };

      gtk_application_set_accels_for_action (GTK_APPLICATION (self), action, one);
      g_clear_pointer (&action, g_free);
      g_clear_pointer (&key, g_free);
      action = g_strdup_printf ("win.profile-nth(%d)", i - 1);
      key = g_strdup_printf ("<Control><Alt>%d", i);
      one[0] = key;
      gtk_application_set_accels_for_action (GTK_APPLICATION (self), action, one);
    }
}

/* ---- GApplication ---- */

static void
alp_application_startup (GApplication *application)
{
  AlpApplication *self = ALP_APPLICATION (application);

  G_APPLICATION_CLASS (alp_application_parent_class)->startup (application);
  gtk_window_set_default_icon_name (ALP_APPLICATION_ID);
  alp_ui_init ();
  alp_style_bind (alp_style_get_default (), alp_settings_get_default ());
  add_actions (self);
  self->background = alp_background_new (application, alp_settings_get_default ());
  /* Started hidden: the mail is at work without a window. */
  if ((g_application_get_flags (application) & G_APPLICATION_IS_SERVICE) != 0
      && g_settings_get_boolean (alp_settings_get_default (), "run-in-background"))
    open_engine (self);
}

/* Before the name is taken: who calls for the name finds the object. A second profile has no name, so no shell asks it. */
static gboolean
alp_application_dbus_register (GApplication *application, GDBusConnection *connection, const char *path,
                               GError **error)
{
  AlpApplication *self = ALP_APPLICATION (application);

  if (!G_APPLICATION_CLASS (alp_application_parent_class)
           ->dbus_register (application, connection, path, error))
    return FALSE;
  if ((g_application_get_flags (application) & G_APPLICATION_NON_UNIQUE) != 0)
    return TRUE;
  self->search_provider = alp_search_provider_new (application);
  return alp_search_provider_export (self->search_provider, connection, error);
}

static void
alp_application_activate (GApplication *application)
{
  present_window (ALP_APPLICATION (application));
}

static void
alp_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  AlpApplication *self = ALP_APPLICATION (application);
  AlpWindow *window = present_window (self);

  for (int i = 0; i < n_files; i++)
    {
      g_autofree char *uri = g_file_get_uri (files[i]);

      if (g_ascii_strncasecmp (uri, "mailto:", 7) == 0)
        alp_window_compose (window, uri);
      else if (g_file_is_native (files[i]))
        request_window (self, NULL, 0, files[i]);
    }
}

static int
alp_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  AlpApplication *self = ALP_APPLICATION (application);
  g_autofree char *profile = NULL;

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("Alpenpost %s\n", ALP_VERSION);
      return 0;
    }
  if (g_variant_dict_lookup (options, "profile", "^ay", &profile) || g_getenv ("ALPENPOST_PROFILE") != NULL)
    {
      self->profile = profile != NULL ? g_canonicalize_filename (profile, NULL) : default_profile ();
      g_application_set_flags (application, g_application_get_flags (application) | G_APPLICATION_NON_UNIQUE);
    }
  return -1;
}

static void
alp_application_shutdown (GApplication *application)
{
  AlpApplication *self = ALP_APPLICATION (application);

  if (self->search_provider != NULL)
    alp_search_provider_set_engine (self->search_provider, NULL);
  g_clear_object (&self->notifier);
  if (self->engine != NULL)
    alp_engine_stop (self->engine);
  g_clear_object (&self->engine);
  g_clear_object (&self->background);
  g_queue_clear_full (&self->requests, request_free);
  G_APPLICATION_CLASS (alp_application_parent_class)->shutdown (application);
}

static void
alp_application_finalize (GObject *object)
{
  AlpApplication *self = ALP_APPLICATION (object);

  g_clear_pointer (&self->profile, g_free);
  g_clear_error (&self->engine_error);
  g_clear_object (&self->search_provider);
  G_OBJECT_CLASS (alp_application_parent_class)->finalize (object);
}

static void
alp_application_class_init (AlpApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = alp_application_finalize;
  application_class->dbus_register = alp_application_dbus_register;
  application_class->startup = alp_application_startup;
  application_class->activate = alp_application_activate;
  application_class->open = alp_application_open;
  application_class->handle_local_options = alp_application_handle_local_options;
  application_class->shutdown = alp_application_shutdown;
}

static void
alp_application_init (AlpApplication *self)
{
  const GOptionEntry options[] = {
    { "profile", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_ ("Use the mail kept in DIR"), N_ ("DIR") },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Show the version and end"), NULL },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };

  g_queue_init (&self->requests);
  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

/**
 * alp_application_new:
 *
 * Returns: (transfer full): the program, to be run
 */
GApplication *
alp_application_new (void)
{
  return g_object_new (ALP_TYPE_APPLICATION, "application-id", ALP_APPLICATION_ID, "flags",
                       G_APPLICATION_HANDLES_OPEN, "resource-base-path", "/io/github/alpenpost/Alpenpost",
                       NULL);
}
