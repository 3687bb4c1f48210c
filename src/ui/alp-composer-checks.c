/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-composer-checks.c: what is said about a message: quietly while it is written, and once more at Send.
 *
 * Main thread; the checks run on a worker.  One bar for both.  While writing it holds what can be known before the end
 * and is one click to hide for good; at Send it says what stands in the way, with the one remedy there is and "Send
 * Anyway", which skips what was shown, not what comes up anew. */
#include "alp-composer-private.h"

#include "alp-draft-check.h"
#include "alp-settings.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_SHOWN 3
#define PAUSE_MS 1500 /* after the last key */

/* Those that the setting `checks` can leave out. */
static const char *const optional_checks[]
    = { "subject-empty", "attachment-mentioned",    "link-malformed",   "no-reply-recipient",
        "spf-mismatch",  "many-visible-recipients", "identity-mismatch" };

/* What only the end can tell: nobody is told of a missing subject while writing. */
static const char *const final_checks[]
    = { "recipients-none", "recipient-invalid", "subject-empty", "attachment-mentioned" };

static gboolean
is_one_of (const char *id, const char *const *ids, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (strcmp (ids[i], id) == 0)
      return TRUE;
  return FALSE;
}

/* Checks the person does not want; what cannot be sent at all is said all the same. */
static gboolean
is_silenced (const AlpCheckFinding *finding)
{
  g_auto (GStrv) wanted = NULL;

  if (finding->severity == ALP_CHECK_BLOCK
      || !is_one_of (finding->id, optional_checks, G_N_ELEMENTS (optional_checks)))
    return FALSE;
  wanted = g_settings_get_strv (alp_settings_get_default (), "checks");
  return !g_strv_contains ((const char *const *) wanted, finding->id);
}

static char *
dup_key (const AlpCheckFinding *finding)
{
  return g_strdup_printf ("%s/%s", finding->id, finding->detail);
}

static gboolean
is_in (GHashTable *set, const AlpCheckFinding *finding)
{
  g_autofree char *key = dup_key (finding);

  return set != NULL && g_hash_table_contains (set, key);
}

static void
remember (GHashTable **set, GPtrArray *findings)
{
  if (*set == NULL)
    *set = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; findings != NULL && i < findings->len; i++)
    g_hash_table_add (*set, dup_key (g_ptr_array_index (findings, i)));
}

/* ---- the bar ---- */

void
alp_composer_checks_hide (AlpComposer *self)
{
  self->asking = FALSE;
  gtk_revealer_set_reveal_child (self->checks_revealer, FALSE);
}

static void
on_send_anyway (AlpComposer *self)
{
  remember (&self->overridden, self->findings);
  alp_composer_checks_hide (self);
  alp_composer_send (self, self->send_at);
}

static void
on_back (AlpComposer *self)
{
  alp_composer_checks_hide (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->editor));
}

static void
on_hide (AlpComposer *self)
{
  if (!self->asking)
    remember (&self->hidden, self->findings);
  on_back (self);
}

static GtkWidget *
add_button (AlpComposer *self, const char *label)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  adw_wrap_box_append (self->checks_buttons, button);
  return button;
}

/* The one thing that would make it right, as a button. */
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
  else if (strcmp (id, "many-visible-recipients") == 0)
    {
      button = add_button (self, _ ("Move to _Bcc"));
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "composer.all-to-bcc");
    }
}

static char *
dup_text (GPtrArray *shown)
{
  GString *text = g_string_new (NULL);
  guint n = MIN (shown->len, MAX_SHOWN);

  for (guint i = 0; i < n; i++)
    {
      const AlpCheckFinding *finding = g_ptr_array_index (shown, i);

      g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", finding->message);
    }
  if (shown->len > n)
    g_string_append_printf (text, ngettext ("\n… and %u more", "\n… and %u more", shown->len - n),
                            shown->len - n);
  return g_string_free_and_steal (text);
}

static void
show (AlpComposer *self, GPtrArray *shown, gboolean asking, gboolean blocked)
{
  g_autofree char *text = dup_text (shown);
  gboolean same = !asking && !self->asking && gtk_revealer_get_reveal_child (self->checks_revealer)
                  && strcmp (gtk_label_get_text (self->checks_label), text) == 0;

  if (same)
    return;
  self->asking = asking;
  gtk_label_set_text (self->checks_label, text);
  gtk_image_set_from_icon_name (self->checks_icon,
                                blocked ? "dialog-warning-symbolic" : "dialog-information-symbolic");
  for (GtkWidget *child; (child = gtk_widget_get_first_child (GTK_WIDGET (self->checks_buttons))) != NULL;)
    adw_wrap_box_remove (self->checks_buttons, child);
  if (shown->len > 0)
    add_remedy (self, ((AlpCheckFinding *) g_ptr_array_index (shown, 0))->id);
  /* Two buttons at most: they fit beside each other on the narrowest window. */
  if (asking && gtk_widget_get_first_child (GTK_WIDGET (self->checks_buttons)) == NULL)
    g_signal_connect_object (add_button (self, _ ("_Go Back")), "clicked", G_CALLBACK (on_back), self,
                             G_CONNECT_SWAPPED);
  if (asking && !blocked)
    g_signal_connect_object (add_button (self, _ ("Send _Anyway")), "clicked", G_CALLBACK (on_send_anyway),
                             self, G_CONNECT_SWAPPED);
  gtk_widget_set_visible (GTK_WIDGET (self->checks_buttons),
                          gtk_widget_get_first_child (GTK_WIDGET (self->checks_buttons)) != NULL);
  gtk_revealer_set_reveal_child (self->checks_revealer, TRUE);
  gtk_accessible_announce (GTK_ACCESSIBLE (self->checks_label), text,
                           asking ? GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH
                                  : GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_LOW);
}

