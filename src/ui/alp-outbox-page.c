/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-outbox-page.c: messages on their way: when, why not yet, what can be done.
 *
 * Main thread.  Nothing is hidden: each message says its state, the server's own words for each recipient, how often it was
 * tried and until when.  Only what is certainly right is one click; what may go out twice asks first. */
#include "alp-outbox-page.h"

#include "alp-draft-box.h"
#include "alp-schedule-popover.h"
#include "alp-schedule.h"

#include <glib/gi18n.h>
#include <string.h>

#define YEARS 10

struct _AlpOutboxPage
{
  AdwDialog parent_instance;

  AdwToastOverlay *toasts;
  GtkStack *stack;
  GtkWidget *content; /* of the groups */
  AdwPreferencesGroup *scheduled;
  AdwPreferencesGroup *waiting;
  AdwPreferencesGroup *attention;
  AlpEngine *engine;
  GPtrArray *rows; /* of all groups */
  char *opened;    /* nullable: Message-ID of the row that is open */
};

G_DEFINE_FINAL_TYPE (AlpOutboxPage, alp_outbox_page, ADW_TYPE_DIALOG)

enum
{
  SIGNAL_EDIT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

typedef struct
{
  AlpOutboxPage *page; /* not owned: the row is a child of it */
  gint64 id;
  gint64 not_before;
  AlpOutboxState state;
  gboolean deleting;
} Row;

static void
say (AlpOutboxPage *self, const char *text)
{
  AdwToast *toast = adw_toast_new (text);

  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

/* ---- what can be done ---- */

static void
on_changed (GObject *engine, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpOutboxPage) self = data;
  g_autoptr (GError) error = NULL;

  if (!alp_outbox_change_finish (ALP_ENGINE (engine), result, &error))
    say (self, error->message);
}

static void
send_now (Row *row)
{
  if (row->not_before > 0 && row->state == ALP_OUTBOX_QUEUED)
    alp_outbox_reschedule_async (row->page->engine, row->id, 0, NULL, on_changed, g_object_ref (row->page));
  else
    alp_outbox_resend_async (row->page->engine, row->id, FALSE, NULL, on_changed, g_object_ref (row->page));
}

static void
send_to_others (Row *row)
{
  alp_outbox_resend_async (row->page->engine, row->id, TRUE, NULL, on_changed, g_object_ref (row->page));
}

static void
on_answered (AdwAlertDialog *dialog, const char *response, gpointer widget)
{
  Row *row = g_object_get_data (G_OBJECT (widget), "alp-row");

  if (g_str_equal (response, "again") && row != NULL)
    send_now (row);
}

/* It may have arrived already. */
static void
ask_again (Row *row, GtkWidget *widget)
{
  AdwDialog *dialog = adw_alert_dialog_new (_ ("Send It Once More?"),
                                            _ ("The connection broke before the server answered. The message "
                                               "may have arrived; then it arrives twice."));

  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Cancel"), "again",
                                  _ ("_Send Again"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "again", ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_answered), widget, G_CONNECT_DEFAULT);
  adw_dialog_present (dialog, GTK_WIDGET (row->page));
}

static void
on_time_chosen (gint64 when, gpointer widget)
{
  Row *row = g_object_get_data (G_OBJECT (widget), "alp-row");

  alp_outbox_reschedule_async (row->page->engine, row->id, when, NULL, on_changed, g_object_ref (row->page));
}

static void
on_deleted (GObject *engine, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpOutboxPage) self = data;
  g_autoptr (GError) error = NULL;

  if (!alp_draft_delete_finish (ALP_ENGINE (engine), result, &error))
    say (self, error->message);
}

typedef struct
{
  AlpOutboxPage *page;
  gboolean deleting;
} Taking;

