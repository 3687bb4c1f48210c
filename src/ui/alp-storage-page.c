/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-storage-page.c: what takes room on this computer, by kind and by address; clearing, rebuilding, checking, compacting.
 *
 * Main thread; the work is on a worker of mail/.  Sizes are read when the page is made and after each thing done.  One thing at a time:
 * while it runs, its row shows how far it is and can stop it.  Nothing that exists only here is offered to be cleared. */
#include "alp-storage-page.h"

#include "alp-upkeep.h"

#include <glib/gi18n.h>

typedef enum
{
  TASK_CLEAR,
  TASK_SWEEP,
  TASK_INDEX,
  TASK_CHECK,
  TASK_COMPACT,
  N_TASKS,
} Task;

static const struct
{
  const char *title;
  const char *subtitle;
  const char *button;
} tasks[N_TASKS] = {
  [TASK_CLEAR]
  = { N_ ("Forget Whole Messages"),
      N_ ("Older than a month; they stay on the server and are fetched again when opened"), N_ ("_Forget") },
  [TASK_SWEEP] = { N_ ("Clear Left-Over Files"), N_ ("Files nothing needs any more"), N_ ("_Clear") },
  [TASK_INDEX]
  = { N_ ("Rebuild the Search Index"), N_ ("When search misses messages that are there"), N_ ("_Rebuild") },
  [TASK_CHECK] = { N_ ("Check and Repair"), N_ ("Looks at every part of the databases"), N_ ("Chec_k") },
  [TASK_COMPACT] = { N_ ("Compact"), N_ ("Gives room that is not used back to the disk"), N_ ("C_ompact") },
};

typedef struct
{
  AdwPreferencesPage *page; /* the page owns this */
  AlpEngine *engine;
  AdwPreferencesGroup *kinds;
  AdwPreferencesGroup *addresses;
  GPtrArray *rows; /* of the two groups */
  GtkWidget *task_rows[N_TASKS];
  GtkWidget *buttons[N_TASKS];
  GCancellable *loading;
  GCancellable *working; /* nullable: nothing runs */
  Task task;             /* that runs */
} Storage;

static void load (Storage *self);

static void
storage_free (gpointer data)
{
  Storage *self = data;

  g_cancellable_cancel (self->loading);
  g_object_unref (self->loading);
  if (self->working != NULL)
    g_cancellable_cancel (self->working);
  g_clear_object (&self->working);
  g_ptr_array_unref (self->rows);
  g_object_unref (self->engine);
  g_free (self);
}

static Storage *
storage_of (gpointer page)
{
  return g_object_get_data (G_OBJECT (page), "alp-storage");
}

static void
tell (Storage *self, const char *text)
{
  GtkWidget *dialog = gtk_widget_get_ancestor (GTK_WIDGET (self->page), ADW_TYPE_PREFERENCES_DIALOG);
  AdwToast *toast = adw_toast_new (text);

  adw_toast_set_use_markup (toast, FALSE);
  if (dialog != NULL)
    adw_preferences_dialog_add_toast (ADW_PREFERENCES_DIALOG (dialog), toast);
  else
    g_object_unref (toast);
}

/* ---- sizes ---- */

static GtkWidget *
add_size (Storage *self, AdwPreferencesGroup *group, const char *title, const char *subtitle, guint64 bytes)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *size = g_format_size (bytes);
  GtkWidget *label = gtk_label_new (size);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (subtitle != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_add_css_class (label, "dim-label");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  adw_preferences_group_add (group, row);
  g_ptr_array_add (self->rows, row);
  return row;
}

static void
show_kinds (Storage *self, const AlpStorage *storage)
{
  const struct
  {
    const char *title;
    const char *subtitle;
    guint64 bytes;
  } kinds[] = {
    { _ ("Whole Messages"), _ ("Can be fetched again"), storage->bodies },
    { _ ("Folders and Lists"), _ ("Can be fetched again"), storage->lists },
    { _ ("Search Index"), _ ("Can be made again"), storage->index },
    { _ ("Messages Kept Only Here"), NULL, storage->kept },
    { _ ("Drafts and Their Attachments"), NULL, storage->drafts + storage->attachments },
    { _ ("Outbox"), NULL, storage->outbox },
    { _ ("Settings, Contacts and Actions"), NULL, storage->settings + storage->journal },
    { _ ("Copies for Safety"), NULL, storage->backups },
    { _ ("Damaged Databases Set Aside"), NULL, storage->set_aside },
  };

  g_autofree char *total = g_format_size (storage->total);
  /* Translators: %s is a size such as "1.2 GB" */
  g_autofree char *words = g_strdup_printf (_ ("%s on this computer"), total);

  adw_preferences_group_set_description (self->kinds, words);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].bytes > 0)
      add_size (self, self->kinds, kinds[i].title, kinds[i].subtitle, kinds[i].bytes);
}

/* ---- by address ---- */

