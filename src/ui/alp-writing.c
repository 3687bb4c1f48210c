/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-writing.c: composers of one main window: opening them, and what is told when they end.
 *
 * Main thread.  Owned by the main window, which only says who writes to whom; any number of composers may be open. */
#include "alp-writing.h"

#include "alp-composer-window.h"
#include "alp-editor.h"
#include "alp-mailto.h"
#include "alp-settings.h"

#include <glib/gi18n.h>

struct _AlpWriting
{
  GObject parent_instance;

  GtkWindow *window;       /* not owned: it owns us */
  AdwToastOverlay *toasts; /* not owned: a child of it */
  AlpEngine *engine;
  guint on_way; /* messages in the outbox that are not delivered yet */
  gint64 told;  /* the newest message whose failure was told */
};

G_DEFINE_FINAL_TYPE (AlpWriting, alp_writing, G_TYPE_OBJECT)

static void
tell (AlpWriting *self, const char *text)
{
  AdwToast *toast = adw_toast_new (text);

  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

/* ---- what becomes of messages ---- */

static gboolean
is_on_way (const AlpOutboxItem *item)
{
  return item->state == ALP_OUTBOX_QUEUED || item->state == ALP_OUTBOX_SENDING;
}

static void
tell_failed (AlpWriting *self, const AlpOutboxItem *item)
{
  g_autofree char *text = g_strdup_printf (_ ("“%s” could not be sent. %s"), item->subject, item->error);
  AdwToast *toast = adw_toast_new (text);

  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_timeout (toast, 0);
  adw_toast_set_button_label (toast, _ ("Show"));
  adw_toast_set_action_name (toast, "win.outbox");
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
on_outbox_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpWriting) self = data;
  g_autoptr (GPtrArray) items = alp_engine_load_outbox_finish (ALP_ENGINE (source), result, NULL);
  guint on_way = 0;

  for (guint i = 0; items != NULL && self->engine != NULL && i < items->len; i++)
    {
      const AlpOutboxItem *item = g_ptr_array_index (items, i);

      on_way += is_on_way (item);
      if ((item->state == ALP_OUTBOX_FAILED || item->state == ALP_OUTBOX_UNKNOWN) && item->id > self->told)
        {
          self->told = item->id;
          tell_failed (self, item);
        }
    }
  if (self->on_way > 0 && on_way == 0)
    tell (self, ngettext ("Message sent", "Messages sent", self->on_way));
  self->on_way = on_way;
}

static void
on_outbox_changed (AlpWriting *self)
{
  alp_engine_load_outbox_async (self->engine, NULL, on_outbox_loaded, g_object_ref (self));
}

/** alp_writing_show_outbox: opens the page of messages on their way. */
void
alp_writing_show_outbox (AlpWriting *self)
{
  g_return_if_fail (ALP_IS_WRITING (self));
}

/* ---- composers ---- */

static void
on_sent (AlpWriting *self)
{
  tell (self, _ ("Sending…"));
}

static void
on_discarded (AlpWriting *self)
{
  tell (self, _ ("Draft discarded"));
}

/**
 * alp_writing_open:
 * @draft: what to write on
 *
 * Opens a composer in a window of its own.
 */
void
alp_writing_open (AlpWriting *self, AlpDraft *draft)
{
  GtkWidget *composer, *window;

  g_return_if_fail (ALP_IS_WRITING (self));

  composer = alp_composer_new_embedded (draft);
  g_signal_connect_object (composer, "sent", G_CALLBACK (on_sent), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (composer, "discarded", G_CALLBACK (on_discarded), self, G_CONNECT_SWAPPED);
  window = alp_composer_window_new (gtk_window_get_application (self->window), ALP_COMPOSER (composer));
  gtk_window_present (GTK_WINDOW (window));
}

static gboolean
writes_rich (void)
{
  return !g_settings_get_boolean (alp_settings_get_default (), "compose-plain");
}

/**
 * alp_writing_compose:
 * @account: (nullable): whose address to write from; the first one when none is given
 * @mailto: (nullable): a mailto: link to begin with
 */
void
alp_writing_compose (AlpWriting *self, AlpAccount *account, const char *mailto)
{
  g_autoptr (AlpMailto) fields = NULL;
  g_autoptr (AlpDraft) draft = NULL;
  g_autoptr (AlpAccount) first = NULL;

  g_return_if_fail (ALP_IS_WRITING (self));

  if (self->engine != NULL && account == NULL)
    first = g_list_model_get_item (alp_engine_get_accounts (self->engine), 0);
  if (account == NULL)
    account = first;
  if (account == NULL)
    {
      tell (self, _ ("Add an address first"));
      return;
    }
  draft = alp_draft_new (self->engine, account);
  fields = alp_mailto_parse (mailto);
  if (fields != NULL)
    g_object_set (draft, "to", fields->to, "cc", fields->cc, "bcc", fields->bcc, "subject", fields->subject,
                  "text", fields->body, NULL);
  if (writes_rich ())
    {
      g_autofree char *html
          = fields != NULL && fields->body != NULL ? alp_draft_text_to_html (fields->body) : g_strdup ("");

      g_object_set (draft, "html", html, "text", "", NULL);
    }
  alp_writing_open (self, draft);
}

/**
 * alp_writing_reply:
 * @content: (nullable): the whole message, when it is here
 * @selection: (nullable): text to quote instead of all of it
 */
void
alp_writing_reply (AlpWriting *self, AlpMessage *message, AlpContent *content, AlpReplyKind kind,
                   const char *selection)
{
  g_autoptr (AlpDraft) draft = NULL;

  g_return_if_fail (ALP_IS_WRITING (self));

  draft = alp_draft_new_reply (self->engine, message, content, kind, selection, writes_rich ());
  alp_writing_open (self, draft);
}

void
alp_writing_set_engine (AlpWriting *self, AlpEngine *engine)
{
  g_return_if_fail (ALP_IS_WRITING (self));

  if (!g_set_object (&self->engine, engine) || engine == NULL)
    return;
  g_signal_connect_object (engine, "outbox-changed", G_CALLBACK (on_outbox_changed), self, G_CONNECT_SWAPPED);
  on_outbox_changed (self);
  alp_editor_warm_up ();
}

static void
alp_writing_dispose (GObject *object)
{
  AlpWriting *self = ALP_WRITING (object);

  g_clear_object (&self->engine);
  G_OBJECT_CLASS (alp_writing_parent_class)->dispose (object);
}

static void
alp_writing_class_init (AlpWritingClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = alp_writing_dispose;
}

static void
alp_writing_init (AlpWriting *self)
{
}

AlpWriting *
alp_writing_new (GtkWindow *window, AdwToastOverlay *toasts)
{
  AlpWriting *self = g_object_new (ALP_TYPE_WRITING, NULL);

  self->window = window;
  self->toasts = toasts;
  return self;
}