static void
on_taken_back (GObject *engine, GAsyncResult *result, gpointer data)
{
  g_autofree Taking *taking = data;
  g_autoptr (AlpOutboxPage) self = taking->page;
  g_autoptr (GError) error = NULL;
  gint64 draft_id = alp_outbox_cancel_finish (ALP_ENGINE (engine), result, &error);

  if (error != NULL)
    say (self, error->message);
  else if (draft_id != 0 && taking->deleting)
    alp_draft_delete_async (ALP_ENGINE (engine), draft_id, NULL, on_deleted, g_object_ref (self));
  else if (draft_id != 0)
    g_signal_emit (self, signals[SIGNAL_EDIT], 0, draft_id);
}

static void
take_back (Row *row, gboolean deleting)
{
  Taking *taking = g_new0 (Taking, 1);

  taking->page = g_object_ref (row->page);
  taking->deleting = deleting;
  alp_outbox_cancel_async (row->page->engine, row->id, NULL, on_taken_back, taking);
}

static void
on_delete_answered (AdwAlertDialog *dialog, const char *response, gpointer widget)
{
  Row *row = g_object_get_data (G_OBJECT (widget), "alp-row");

  if (g_str_equal (response, "delete") && row != NULL)
    take_back (row, TRUE);
}

static void
ask_delete (Row *row, GtkWidget *widget)
{
  AdwDialog *dialog
      = adw_alert_dialog_new (_ ("Delete This Message?"), _ ("It will not be sent, and its text is gone."));

  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Cancel"), "delete", _ ("_Delete"),
                                  NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "delete", ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_delete_answered), widget, G_CONNECT_DEFAULT);
  adw_dialog_present (dialog, GTK_WIDGET (row->page));
}

static void
on_button (GtkWidget *button, gpointer widget)
{
  const char *what = g_object_get_data (G_OBJECT (button), "alp-what");
  Row *row = g_object_get_data (G_OBJECT (widget), "alp-row");

  if (g_str_equal (what, "now"))
    send_now (row);
  else if (g_str_equal (what, "again"))
    ask_again (row, widget);
  else if (g_str_equal (what, "others"))
    send_to_others (row);
  else if (g_str_equal (what, "edit"))
    take_back (row, FALSE);
  else if (g_str_equal (what, "delete"))
    ask_delete (row, widget);
  else if (g_str_equal (what, "time"))
    alp_schedule_dialog_present (GTK_WIDGET (row->page), _ ("Send Later"), YEARS, row->not_before,
                                 G_OBJECT (widget), on_time_chosen);
}

static void
add_button (GtkWidget *widget, GtkWidget *box, const char *what, const char *label)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  g_object_set_data (G_OBJECT (button), "alp-what", (gpointer) what);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_button), widget, G_CONNECT_DEFAULT);
  adw_wrap_box_append (ADW_WRAP_BOX (box), button);
}

/* ---- words ---- */

static char *
state_words (const AlpOutboxItem *item, const AlpOutboxDetails *details)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  gint64 unix_now = g_date_time_to_unix (now);
  g_autofree char *when = NULL;

  switch (item->state)
    {
    case ALP_OUTBOX_SENDING:
      return g_strdup (_ ("Being sent"));
    case ALP_OUTBOX_UNKNOWN:
      return g_strdup (_ ("Perhaps sent: the connection broke before the server answered"));
    case ALP_OUTBOX_FAILED:
      return g_strdup (_ ("Not sent: the server refuses it"));
    case ALP_OUTBOX_SENT:
      return g_strdup (_ ("Sent; the copy in Sent follows"));
    case ALP_OUTBOX_FILED:
      return g_strdup (_ ("Sent"));
    case ALP_OUTBOX_QUEUED:
    default:
      break;
    }
  if (details->on_server)
    return g_strdup (_ ("The server sends it at the chosen time"));
  if (details->not_before > unix_now)
    {
      when = alp_schedule_dup_time (now, details->not_before);
      /* Translators: %s is a day and time */
      return g_strdup_printf (_ ("Will be sent %s, while this program runs"), when);
    }
  if (details->next_attempt > unix_now)
    {
      when = alp_schedule_dup_time (now, details->next_attempt);
      return g_strdup_printf (_ ("Next try %s"), when);
    }
  return g_strdup (_ ("Waits for the connection"));
}

static void
add_line (GString *text, const char *line)
{
  if (line != NULL && *line != '\0')
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", line);
}

