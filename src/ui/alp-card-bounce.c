/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-card-bounce.c: why a message did not arrive, above the text of the report.
 *
 * Main thread.  One notice per recipient: what happened, what to do, what the server said; and the message it is about,
 * when it was sent from here: to be looked at, or written again. */
#include "alp-card-bounce.h"

#include "alp-card-banner.h"
#include "alp-format.h"
#include "alp-message-body.h"
#include "alp-message-window.h"
#include "alp-open.h"
#include "alp-window.h"

#include <glib/gi18n.h>

#define MAX_RECIPIENTS 20

typedef struct
{
  GtkWidget *banner; /* strong */
  AlpMessage *message;
  gboolean edit;
} Opening;

static void
opening_free (Opening *opening)
{
  g_object_unref (opening->banner);
  g_clear_object (&opening->message);
  g_free (opening);
}

static void
tell (GtkWidget *banner, const char *text)
{
  GtkWidget *body = gtk_widget_get_ancestor (banner, ALP_TYPE_MESSAGE_BODY);

  if (body != NULL)
    g_signal_emit_by_name (body, "told", text);
}

static void
on_content (GObject *engine, GAsyncResult *result, gpointer data)
{
  Opening *opening = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AlpContent) content = alp_engine_load_content_finish (ALP_ENGINE (engine), result, &error);
  GtkRoot *root = gtk_widget_get_root (opening->banner);

  if (content == NULL)
    tell (opening->banner, error->message);
  else if (opening->edit && ALP_IS_WINDOW (root))
    alp_window_write_again (ALP_WINDOW (root), opening->message, content);
  else if (GTK_IS_WINDOW (root))
    gtk_window_present (
        GTK_WINDOW (alp_message_window_new (GTK_WINDOW (root), ALP_ENGINE (engine), content)));
  opening_free (opening);
}

static void
on_message (GObject *engine, GAsyncResult *result, gpointer data)
{
  Opening *opening = data;
  g_autoptr (GError) error = NULL;

  opening->message = alp_engine_find_message_finish (ALP_ENGINE (engine), result, &error);
  if (opening->message == NULL)
    {
      tell (opening->banner, error->message);
      opening_free (opening);
      return;
    }
  alp_engine_load_content_async (ALP_ENGINE (engine), opening->message, NULL, on_content, opening);
}

static void
on_response (GtkWidget *banner, const char *id)
{
  AlpEngine *engine = g_object_get_data (G_OBJECT (banner), "alp-engine");
  AlpContent *content = g_object_get_data (G_OBJECT (banner), "alp-content");
  Opening *opening = g_new0 (Opening, 1);

  opening->banner = g_object_ref (banner);
  opening->edit = g_str_equal (id, "edit");
  alp_engine_find_message_async (engine, alp_content_get_facts (content)->bounced_id, NULL, on_message,
                                 opening);
}

static void
add_buttons (GtkWidget *banner, AlpEngine *engine, AlpContent *content, AlpOffers offers)
{
  if (alp_content_get_facts (content)->bounced_id == 0)
    return;
  g_object_set_data_full (G_OBJECT (banner), "alp-engine", g_object_ref (engine), g_object_unref);
  g_object_set_data_full (G_OBJECT (banner), "alp-content", g_object_ref (content), g_object_unref);
  alp_card_banner_add_button (ALP_CARD_BANNER (banner), "show", _ ("Show the _Message"));
  if ((offers & (ALP_OFFER_EDIT | ALP_OFFER_RETRY | ALP_OFFER_REMOVE_ADDRESS)) != 0)
    alp_card_banner_add_button (ALP_CARD_BANNER (banner), "edit", _ ("_Edit and Send Again"));
  g_signal_connect (banner, "response", G_CALLBACK (on_response), NULL);
}

static void
add_details (GtkWidget *banner, const AlpBounceRecipient *recipient)
{
  if (*recipient->advice != '\0')
    alp_card_banner_add_detail (ALP_CARD_BANNER (banner), recipient->advice);
  if (recipient->retry_until > 0)
    {
      g_autofree char *date = alp_format_full_date (recipient->retry_until);
      g_autofree char *until = g_strdup_printf (_ ("The server keeps trying until %s."), date);

      alp_card_banner_add_detail (ALP_CARD_BANNER (banner), until);
    }
  if (*recipient->said != '\0')
    {
      g_autofree char *said = *recipient->server != '\0'
                                  /* Translators: the name of a server, and its own words */
                                  ? g_strdup_printf (_ ("%s said: “%s”"), recipient->server, recipient->said)
                                  : g_strdup_printf (_ ("The server said: “%s”"), recipient->said);

      alp_card_banner_add_detail (ALP_CARD_BANNER (banner), said);
    }
}

static void
add_recipient (GtkBox *banners, AlpEngine *engine, AlpContent *content, const AlpBounceRecipient *recipient)
{
  gboolean failed = g_str_equal (recipient->action, "failed");
  gboolean delayed = g_str_equal (recipient->action, "delayed");
  const char *icon = failed    ? "dialog-error-symbolic"
                     : delayed ? "emblem-synchronizing-symbolic"
                               : "emblem-ok-symbolic";
  /* Translators: a recipient's address, and what happened to the message for it */
  g_autofree char *text = g_strdup_printf (_ ("%s: %s"), recipient->address, recipient->sentence);
  GtkWidget *banner = alp_card_banner_new (icon, text, failed);

  add_details (banner, recipient);
  if (failed || delayed)
    add_buttons (banner, engine, content, recipient->offers);
  gtk_box_append (banners, banner);
}

/**
 * alp_card_bounce_add:
 * @content: any message
 */
void
alp_card_bounce_add (GtkBox *banners, AlpEngine *engine, AlpContent *content)
{
  const AlpBounce *bounce = alp_content_get_facts (content)->bounce;

  for (guint i = 0; bounce != NULL && i < MIN (bounce->recipients->len, MAX_RECIPIENTS); i++)
    add_recipient (banners, engine, content, g_ptr_array_index (bounce->recipients, i));
}
