/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-composer-send.c: the checks before sending, and sending: now, with time to take it back, or later.
 *
 * Main thread.  Send → everything into the draft → checks on a worker → one calm bar when there is something to say, or
 * the outbox.  "Send Anyway" skips what was shown, not what comes up anew. */
#include "alp-composer-private.h"

#include "alp-draft-box.h"
#include "alp-draft-check.h"
#include "alp-settings.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_SHOWN 3

/* Those that the setting `checks` can leave out. */
static const char *const optional_checks[]
    = { "subject-empty", "attachment-mentioned",    "link-malformed",   "no-reply-recipient",
        "spf-mismatch",  "many-visible-recipients", "identity-mismatch" };

/* The program does not end while something is being written to disk, also when this was its last window. */
static gpointer
hold (AlpComposer *self)
{
  g_application_hold (g_application_get_default ());
  return g_object_ref (self);
}

static void
release (void)
{
  g_application_release (g_application_get_default ());
}

static void
give_up_sending (AlpComposer *self)
{
  self->sending = FALSE;
  alp_composer_set_state (self, "");
  alp_composer_update_send (self);
}

/* ---- into the outbox ---- */

static void
on_scheduled (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpComposer) self = data;
  g_autoptr (GError) error = NULL;
  gint64 outbox_id = alp_draft_schedule_finish (ALP_DRAFT (source), result, &error);

  release ();
  if (outbox_id == 0)
    {
      give_up_sending (self);
      alp_composer_fail (self, error != NULL ? error->message : _ ("The message could not be sent."));
      return;
    }
  self->sending = FALSE;
  alp_composer_sent (self, outbox_id);
}

static void
schedule (AlpComposer *self)
{
  guint undo = self->send_at == 0
                   ? (guint) g_settings_get_int (alp_settings_get_default (), "undo-send-seconds")
                   : 0;

  alp_composer_set_state (self, alp_draft_is_adding (self->draft) ? _ ("Copying attachments…")
                                                                  : _ ("Handing over to the outbox…"));
  alp_draft_schedule_async (self->draft, undo, self->send_at, NULL, on_scheduled, hold (self));
}

/* ---- the bar ---- */

/* Checks the person does not want; what cannot be sent at all is said all the same. */
static gboolean
is_silenced (const AlpCheckFinding *finding)
{
  g_auto (GStrv) wanted = g_settings_get_strv (alp_settings_get_default (), "checks");

  for (gsize i = 0; i < G_N_ELEMENTS (optional_checks); i++)
    if (strcmp (optional_checks[i], finding->id) == 0)
      return finding->severity != ALP_CHECK_BLOCK
             && !g_strv_contains ((const char *const *) wanted, finding->id);
  return FALSE;
}

static gboolean
is_overridden (AlpComposer *self, const AlpCheckFinding *finding)
{
  g_autofree char *key = g_strdup_printf ("%s/%s", finding->id, finding->detail);

  if (is_silenced (finding))
    return TRUE;
  return finding->severity == ALP_CHECK_ASK && self->overridden != NULL
         && g_hash_table_contains (self->overridden, key);
}

static void
override_all (AlpComposer *self)
{
  if (self->overridden == NULL)
    self->overridden = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; self->findings != NULL && i < self->findings->len; i++)
    {
      const AlpCheckFinding *finding = g_ptr_array_index (self->findings, i);

      g_hash_table_add (self->overridden, g_strdup_printf ("%s/%s", finding->id, finding->detail));
    }
}

static void
on_send_anyway (AlpComposer *self)
{
  override_all (self);
  gtk_revealer_set_reveal_child (self->checks_revealer, FALSE);
  alp_composer_send (self, self->send_at);
}

static void
on_back (AlpComposer *self)
{
  gtk_revealer_set_reveal_child (self->checks_revealer, FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (self->editor));
}

static GtkWidget *
add_button (AlpComposer *self, const char *label)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_box_append (GTK_BOX (self->checks_buttons), button);
  return button;
}

/* The one thing that would make it right, as a button, else only back to the text. */
static void
add_remedy (AlpComposer *self, const char *id)
{
  GtkWidget *button;

  if (strcmp (id, "attachment-mentioned") == 0)
    {
      button = add_button (self, _ ("_Attach"));
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "composer.attach");
    }
  else if (strcmp (id, "subject-empty") == 0)
    {
      button = add_button (self, _ ("Write _Subject"));
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "composer.focus-subject");
    }
  else
    g_signal_connect_object (add_button (self, _ ("_Go Back")), "clicked", G_CALLBACK (on_back), self,
                             G_CONNECT_SWAPPED);
}

