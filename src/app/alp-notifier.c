/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-notifier.c: what is told of new mail, and how
 *
 * Main thread.  Up to three messages that come together are told one by one, with their actions; more, and what came in
 * the quiet hours, as one line per address.  The notification service is the desktop's (a portal in a sandbox); none may
 * be there: GNotification is silent then.  Its texts are plain: see dup_line (). */
#include "alp-notifier.h"

#include "alp-news.h"

#include <glib/gi18n.h>
#include <gtk/gtk.h>
#include <string.h>

#define MAX_SINGLE 3
#define MAX_TEXT 200 /* characters; a subject may be a megabyte */

struct _AlpNotifier
{
  GObject parent_instance;

  GApplication *application; /* not owned */
  AlpEngine *engine;
  AlpNews *news;
  GSettings *settings;
  GHashTable
      *waiting; /* account id → number (gint64, boxed): came in the quiet hours, or is told as a number */
  guint quiet_id;
};

G_DEFINE_FINAL_TYPE (AlpNotifier, alp_notifier, G_TYPE_OBJECT)

/* ---- the quiet hours ---- */

gboolean
alp_notifier_is_quiet (int minute, int from, int until)
{
  if (from == until)
    return FALSE;
  return from < until ? minute >= from && minute < until : minute >= from || minute < until;
}

static int
minute_now (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  return g_date_time_get_hour (now) * 60 + g_date_time_get_minute (now);
}

static gboolean
is_quiet_now (AlpNotifier *self)
{
  return g_settings_get_boolean (self->settings, "quiet-hours")
         && alp_notifier_is_quiet (minute_now (), g_settings_get_int (self->settings, "quiet-from"),
                                   g_settings_get_int (self->settings, "quiet-until"));
}

/* ---- texts ---- */

/* One line of at most MAX_TEXT characters, valid whatever the mail says. Some notification services read elements in it and some do not,
 * so neither an element nor an escaped one may be given to them: other angle brackets stand for those. */
static char *
dup_line (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, (gssize) MIN (strlen (text), MAX_TEXT * 4));
  g_autoptr (GString) line = g_string_new (NULL);
  const char *p = valid;

  for (guint n = 0; *p != '\0' && n < MAX_TEXT; p = g_utf8_next_char (p), n++)
    {
      gunichar character = g_utf8_get_char (p);

      if (character == '<')
        character = 0x2039;
      else if (character == '>')
        character = 0x203a;
      g_string_append_unichar (line, g_unichar_iscntrl (character) ? ' ' : character);
    }
  return g_strdup (g_strstrip (line->str));
}

static const char *
address_of (AlpNotifier *self, gint64 account_id)
{
  AlpAccount *account = alp_engine_get_account (self->engine, account_id);

  return account != NULL ? alp_account_get_email (account) : "";
}

static char *
message_key (gint64 id)
{
  return g_strdup_printf ("message-%" G_GINT64_FORMAT, id);
}

static char *
account_key (gint64 id)
{
  return g_strdup_printf ("account-%" G_GINT64_FORMAT, id);
}

/* ---- showing ---- */

static void
show_message (AlpNotifier *self, const AlpBrief *brief)
{
  g_autofree char *sender = dup_line (brief->sender), *subject = dup_line (brief->subject);
  g_autofree char *key = message_key (brief->message_id);
  g_autoptr (GNotification) notification = NULL;

  if (g_settings_get_boolean (self->settings, "notification-details"))
    {
      notification = g_notification_new (*sender != '\0' ? sender : _ ("Unknown sender"));
      g_notification_set_body (notification, *subject != '\0' ? subject : _ ("No subject"));
      g_notification_add_button_with_target (notification, _ ("Archive"), "app.archive-message", "x",
                                             brief->message_id);
      g_notification_add_button_with_target (notification, _ ("Reply"), "app.reply-message", "x",
                                             brief->message_id);
      g_notification_add_button_with_target (notification, _ ("Delete"), "app.delete-message", "x",
                                             brief->message_id);
    }
  else
    {
      notification = g_notification_new (_ ("New message"));
      g_notification_set_body (notification, address_of (self, brief->account_id));
    }
  g_notification_set_category (notification, "email.arrived");
  g_notification_set_default_action_and_target (notification, "app.open-message", "x", brief->message_id);
  g_application_send_notification (self->application, key, notification);
}

static void
show_number (AlpNotifier *self, gint64 account_id, guint n)
{
  g_autofree char *key = account_key (account_id);
  g_autofree char *title = g_strdup_printf (ngettext ("%u new message", "%u new messages", n), n);
  g_autoptr (GNotification) notification = g_notification_new (title);

  g_notification_set_body (notification, address_of (self, account_id));
  g_notification_set_category (notification, "email.arrived");
  g_notification_set_default_action (notification, "app.show-inbox");
  g_application_send_notification (self->application, key, notification);
}