/* ---- at Send ---- */

gboolean
alp_composer_checks_ask (AlpComposer *self, GPtrArray *findings)
{
  g_autoptr (GPtrArray) shown = g_ptr_array_new ();
  gboolean blocked = FALSE;

  g_clear_pointer (&self->findings, g_ptr_array_unref);
  self->findings = findings;
  for (guint i = 0; i < findings->len; i++)
    {
      const AlpCheckFinding *finding = g_ptr_array_index (findings, i);

      if (finding->severity == ALP_CHECK_NOTE || is_silenced (finding)
          || (finding->severity == ALP_CHECK_ASK && is_in (self->overridden, finding)))
        continue;
      blocked |= finding->severity == ALP_CHECK_BLOCK;
      g_ptr_array_insert (shown, finding->severity == ALP_CHECK_BLOCK ? 0 : -1, (gpointer) finding);
    }
  if (shown->len == 0)
    return FALSE;
  show (self, shown, TRUE, blocked);
  return TRUE;
}

/* ---- while writing ---- */

static void
on_looked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpComposer) self = data;
  g_autoptr (GPtrArray) findings = alp_draft_check_finish (ALP_DRAFT (source), result, NULL);
  g_autoptr (GPtrArray) shown = g_ptr_array_new ();

  self->looking = FALSE;
  if (findings == NULL || self->draft == NULL || self->sending || self->done || self->asking)
    return;
  for (guint i = 0; i < findings->len; i++)
    {
      AlpCheckFinding *finding = g_ptr_array_index (findings, i);

      if (!is_one_of (finding->id, final_checks, G_N_ELEMENTS (final_checks)) && !is_silenced (finding)
          && !is_in (self->hidden, finding))
        g_ptr_array_add (shown, finding);
    }
  if (shown->len > 0)
    show (self, shown, FALSE, FALSE);
  else
    alp_composer_checks_hide (self);
  g_clear_pointer (&self->findings, g_ptr_array_unref);
  self->findings = g_steal_pointer (&findings);
}

static void
look_collected (AlpComposer *self)
{
  if (self->draft == NULL || self->sending || self->done)
    {
      self->looking = FALSE;
      return;
    }
  alp_draft_check_writing_async (self->draft, NULL, on_looked, g_object_ref (self));
}

static gboolean
on_look_time (gpointer data)
{
  AlpComposer *self = data;

  self->look_id = 0;
  if (self->looking || self->asking || self->sending || self->done || self->closing)
    return G_SOURCE_REMOVE;
  self->looking = TRUE;
  alp_composer_collect (self, look_collected);
  return G_SOURCE_REMOVE;
}

/* Something was written: look at it when the person pauses. */
void
alp_composer_checks_soon (AlpComposer *self)
{
  g_clear_handle_id (&self->look_id, g_source_remove);
  self->look_id = g_timeout_add (PAUSE_MS, on_look_time, self);
}

void
alp_composer_checks_stop (AlpComposer *self)
{
  g_clear_handle_id (&self->look_id, g_source_remove);
}

static void
act_all_to_bcc (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpComposer *self = data;
  g_autofree char *to = alp_recipient_entry_dup_text (self->to);
  g_autofree char *cc = alp_recipient_entry_dup_text (self->cc);
  g_autofree char *bcc = alp_recipient_entry_dup_text (self->bcc);
  g_autoptr (GString) all = g_string_new (bcc);

  for (int i = 0; i < 2; i++)
    if (*(i == 0 ? to : cc) != '\0')
      g_string_append_printf (all, "%s%s", all->len > 0 ? ", " : "", i == 0 ? to : cc);
  alp_recipient_entry_set_text (self->to, "");
  alp_recipient_entry_set_text (self->cc, "");
  alp_recipient_entry_set_text (self->bcc, all->str);
  alp_composer_show_copies (self);
  alp_composer_checks_hide (self);
  alp_composer_edited (self);
}

void
alp_composer_checks_init (AlpComposer *self)
{
  static const GActionEntry entries[] = {
    { .name = "all-to-bcc", .activate = act_all_to_bcc },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
  g_signal_connect_object (self->checks_close, "clicked", G_CALLBACK (on_hide), self, G_CONNECT_SWAPPED);
}