static char *
reasons (const AlpOutboxItem *item, const AlpOutboxDetails *details)
{
  GString *text = g_string_new (NULL);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  add_line (text, item->error);
  for (guint i = 0; i < details->recipients->len && i < 20; i++)
    {
      const AlpOutboxRecipient *one = g_ptr_array_index (details->recipients, i);
      g_autofree char *line = one->code == 0 ? NULL
                              : one->accepted
                                  ? g_strdup_printf (_ ("%s: accepted"), one->address)
                                  : g_strdup_printf ("%s: %u %s", one->address, one->code, one->text);

      add_line (text, line);
    }
  if (details->attempts->len > 0)
    {
      g_autofree char *tries = g_strdup_printf (
          ngettext ("Tried %u time", "Tried %u times", details->attempts->len), details->attempts->len);

      add_line (text, tries);
    }
  if (item->state == ALP_OUTBOX_QUEUED && details->gives_up > 0 && details->attempts->len > 0)
    {
      g_autofree char *until = alp_schedule_dup_time (now, details->gives_up);
      g_autofree char *line = g_strdup_printf (_ ("Tried again until %s"), until);

      add_line (text, line);
    }
  return g_string_free_and_steal (text);
}

/* ---- rows ---- */

static gboolean
some_accepted (const AlpOutboxDetails *details)
{
  guint accepted = 0, refused = 0;

  for (guint i = 0; i < details->recipients->len; i++)
    {
      const AlpOutboxRecipient *one = g_ptr_array_index (details->recipients, i);

      accepted += one->accepted;
      refused += !one->accepted && one->code != 0;
    }
  return accepted > 0 && refused > 0;
}

static void
add_buttons (GtkWidget *widget, GtkWidget *box, const AlpOutboxItem *item, const AlpOutboxDetails *details)
{
  gboolean later = details->not_before > g_get_real_time () / G_USEC_PER_SEC;

  if (item->state == ALP_OUTBOX_QUEUED && !details->on_server)
    {
      add_button (widget, box, "now", later ? _ ("Send _Now") : _ ("_Try Now"));
      if (later)
        add_button (widget, box, "time", _ ("_Change Time…"));
    }
  if (item->state == ALP_OUTBOX_FAILED)
    {
      add_button (widget, box, "now", _ ("_Try Again"));
      if (some_accepted (details))
        add_button (widget, box, "others", _ ("Send to the _Others"));
    }
  if (item->state == ALP_OUTBOX_UNKNOWN)
    add_button (widget, box, "again", _ ("Send _Again…"));
  if (item->state == ALP_OUTBOX_QUEUED || item->state == ALP_OUTBOX_FAILED
      || item->state == ALP_OUTBOX_UNKNOWN)
    {
      add_button (widget, box, "edit", later ? _ ("Cancel and _Edit") : _ ("_Edit"));
      add_button (widget, box, "delete", _ ("_Delete…"));
    }
}

static AdwPreferencesGroup *
group_of (AlpOutboxPage *self, const AlpOutboxItem *item, const AlpOutboxDetails *details)
{
  if (item->state == ALP_OUTBOX_FAILED || item->state == ALP_OUTBOX_UNKNOWN)
    return self->attention;
  return details->on_server || details->not_before > g_get_real_time () / G_USEC_PER_SEC ? self->scheduled
                                                                                         : self->waiting;
}