static guint
count_waiting (AlpNotifier *self, gint64 account_id, guint more)
{
  gint64 *known = g_hash_table_lookup (self->waiting, &account_id);
  gint64 n = (known != NULL ? *known : 0) + more;

  g_hash_table_insert (self->waiting, g_memdup2 (&account_id, sizeof account_id), g_memdup2 (&n, sizeof n));
  return (guint) n;
}

/* The quiet hours may be over: what came in them is told as a number. */
static gboolean
on_quiet_timer (gpointer data)
{
  AlpNotifier *self = data;
  GHashTableIter iter;
  gpointer key, value;

  if (is_quiet_now (self))
    return G_SOURCE_CONTINUE;
  self->quiet_id = 0;
  g_hash_table_iter_init (&iter, self->waiting);
  while (g_hash_table_iter_next (&iter, &key, &value))
    show_number (self, *(gint64 *) key, (guint) * (gint64 *) value);
  return G_SOURCE_REMOVE;
}

static gboolean
is_window_active (AlpNotifier *self)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self->application)); l != NULL; l = l->next)
    if (gtk_window_is_active (l->data))
      return TRUE;
  return FALSE;
}

static void
tell_account (AlpNotifier *self, gint64 account_id, GPtrArray *briefs)
{
  guint n = 0;

  for (guint i = 0; i < briefs->len; i++)
    n += ((AlpBrief *) g_ptr_array_index (briefs, i))->account_id == account_id;
  if (is_quiet_now (self))
    {
      count_waiting (self, account_id, n);
      if (self->quiet_id == 0)
        self->quiet_id = g_timeout_add_seconds (60, on_quiet_timer, self);
    }
  else if (n > MAX_SINGLE || g_hash_table_contains (self->waiting, &account_id))
    show_number (self, account_id, count_waiting (self, account_id, n));
  else
    for (guint i = 0; i < briefs->len; i++)
      {
        const AlpBrief *brief = g_ptr_array_index (briefs, i);

        if (brief->account_id == account_id)
          show_message (self, brief);
      }
}

static void
on_arrived (AlpNotifier *self, GPtrArray *briefs)
{
  g_autoptr (GHashTable) done = g_hash_table_new (g_int64_hash, g_int64_equal);

  if (!g_settings_get_boolean (self->settings, "notifications") || is_window_active (self))
    return;
  for (guint i = 0; i < briefs->len; i++)
    {
      AlpBrief *brief = g_ptr_array_index (briefs, i);

      if (g_hash_table_add (done, &brief->account_id))
        tell_account (self, brief->account_id, briefs);
    }
}

static void
on_settled (AlpNotifier *self, gint64 message_id)
{
  g_autofree char *key = message_key (message_id);

  g_application_withdraw_notification (self->application, key);
}

/* The person looks at the mail: numbers are old news. */
static void
on_active_window (AlpNotifier *self)
{
  GHashTableIter iter;
  gpointer key;

  if (!is_window_active (self))
    return;
  g_hash_table_iter_init (&iter, self->waiting);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      g_autofree char *id = account_key (*(gint64 *) key);

      g_application_withdraw_notification (self->application, id);
    }
  g_hash_table_remove_all (self->waiting);
}

/* ---- the object ---- */

static void
alp_notifier_dispose (GObject *object)
{
  AlpNotifier *self = ALP_NOTIFIER (object);

  g_clear_handle_id (&self->quiet_id, g_source_remove);
  g_clear_object (&self->news);
  g_clear_object (&self->engine);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->waiting, g_hash_table_unref);
  G_OBJECT_CLASS (alp_notifier_parent_class)->dispose (object);
}

static void
alp_notifier_class_init (AlpNotifierClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = alp_notifier_dispose;
}

static void
alp_notifier_init (AlpNotifier *self)
{
  self->waiting = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
}

AlpNotifier *
alp_notifier_new (GApplication *application, AlpEngine *engine, GSettings *settings)
{
  AlpNotifier *self = g_object_new (ALP_TYPE_NOTIFIER, NULL);

  self->application = application;
  self->engine = g_object_ref (engine);
  self->settings = g_object_ref (settings);
  self->news = alp_news_new (engine);
  g_signal_connect_object (self->news, "arrived", G_CALLBACK (on_arrived), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->news, "settled", G_CALLBACK (on_settled), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (application, "notify::active-window", G_CALLBACK (on_active_window), self,
                           G_CONNECT_SWAPPED);
  return self;
}