static void
on_rebuilt (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GObject) page = data;
  g_autoptr (GError) error = NULL;
  gboolean ok = alp_upkeep_finish (ALP_ENGINE (source), result, &error);
  Storage *self = storage_of (page);

  if (self == NULL)
    return;
  tell (self, ok ? _ ("The folders are fetched again.") : error->message);
  load (self);
}

static void
on_rebuild_answer (AdwAlertDialog *dialog, const char *response, GtkWidget *row)
{
  Storage *self = storage_of (g_object_get_data (G_OBJECT (row), "alp-page"));
  gint64 *id = g_object_get_data (G_OBJECT (row), "alp-account");
  AlpAccount *account = alp_engine_get_account (self->engine, *id);

  if (g_str_equal (response, "rebuild") && account != NULL)
    alp_upkeep_rebuild_account_async (self->engine, account, NULL, NULL, on_rebuilt,
                                      g_object_ref (self->page));
}

static void
on_rebuild (GtkWidget *row)
{
  AdwDialog *dialog = adw_alert_dialog_new (_ ("Fetch This Address Anew?"), NULL);

  adw_alert_dialog_set_body (
      ADW_ALERT_DIALOG (dialog),
      _ ("Its lists are forgotten and fetched again, which can take a while. Nothing changes "
         "on the server, and what was not sent yet stays."));
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Cancel"), "rebuild",
                                  _ ("_Fetch Anew"), NULL);
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_rebuild_answer), row, G_CONNECT_DEFAULT);
  adw_dialog_present (dialog, row);
}

static void
show_addresses (Storage *self, const AlpStorage *storage)
{
  for (guint i = 0; i < storage->accounts->len; i++)
    {
      const AlpStorageAccount *one = g_ptr_array_index (storage->accounts, i);
      g_autofree char *subtitle = g_strdup_printf (
          ngettext ("%u message known, %u whole", "%u messages known, %u whole", one->messages),
          one->messages, one->bodies + one->kept);
      /* Translators: %s is an address */
      g_autofree char *name = g_strdup_printf (_ ("Fetch %s Anew…"), one->email);
      GtkWidget *row
          = add_size (self, self->addresses, one->email, subtitle, one->body_bytes + one->kept_bytes);
      GtkWidget *button = gtk_button_new_from_icon_name ("view-refresh-symbolic");

      gtk_widget_set_tooltip_text (button, name);
      gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
      gtk_widget_add_css_class (button, "flat");
      g_object_set_data (G_OBJECT (row), "alp-page", self->page);
      g_object_set_data_full (G_OBJECT (row), "alp-account",
                              g_memdup2 (&one->account_id, sizeof one->account_id), g_free);
      g_signal_connect_object (button, "clicked", G_CALLBACK (on_rebuild), row, G_CONNECT_SWAPPED);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
    }
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GObject) page = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AlpStorage) storage = alp_upkeep_load_storage_finish (ALP_ENGINE (source), result, &error);
  Storage *self = storage_of (page);

  if (self == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  for (guint i = 0; i < self->rows->len; i++)
    {
      GtkWidget *row = g_ptr_array_index (self->rows, i);
      gboolean address = g_object_get_data (G_OBJECT (row), "alp-account") != NULL;

      adw_preferences_group_remove (address ? self->addresses : self->kinds, row);
    }
  g_ptr_array_set_size (self->rows, 0);
  if (storage == NULL)
    {
      adw_preferences_group_set_description (self->kinds, error->message);
      return;
    }
  show_kinds (self, storage);
  show_addresses (self, storage);
}

static void
load (Storage *self)
{
  alp_upkeep_load_storage_async (self->engine, self->loading, on_loaded, g_object_ref (self->page));
}

/* ---- what can be done ---- */

static void
set_running (Storage *self, gboolean running)
{
  for (guint i = 0; i < N_TASKS; i++)
    {
      gboolean mine = i == self->task;

      gtk_button_set_label (GTK_BUTTON (self->buttons[i]),
                            running && mine ? _ ("_Stop") : _ (tasks[i].button));
      gtk_widget_set_sensitive (self->buttons[i], !running || mine);
    }
  if (!running)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self->task_rows[self->task]),
                                 _ (tasks[self->task].subtitle));
}

static void
on_progress (gint64 done, gint64 total, gpointer page)
{
  Storage *self = storage_of (page);
  g_autofree char *text = NULL;

  if (self == NULL || self->working == NULL)
    return;
  text = total > 0 ? g_strdup_printf (_ ("%d %% done"), (int) (MIN (done, total) * 100 / total))
                   : g_strdup (_ ("Working…"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->task_rows[self->task]), text);
}