static void
add_row (AlpOutboxPage *self, const AlpOutboxItem *item, const AlpOutboxDetails *details)
{
  GtkWidget *widget = adw_expander_row_new ();
  GtkWidget *inside = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10);
  GtkWidget *buttons = adw_wrap_box_new ();
  g_autofree char *people = g_strjoinv (", ", item->recipients);
  g_autofree char *state = state_words (item, details);
  g_autofree char *subtitle = g_strdup_printf ("%s\n%s", people, state);
  g_autofree char *why = reasons (item, details);
  AdwPreferencesGroup *group = group_of (self, item, details);
  Row *row = g_new0 (Row, 1);

  row->page = self;
  row->id = item->id;
  row->state = item->state;
  row->not_before = details->not_before;
  g_object_set_data_full (G_OBJECT (widget), "alp-row", row, g_free);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (widget), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (widget),
                                 *item->subject != '\0' ? item->subject : _ ("(No Subject)"));
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (widget), subtitle);
  adw_expander_row_set_subtitle_lines (ADW_EXPANDER_ROW (widget), 3);
  gtk_widget_add_css_class (inside, "alp-outbox-inside");
  if (*why != '\0')
    {
      GtkWidget *label = gtk_label_new (why);

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
      gtk_label_set_selectable (GTK_LABEL (label), TRUE);
      gtk_box_append (GTK_BOX (inside), label);
    }
  adw_wrap_box_set_child_spacing (ADW_WRAP_BOX (buttons), 6);
  adw_wrap_box_set_line_spacing (ADW_WRAP_BOX (buttons), 6);
  add_buttons (widget, buttons, item, details);
  gtk_box_append (GTK_BOX (inside), buttons);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (widget), inside);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (widget),
                                 group == self->attention || g_strcmp0 (self->opened, item->message_id) == 0);
  g_object_set_data_full (G_OBJECT (widget), "alp-message-id", g_strdup (item->message_id), g_free);
  g_object_set_data (G_OBJECT (widget), "alp-group", group);
  adw_preferences_group_add (group, widget);
  gtk_widget_set_visible (GTK_WIDGET (group), TRUE);
  g_ptr_array_add (self->rows, widget);
}

static void
clear (AlpOutboxPage *self)
{
  g_clear_pointer (&self->opened, g_free);
  for (guint i = 0; i < self->rows->len; i++)
    {
      GtkWidget *widget = g_ptr_array_index (self->rows, i);

      if (adw_expander_row_get_expanded (ADW_EXPANDER_ROW (widget)))
        g_set_str (&self->opened, g_object_get_data (G_OBJECT (widget), "alp-message-id"));
      adw_preferences_group_remove (g_object_get_data (G_OBJECT (widget), "alp-group"), widget);
    }
  g_ptr_array_set_size (self->rows, 0);
  gtk_widget_set_visible (GTK_WIDGET (self->scheduled), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->waiting), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->attention), FALSE);
}

/* ---- loading: the list, then what is known of each ---- */

typedef struct
{
  AlpOutboxPage *page;
  GPtrArray *items;
  GPtrArray *details;
  guint next;
} Loading;

static void load_next (Loading *loading);

static void
finish_loading (Loading *loading)
{
  AlpOutboxPage *self = loading->page;

  if (self->engine != NULL)
    {
      clear (self);
      for (guint i = 0; i < loading->items->len; i++)
        if (g_ptr_array_index (loading->details, i) != NULL)
          add_row (self, g_ptr_array_index (loading->items, i), g_ptr_array_index (loading->details, i));
      gtk_stack_set_visible_child_name (self->stack, self->rows->len > 0 ? "list" : "empty");
    }
  g_object_unref (loading->page);
  g_ptr_array_unref (loading->items);
  g_ptr_array_unref (loading->details);
  g_free (loading);
}

static void
details_free (gpointer data)
{
  g_clear_pointer ((AlpOutboxDetails **) &data, alp_outbox_details_free);
}

static void
on_details (GObject *engine, GAsyncResult *result, gpointer data)
{
  Loading *loading = data;

  g_ptr_array_add (loading->details, alp_outbox_load_details_finish (ALP_ENGINE (engine), result, NULL));
  loading->next++;
  load_next (loading);
}

static void
load_next (Loading *loading)
{
  AlpOutboxItem *item;

  if (loading->next >= loading->items->len || loading->page->engine == NULL)
    {
      g_ptr_array_set_size (loading->details, (gint) loading->items->len);
      finish_loading (loading);
      return;
    }
  item = g_ptr_array_index (loading->items, loading->next);
  alp_outbox_load_details_async (loading->page->engine, item->id, NULL, on_details, loading);
}