static void
show_findings (AlpComposer *self, GPtrArray *shown, gboolean blocked)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n = MIN (shown->len, MAX_SHOWN);

  for (guint i = 0; i < n; i++)
    {
      const AlpCheckFinding *finding = g_ptr_array_index (shown, i);

      g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", finding->message);
    }
  if (shown->len > n)
    g_string_append_printf (text, ngettext ("\n… and %u more", "\n… and %u more", shown->len - n),
                            shown->len - n);
  gtk_label_set_text (self->checks_label, text->str);
  gtk_image_set_from_icon_name (self->checks_icon,
                                blocked ? "dialog-warning-symbolic" : "dialog-information-symbolic");
  for (GtkWidget *child; (child = gtk_widget_get_first_child (self->checks_buttons)) != NULL;)
    gtk_box_remove (GTK_BOX (self->checks_buttons), child);
  add_remedy (self, ((AlpCheckFinding *) g_ptr_array_index (shown, 0))->id);
  g_signal_connect_object (add_button (self, _ ("_Go Back")), "clicked", G_CALLBACK (on_back), self,
                           G_CONNECT_SWAPPED);
  if (!blocked)
    {
      GtkWidget *anyway = add_button (self, _ ("Send _Anyway"));

      g_signal_connect_object (anyway, "clicked", G_CALLBACK (on_send_anyway), self, G_CONNECT_SWAPPED);
    }
  gtk_revealer_set_reveal_child (self->checks_revealer, TRUE);
  gtk_accessible_announce (GTK_ACCESSIBLE (self->checks_label), text->str,
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH);
}

static void
on_checked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpComposer) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) findings = alp_draft_check_finish (ALP_DRAFT (source), result, &error);
  g_autoptr (GPtrArray) shown = g_ptr_array_new ();
  gboolean blocked = FALSE;

  release ();
  if (findings == NULL)
    {
      /* A check that cannot be made is no reason not to send; what is really wrong the outbox refuses in words. */
      g_warning ("checks: %s", error->message);
      schedule (self);
      return;
    }
  g_clear_pointer (&self->findings, g_ptr_array_unref);
  self->findings = g_steal_pointer (&findings);
  for (guint i = 0; i < self->findings->len; i++)
    {
      const AlpCheckFinding *finding = g_ptr_array_index (self->findings, i);

      if (finding->severity == ALP_CHECK_NOTE || is_overridden (self, finding))
        continue;
      blocked |= finding->severity == ALP_CHECK_BLOCK;
      g_ptr_array_insert (shown, finding->severity == ALP_CHECK_BLOCK ? 0 : -1, (gpointer) finding);
    }
  if (shown->len == 0)
    {
      schedule (self);
      return;
    }
  give_up_sending (self);
  show_findings (self, shown, blocked);
}

static void
check_collected (AlpComposer *self)
{
  alp_draft_check_async (self->draft, NULL, on_checked, hold (self));
}

/* (nullable): the first recipient that is no address */
static char *
find_invalid (AlpComposer *self)
{
  AlpRecipientEntry *entries[] = { self->to, self->cc, self->bcc, self->reply_to };

  for (gsize e = 0; e < G_N_ELEMENTS (entries); e++)
    {
      g_autoptr (GPtrArray) recipients = alp_recipient_entry_dup_recipients (entries[e]);

      for (guint i = 0; i < recipients->len; i++)
        {
          const AlpRecipient *one = g_ptr_array_index (recipients, i);

          if (!one->valid)
            return g_strdup (one->text);
        }
    }
  return NULL;
}

/* @when: Unix seconds, 0: now */
void
alp_composer_send (AlpComposer *self, gint64 when)
{
  g_autofree char *invalid = NULL;

  alp_recipient_entry_commit (self->to);
  alp_recipient_entry_commit (self->cc);
  alp_recipient_entry_commit (self->bcc);
  alp_recipient_entry_commit (self->reply_to);
  if (self->sending || self->done || self->closing)
    return;
  if (!alp_composer_has_recipient (self))
    {
      gtk_widget_grab_focus (GTK_WIDGET (self->to));
      return;
    }
  invalid = find_invalid (self);
  if (invalid != NULL)
    {
      g_autofree char *text
          = g_strdup_printf (_ ("“%s” is not an address. Correct it and send it again."), invalid);

      alp_composer_fail (self, text);
      return;
    }
  self->send_at = when;
  self->sending = TRUE;
  adw_banner_set_revealed (self->banner, FALSE);
  gtk_revealer_set_reveal_child (self->checks_revealer, FALSE);
  alp_composer_stop_saving (self);
  alp_composer_update_send (self);
  alp_composer_set_state (self, _ ("Looking it over…"));
  self->text_dirty = TRUE;
  alp_composer_collect (self, check_collected);
}

/* ---- actions ---- */

static void
act_send (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  alp_composer_send (data, 0);
}

static void
act_send_at (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  alp_composer_send (data, g_variant_get_int64 (parameter));
}

static void
act_focus_subject (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpComposer *self = data;

  gtk_revealer_set_reveal_child (self->checks_revealer, FALSE);
  gtk_widget_set_visible (self->subject_row, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->subject));
}

void
alp_composer_send_init (AlpComposer *self)
{
  static const GActionEntry entries[] = {
    { .name = "send", .activate = act_send },
    { .name = "send-at", .activate = act_send_at, .parameter_type = "x" },
    { .name = "focus-subject", .activate = act_focus_subject },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
}