static char *
words_of_check (const AlpCheckReport *report)
{
  if (report->problems->len == 0 && report->repaired == 0)
    return g_strdup (_ ("All is well."));
  if (report->problems->len == 0)
    return g_strdup_printf (
        ngettext ("%u problem was repaired.", "%u problems were repaired.", report->repaired),
        report->repaired);
  return g_strdup_printf (ngettext ("%u problem is left. The log says more.",
                                    "%u problems are left. The log says more.", report->problems->len),
                          report->problems->len);
}

/* (transfer full): what came of it */
static char *
finish (Task task, AlpEngine *engine, GAsyncResult *result, GError **error)
{
  g_autoptr (AlpCheckReport) report = NULL;
  g_autofree char *size = NULL;
  AlpCleared cleared = { 0 };

  switch (task)
    {
    case TASK_CLEAR:
    case TASK_SWEEP:
      if (!alp_upkeep_clear_finish (engine, result, &cleared, error))
        return NULL;
      size = g_format_size (cleared.bytes);
      return g_strdup_printf (
          ngettext ("%u file cleared, %s free again.", "%u files cleared, %s free again.", cleared.files),
          cleared.files, size);
    case TASK_CHECK:
      report = alp_upkeep_check_finish (engine, result, error);
      return report != NULL ? words_of_check (report) : NULL;
    case TASK_INDEX:
      return alp_upkeep_finish (engine, result, error) ? g_strdup (_ ("The search index is new.")) : NULL;
    case TASK_COMPACT:
      return alp_upkeep_finish (engine, result, error) ? g_strdup (_ ("Compacted.")) : NULL;
    case N_TASKS:
    default:
      return NULL;
    }
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GObject) page = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  Storage *self = storage_of (page);

  text = finish (self->task, ALP_ENGINE (source), result, &error);
  g_clear_object (&self->working);
  set_running (self, FALSE);
  if (text != NULL)
    tell (self, text);
  else if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    tell (self, error->message);
  load (self);
}

static void
start (Storage *self, Task task)
{
  AlpClearing old = { .older_than_days = 30 }, sweep = { .sweep_only = TRUE };
  GObject *page = g_object_ref (G_OBJECT (self->page));

  self->task = task;
  self->working = g_cancellable_new ();
  set_running (self, TRUE);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->task_rows[task]), _ ("Working…"));
  switch (task)
    {
    case TASK_CLEAR:
      alp_upkeep_clear_async (self->engine, &old, self->working, on_done, page);
      break;
    case TASK_SWEEP:
      alp_upkeep_clear_async (self->engine, &sweep, self->working, on_done, page);
      break;
    case TASK_INDEX:
      alp_upkeep_rebuild_index_async (self->engine, on_progress, self->page, self->working, on_done, page);
      break;
    case TASK_CHECK:
      alp_upkeep_check_async (self->engine, ALP_CHECK_REPAIR, on_progress, self->page, self->working, on_done,
                              page);
      break;
    case TASK_COMPACT:
      alp_upkeep_compact_async (self->engine, self->working, on_done, page);
      break;
    case N_TASKS:
    default:
      g_object_unref (page);
    }
}

static void
on_button (GtkWidget *button, AdwPreferencesPage *page)
{
  Storage *self = storage_of (page);

  if (self->working != NULL)
    {
      g_cancellable_cancel (self->working);
      return;
    }
  for (guint i = 0; i < N_TASKS; i++)
    if (self->buttons[i] == button)
      start (self, (Task) i);
}

static void
add_task (Storage *self, AdwPreferencesGroup *group, Task task)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_with_mnemonic (_ (tasks[task].button));

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (tasks[task].title));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _ (tasks[task].subtitle));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_button), self->page, G_CONNECT_DEFAULT);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_preferences_group_add (group, row);
  self->task_rows[task] = row;
  self->buttons[task] = button;
}

/**
 * alp_storage_page_fill:
 * @page: an empty page, which keeps what it needs until it goes
 * @engine: whose storage is shown
 */
void
alp_storage_page_fill (AdwPreferencesPage *page, AlpEngine *engine)
{
  Storage *self = g_new0 (Storage, 1);
  AdwPreferencesGroup *upkeep = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  self->page = page;
  self->engine = g_object_ref (engine);
  self->loading = g_cancellable_new ();
  self->rows = g_ptr_array_new ();
  self->kinds = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  self->addresses = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  g_object_set_data_full (G_OBJECT (page), "alp-storage", self, storage_free);
  adw_preferences_group_set_title (self->kinds, _ ("What Takes Room"));
  adw_preferences_group_set_title (self->addresses, _ ("By Address"));
  adw_preferences_group_set_title (upkeep, _ ("Upkeep"));
  adw_preferences_group_set_description (upkeep,
                                         _ ("Nothing that is only on this computer is ever cleared."));
  adw_preferences_page_add (page, self->kinds);
  adw_preferences_page_add (page, self->addresses);
  adw_preferences_page_add (page, upkeep);
  for (guint i = 0; i < N_TASKS; i++)
    add_task (self, upkeep, (Task) i);
  load (self);
}
