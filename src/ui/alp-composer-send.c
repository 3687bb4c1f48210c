/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-composer-send.c: sending: now, with time to take it back, or later.
 *
 * Main thread.  Send → everything into the draft → checks on a worker → the bar of alp-composer-checks.c when there is
 * something to say, or the outbox. */
#include "alp-composer-private.h"

#include "alp-draft-box.h"
#include "alp-draft-check.h"
#include "alp-settings.h"

#include <glib/gi18n.h>

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

static void
on_checked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpComposer) self = data;
  g_autoptr (GError) error = NULL;
  GPtrArray *findings = alp_draft_check_finish (ALP_DRAFT (source), result, &error);

  release ();
  if (findings == NULL)
    {
      /* A check that cannot be made is no reason not to send; what is really wrong the outbox refuses in words. */
      g_warning ("checks: %s", error->message);
      schedule (self);
      return;
    }
  if (alp_composer_checks_ask (self, findings))
    give_up_sending (self);
  else
    schedule (self);
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
  alp_composer_checks_hide (self);
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

  alp_composer_checks_hide (self);
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