static void
on_loaded (GObject *engine, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpOutboxPage) self = data;
  g_autoptr (GPtrArray) items = alp_engine_load_outbox_finish (ALP_ENGINE (engine), result, NULL);
  Loading *loading;

  if (items == NULL)
    return;
  for (guint i = items->len; i > 0; i--)
    if (((AlpOutboxItem *) g_ptr_array_index (items, i - 1))->state == ALP_OUTBOX_FILED)
      g_ptr_array_remove_index (items, i - 1);
  loading = g_new0 (Loading, 1);
  loading->page = g_steal_pointer (&self);
  loading->items = g_steal_pointer (&items);
  loading->details = g_ptr_array_new_with_free_func (details_free);
  load_next (loading);
}

static void
reload (AlpOutboxPage *self)
{
  if (self->engine != NULL)
    alp_engine_load_outbox_async (self->engine, NULL, on_loaded, g_object_ref (self));
}

/* ---- making ---- */

static AdwPreferencesGroup *
make_group (AlpOutboxPage *self, const char *title)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  gtk_widget_set_visible (group, FALSE);
  gtk_box_append (GTK_BOX (self->content), group);
  return ADW_PREFERENCES_GROUP (group);
}

static GtkWidget *
make_list (AlpOutboxPage *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();

  self->content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24);
  gtk_widget_set_margin_start (self->content, 12);
  gtk_widget_set_margin_end (self->content, 12);
  gtk_widget_set_margin_top (self->content, 12);
  gtk_widget_set_margin_bottom (self->content, 24);
  self->attention = make_group (self, _ ("Needs You"));
  self->waiting = make_group (self, _ ("On the Way"));
  self->scheduled = make_group (self, _ ("Scheduled"));
  adw_clamp_set_child (ADW_CLAMP (clamp), self->content);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  return scroller;
}

static void
alp_outbox_page_dispose (GObject *object)
{
  AlpOutboxPage *self = ALP_OUTBOX_PAGE (object);

  g_clear_object (&self->engine);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->opened, g_free);
  G_OBJECT_CLASS (alp_outbox_page_parent_class)->dispose (object);
}

static void
alp_outbox_page_class_init (AlpOutboxPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = alp_outbox_page_dispose;

  /* edit (draft id): a message was taken back to be changed. */
  signals[SIGNAL_EDIT] = g_signal_new ("edit", ALP_TYPE_OUTBOX_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_INT64);
}

static void
alp_outbox_page_init (AlpOutboxPage *self)
{
  GtkWidget *view = adw_toolbar_view_new ();
  GtkWidget *empty = adw_status_page_new ();

  self->rows = g_ptr_array_new ();
  self->toasts = ADW_TOAST_OVERLAY (adw_toast_overlay_new ());
  self->stack = GTK_STACK (gtk_stack_new ());
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (empty), "alp-outbox-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (empty), _ ("Nothing on the Way"));
  adw_status_page_set_description (
      ADW_STATUS_PAGE (empty), _ ("Messages that wait for their time or the connection are listed here."));
  gtk_stack_add_named (self->stack, empty, "empty");
  gtk_stack_add_named (self->stack, make_list (self), "list");
  adw_toast_overlay_set_child (self->toasts, GTK_WIDGET (self->stack));
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), GTK_WIDGET (self->toasts));
  adw_dialog_set_title (ADW_DIALOG (self), _ ("Outbox"));
  adw_dialog_set_child (ADW_DIALOG (self), view);
  adw_dialog_set_content_width (ADW_DIALOG (self), 560);
  adw_dialog_set_content_height (ADW_DIALOG (self), 560);
}

/** alp_outbox_page_new: Returns: (transfer floating): a dialog that follows the outbox of @engine */
AdwDialog *
alp_outbox_page_new (AlpEngine *engine)
{
  AlpOutboxPage *self = g_object_new (ALP_TYPE_OUTBOX_PAGE, NULL);

  self->engine = g_object_ref (engine);
  g_signal_connect_object (engine, "outbox-changed", G_CALLBACK (reload), self, G_CONNECT_SWAPPED);
  reload (self);
  return ADW_DIALOG (self);
}
