/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-card-notices.c: what the program says about a message, above its text.
 *
 * Main thread.  In this order: what failed to be delivered and what is suspicious; then remote images (the body's own);
 * then what the sender asks for.  All of it was found out on a worker with the message (AlpFacts); nothing here looks
 * anything up, and nothing is ever sent without a click. */
#include "alp-card-notices.h"

#include "alp-card-banner.h"
#include "alp-card-bounce.h"
#include "alp-card-invitation.h"
#include "alp-format.h"
#include "alp-message-body.h"
#include "alp-receipt.h"
#include "alp-settings.h"
#include "alp-trust.h"
#include "alp-unsubscribe.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_REASONS 4

/**
 * alp_notice_dup_remote_text:
 * @images: remote images that could be shown
 *
 * Returns: (transfer full): "3 remote images blocked · 1 tracker blocked"
 */
char *
alp_notice_dup_remote_text (guint images, guint trackers)
{
  g_autofree char *first
      = g_strdup_printf (ngettext ("%u remote image blocked", "%u remote images blocked", images), images);
  g_autofree char *second
      = g_strdup_printf (ngettext ("%u tracker blocked", "%u trackers blocked", trackers), trackers);

  if (images > 0 && trackers > 0)
    /* Translators: two short facts side by side: "3 remote images blocked · 1 tracker blocked" */
    return g_strdup_printf (_ ("%s · %s"), first, second);
  return images > 0 ? g_steal_pointer (&first) : g_steal_pointer (&second);
}

/**
 * alp_notice_dup_sender:
 *
 * Returns: (transfer full) (nullable): the one address the message says it is from
 */
char *
alp_notice_dup_sender (AlpContent *content)
{
  const char *from = alp_content_get_from (content);
  const char *open = strrchr (from, '<'), *close = open != NULL ? strchr (open, '>') : NULL;

  if (open != NULL && close != NULL)
    return g_strndup (open + 1, (gsize) (close - open - 1));
  return strchr (from, '@') != NULL && strpbrk (from, " ,<>") == NULL ? g_strdup (from) : NULL;
}

/**
 * alp_notice_is_proven:
 *
 * Returns: whether a server this address trusts has proved the sender
 */
gboolean
alp_notice_is_proven (AlpContent *content)
{
  return alp_content_get_facts (content)->auth == ALP_AUTH_VERIFIED;
}

/* ---- header ---- */

/**
 * alp_notice_update_badge:
 * @badge: shown or hidden
 */
void
alp_notice_update_badge (GtkLabel *badge, AlpContent *content)
{
  const AlpFacts *facts = alp_content_get_facts (content);
  gboolean forged = facts->auth == ALP_AUTH_FORGED;
  const char *text = NULL, *tip = NULL;

  if (forged)
    {
      /* Translators: badge beside a sender that was proved to be wrong */
      text = _ ("Forged?");
      tip = facts->auth_sentence;
    }
  else if (!g_settings_get_boolean (alp_settings_get_default (), "external-badge"))
    text = NULL;
  else if (facts->sender == ALP_SENDER_EXTERNAL)
    {
      /* Translators: badge beside a sender outside of the own organization */
      text = _ ("External");
      tip = _ ("The sender is not from your organization and not among your contacts.");
    }
  else if (facts->sender == ALP_SENDER_UNKNOWN)
    {
      /* Translators: badge beside a sender on a public mail provider who is no contact */
      text = _ ("Unknown");
      tip = _ ("You have never written to this sender, whose provider is open to everybody.");
    }
  gtk_label_set_text (badge, text != NULL ? text : "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (badge), tip);
  gtk_widget_set_visible (GTK_WIDGET (badge), text != NULL);
  if (forged)
    gtk_widget_add_css_class (GTK_WIDGET (badge), "alp-alarm");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (badge), "alp-alarm");
}

/**
 * alp_notice_dup_auth_lines:
 *
 * Returns: (transfer full): the sentence first, then what each check said
 */
char **
alp_notice_dup_auth_lines (AlpContent *content)
{
  const AlpFacts *facts = alp_content_get_facts (content);
  g_autoptr (GStrvBuilder) lines = g_strv_builder_new ();

  g_strv_builder_add (lines, facts->auth_sentence);
  g_strv_builder_addv (lines, (const char **) facts->auth_details);
  return g_strv_builder_end (lines);
}

/* ---- links ---- */

typedef struct
{
  GtkWidget *widget; /* weak */
  char *uri;
  AlpNoticeOpen func;
} Asking;

static void
on_link_answer (GObject *dialog, GAsyncResult *result, gpointer data)
{
  Asking *asking = data;
  const char *answer = adw_alert_dialog_choose_finish (ADW_ALERT_DIALOG (dialog), result);

  if (asking->widget != NULL && g_str_equal (answer, "open"))
    asking->func (asking->widget, asking->uri);
  g_clear_weak_pointer (&asking->widget);
  g_free (asking->uri);
  g_free (asking);
}

static AdwDialog *
make_link_dialog (const AlpLie *lie)
{
  AdwDialog *dialog = adw_alert_dialog_new (_ ("Open This Link?"), NULL);
  g_autofree char *body
      = *lie->named != '\0'
            /* Translators: two names of sites */
            ? g_strdup_printf (_ ("Its text shows “%s”, but it leads to “%s”."), lie->named, lie->host)
            : g_strdup_printf (_ ("It is written so that its target is hard to see. It leads to “%s”."),
                               lie->host);

  adw_alert_dialog_set_body (ADW_ALERT_DIALOG (dialog), body);
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Cancel"), "open",
                                  _ ("_Open All the Same"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "open", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "cancel");
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "cancel");
  return dialog;
}

void
alp_notice_open_link (GtkWidget *widget, AlpContent *content, const char *uri, AlpNoticeOpen func)
{
  const AlpLie *lie = alp_facts_find_lie (alp_content_get_facts (content), uri);
  Asking *asking;

  if (lie == NULL)
    {
      func (widget, uri);
      return;
    }
  asking = g_new0 (Asking, 1);
  g_set_weak_pointer (&asking->widget, widget);
  asking->uri = g_strdup (uri);
  asking->func = func;
  adw_alert_dialog_choose (ADW_ALERT_DIALOG (make_link_dialog (lie)), widget, NULL, on_link_answer, asking);
}

/* ---- what banners have in common ---- */

/* A banner's own data: the message it is about. */
static AlpContent *
content_of (GtkWidget *banner)
{
  return g_object_get_data (G_OBJECT (banner), "alp-content");
}

static AlpEngine *
engine_of (GtkWidget *banner)
{
  return g_object_get_data (G_OBJECT (banner), "alp-engine");
}

static GtkWidget *
add_banner (GtkBox *banners, AlpEngine *engine, AlpContent *content, const char *icon, const char *text,
            gboolean alarming)
{
  GtkWidget *banner = alp_card_banner_new (icon, text, alarming);

  g_object_set_data_full (G_OBJECT (banner), "alp-content", g_object_ref (content), g_object_unref);
  g_object_set_data_full (G_OBJECT (banner), "alp-engine", g_object_ref (engine), g_object_unref);
  gtk_box_append (banners, banner);
  return banner;
}

static void
tell (GtkWidget *banner, const char *text)
{
  GtkWidget *body = gtk_widget_get_ancestor (banner, ALP_TYPE_MESSAGE_BODY);

  if (body != NULL && text != NULL)
    g_signal_emit_by_name (body, "told", text);
}

static void
follow (GtkWidget *banner, const char *uri)
{
  GtkWidget *body = gtk_widget_get_ancestor (banner, ALP_TYPE_MESSAGE_BODY);

  if (body != NULL)
    g_signal_emit_by_name (body, "link-activated", uri);
}

/* ---- suspicious ---- */

static void
on_acted (GObject *engine, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) banner = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *done = alp_engine_act_finish (ALP_ENGINE (engine), result, &error);

  tell (banner, error != NULL ? error->message : done);
}

static void
on_trusted (GObject *engine, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) banner = data;
  g_autoptr (GError) error = NULL;

  if (!alp_engine_trust_finish (ALP_ENGINE (engine), result, &error))
    tell (banner, error->message);
}

static void
act (GtkWidget *banner, AlpAction action, const char *target)
{
  gint64 id = alp_content_get_message_id (content_of (banner));

  if (id > 0)
    alp_engine_act_async (engine_of (banner), action, &id, 1, target, NULL, on_acted, g_object_ref (banner));
}

static void
trust (GtkWidget *banner, AlpTrust kind)
{
  AlpContent *content = content_of (banner);
  g_autofree char *email = alp_notice_dup_sender (content);

  if (email != NULL)
    alp_engine_trust_async (engine_of (banner), kind, alp_content_get_account_id (content), email, on_trusted,
                            g_object_ref (banner));
}

static void
on_suspicious (GtkWidget *banner, const char *id)
{
  if (g_str_equal (id, "delete"))
    act (banner, ALP_ACTION_DELETE, NULL);
  else if (g_str_equal (id, "fine"))
    {
      trust (banner, ALP_TRUST_FINE);
      gtk_widget_set_visible (banner, FALSE);
    }
  else
    {
      if (g_str_equal (id, "block"))
        trust (banner, ALP_TRUST_BLOCKED);
      act (banner, ALP_ACTION_MOVE, "spam");
    }
}

static void
add_suspicion (GtkBox *banners, AlpEngine *engine, AlpContent *content)
{
  const AlpFacts *facts = alp_content_get_facts (content);
  GtkWidget *banner;

  if (!facts->is_suspicious)
    return;
  banner = add_banner (banners, engine, content, "dialog-warning-symbolic",
                       _ ("This message may be trying to deceive you."), TRUE);
  for (guint i = 0; i < MIN (facts->reasons->len, MAX_REASONS); i++)
    {
      const AlpSuspicion *reason = g_ptr_array_index (facts->reasons, i);
      g_autofree char *line = g_strdup_printf ("• %s", reason->sentence);

      alp_card_banner_add_detail (ALP_CARD_BANNER (banner), line);
    }
  alp_card_banner_add_detail (
      ALP_CARD_BANNER (banner),
      _ ("Open no link and no attachment. Go to the site by yourself if you want to check."));
  if (alp_content_get_message_id (content) > 0)
    {
      alp_card_banner_add_button (ALP_CARD_BANNER (banner), "report", _ ("_Report as Spam"));
      alp_card_banner_add_button (ALP_CARD_BANNER (banner), "delete", _ ("_Delete"));
      alp_card_banner_add_button (ALP_CARD_BANNER (banner), "block", _ ("_Block Sender"));
      alp_card_banner_add_button (ALP_CARD_BANNER (banner), "fine", _ ("It Is _Fine"));
    }
  g_signal_connect (banner, "response", G_CALLBACK (on_suspicious), NULL);
}

/* ---- winmail.dat ---- */

static void
on_winmail (GtkWidget *banner, const char *id)
{
  g_autofree char *email = alp_notice_dup_sender (content_of (banner));
  g_autofree char *help = alp_facts_dup_winmail_help ();
  g_autofree char *body = g_uri_escape_string (help, NULL, TRUE);
  g_autofree char *subject = g_uri_escape_string (_ ("Your attachments arrive as winmail.dat"), NULL, TRUE);
  g_autofree char *to = g_uri_escape_string (email != NULL ? email : "", "@", TRUE);
  g_autofree char *uri = g_strdup_printf ("mailto:%s?subject=%s&body=%s", to, subject, body);

  follow (banner, uri);
}

static void
add_winmail (GtkBox *banners, AlpEngine *engine, AlpContent *content)
{
  const AlpFacts *facts = alp_content_get_facts (content);
  GtkWidget *banner;

  if (!facts->unpacked && !facts->cannot_unpack)
    return;
  banner = add_banner (
      banners, engine, content, "package-x-generic-symbolic",
      facts->unpacked
          ? _ ("The sender’s Outlook packed this message into a winmail.dat. It was unpacked for you.")
          : _ ("The sender’s Outlook packed this message into a winmail.dat, which could not be opened."),
      FALSE);
  alp_card_banner_add_button (ALP_CARD_BANNER (banner), "tell", _ ("_Tell the Sender How to Stop It"));
  g_signal_connect (banner, "response", G_CALLBACK (on_winmail), NULL);
}

/* ---- read receipts ---- */

static void
on_receipt_done (GObject *engine, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) banner = data;
  g_autoptr (GError) error = NULL;

  if (!alp_engine_answer_receipt_finish (ALP_ENGINE (engine), result, &error))
    {
      tell (banner, error->message);
      gtk_widget_set_visible (banner, TRUE);
    }
  else if (g_object_get_data (G_OBJECT (banner), "alp-sent") != NULL)
    tell (banner, _ ("Confirmation sent"));
}

static void
on_receipt (GtkWidget *banner, const char *id)
{
  gboolean send = g_str_equal (id, "send");

  if (send)
    g_object_set_data (G_OBJECT (banner), "alp-sent", banner);
  gtk_widget_set_visible (banner, FALSE);
  alp_engine_answer_receipt_async (engine_of (banner), content_of (banner), send, NULL, on_receipt_done,
                                   g_object_ref (banner));
}

static void
on_receipt_sent (GObject *engine, GAsyncResult *result, gpointer unused)
{
  g_autoptr (GError) error = NULL;

  if (!alp_engine_answer_receipt_finish (ALP_ENGINE (engine), result, &error))
    g_warning ("a confirmation was not sent: %s", error->message);
}

/* What the person decided once for all.  Nothing goes by itself to anybody but the sender. */
static gboolean
is_receipt_decided (AlpEngine *engine, AlpContent *content)
{
  g_autofree char *choice = g_settings_get_string (alp_settings_get_default (), "answer-receipts");

  if (g_str_equal (choice, "never"))
    return TRUE;
  if (!g_str_equal (choice, "always") || alp_content_get_facts (content)->receipt_elsewhere)
    return FALSE;
  alp_engine_answer_receipt_async (engine, content, TRUE, NULL, on_receipt_sent, NULL);
  return TRUE;
}

static void
add_receipt_request (GtkBox *banners, AlpEngine *engine, AlpContent *content)
{
  const AlpFacts *facts = alp_content_get_facts (content);
  GtkWidget *banner;

  if (facts->receipt_to == NULL || facts->receipt_answered || facts->is_suspicious
      || alp_content_get_message_id (content) <= 0 || is_receipt_decided (engine, content))
    return;
  banner = add_banner (banners, engine, content, "mail-read-symbolic",
                       _ ("The sender would like to know that you opened this message."), FALSE);
  if (facts->receipt_elsewhere)
    {
      g_autofree char *where = g_strdup_printf (_ ("The confirmation would go to: %s"), facts->receipt_to);

      alp_card_banner_add_detail (ALP_CARD_BANNER (banner), where);
    }
  alp_card_banner_add_button (ALP_CARD_BANNER (banner), "send", _ ("_Send Confirmation"));
  alp_card_banner_add_button (ALP_CARD_BANNER (banner), "ignore", _ ("_Ignore"));
  g_signal_connect (banner, "response", G_CALLBACK (on_receipt), NULL);
}

static void
add_read_line (GtkBox *banners, AlpEngine *engine, AlpContent *content, const char *who, gint64 when)
{
  g_autofree char *date = alp_format_full_date (when);
  /* Translators: an address, a date */
  g_autofree char *text = g_strdup_printf (_ ("Opened by %s on %s"), who, date);
  GtkWidget *banner = add_banner (banners, engine, content, "mail-read-symbolic", text, FALSE);

  gtk_widget_set_tooltip_text (banner,
                               _ ("A confirmation, or its absence, does not prove that a message was read."));
}

static void
add_receipts (GtkBox *banners, AlpEngine *engine, AlpContent *content)
{
  const AlpFacts *facts = alp_content_get_facts (content);

  if (facts->read_by != NULL)
    add_read_line (banners, engine, content, facts->read_by, facts->read_time);
  for (guint i = 0; facts->readers[i] != NULL && i < 10; i++)
    {
      g_auto (GStrv) words = g_strsplit (facts->readers[i], "\t", 2);

      if (words[0] != NULL && words[1] != NULL)
        add_read_line (banners, engine, content, words[0], g_ascii_strtoll (words[1], NULL, 10));
    }
}

/* ---- lists ---- */

static void
on_left (GObject *unused, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) banner = data;
  g_autoptr (GError) error = NULL;

  if (alp_unsubscribe_finish (result, &error))
    {
      tell (banner, _ ("You have left this list"));
      gtk_widget_set_visible (banner, FALSE);
    }
  else
    tell (banner, error->message);
  gtk_widget_set_sensitive (banner, TRUE);
}

static char *
leaving_mailto (const AlpFacts *facts)
{
  g_autofree char *to = g_uri_escape_string (facts->leave_mail_to, "@", TRUE);
  g_autofree char *subject = g_uri_escape_string (
      facts->leave_subject != NULL && *facts->leave_subject != '\0' ? facts->leave_subject : "unsubscribe",
      NULL, TRUE);
  g_autofree char *body
      = g_uri_escape_string (facts->leave_body != NULL ? facts->leave_body : "", NULL, TRUE);

  return g_strdup_printf ("mailto:%s?subject=%s&body=%s", to, subject, body);
}

static void
on_leave_answer (GObject *dialog, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) banner = data;
  const AlpFacts *facts = alp_content_get_facts (content_of (banner));
  const char *answer = adw_alert_dialog_choose_finish (ADW_ALERT_DIALOG (dialog), result);

  if (!g_str_equal (answer, "leave"))
    return;
  if (facts->one_click_uri != NULL)
    {
      gtk_widget_set_sensitive (banner, FALSE);
      alp_unsubscribe_async (facts->one_click_uri, NULL, on_left, g_object_ref (banner));
    }
  else
    follow (banner, facts->leave_uri);
}

/* A message is shown before it leaves, so it needs no question. */
static void
on_leave (GtkWidget *banner, const char *id)
{
  const AlpFacts *facts = alp_content_get_facts (content_of (banner));
  gboolean by_mail = facts->one_click_uri == NULL && facts->leave_mail_to != NULL;
  g_autofree char *mailto = by_mail ? leaving_mailto (facts) : NULL;
  const char *uri = facts->one_click_uri != NULL ? facts->one_click_uri : facts->leave_uri;
  g_autoptr (GUri) parsed = uri != NULL ? g_uri_parse (uri, G_URI_FLAGS_PARSE_RELAXED, NULL) : NULL;
  g_autofree char *body = NULL;
  AdwDialog *dialog;

  if (by_mail)
    {
      follow (banner, mailto);
      return;
    }
  body = g_strdup_printf (facts->one_click_uri != NULL
                              ? _ ("“%s” is told that you do not want these messages any more.")
                              : _ ("A page of “%s” opens in the browser. Follow its steps there."),
                          parsed != NULL && g_uri_get_host (parsed) != NULL ? g_uri_get_host (parsed) : "");
  dialog = adw_alert_dialog_new (_ ("Leave This List?"), body);
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Cancel"), "leave",
                                  facts->one_click_uri != NULL ? _ ("_Unsubscribe") : _ ("_Open Page"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "leave", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "leave");
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "cancel");
  adw_alert_dialog_choose (ADW_ALERT_DIALOG (dialog), banner, NULL, on_leave_answer, g_object_ref (banner));
}

static void
add_list (GtkBox *banners, AlpEngine *engine, AlpContent *content)
{
  const AlpFacts *facts = alp_content_get_facts (content);
  GtkWidget *banner;

  if (facts->is_suspicious || (facts->leave_uri == NULL && facts->leave_mail_to == NULL))
    return;
  banner = add_banner (banners, engine, content, "alp-list-symbolic",
                       _ ("This message comes from a mailing list."), FALSE);
  alp_card_banner_add_button (ALP_CARD_BANNER (banner), "leave", _ ("_Unsubscribe…"));
  g_signal_connect (banner, "response", G_CALLBACK (on_leave), NULL);
}

/* ---- reactions ---- */

static void
add_reaction (GtkBox *banners, AlpContent *content)
{
  const AlpFacts *facts = alp_content_get_facts (content);
  g_autofree char *text = NULL;
  GtkWidget *label;

  if (facts->reaction == NULL)
    return;
  label = gtk_label_new (facts->reaction);
  gtk_widget_add_css_class (label, "alp-reaction");
  /* Translators: an emoji with which somebody reacts to a message */
  text = g_strdup_printf (_ ("Reaction: %s"), facts->reaction);
  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_widget_set_tooltip_text (label, _ ("Somebody reacts to an earlier message"));
  gtk_widget_set_halign (label, GTK_ALIGN_START);
  gtk_box_append (banners, label);
}

/**
 * alp_notices_add_before:
 *
 * Notices that come before the remote images.
 */
void
alp_notices_add_before (GtkBox *banners, AlpEngine *engine, AlpContent *content)
{
  alp_card_bounce_add (banners, engine, content);
  add_suspicion (banners, engine, content);
  add_reaction (banners, content);
}

/**
 * alp_notices_add_after:
 * @spam: whether it lies in the spam folder: nothing is offered that would tell the sender anything
 *
 * Notices that come after them.
 */
void
alp_notices_add_after (GtkBox *banners, AlpEngine *engine, AlpContent *content, gboolean spam)
{
  add_winmail (banners, engine, content);
  add_receipts (banners, engine, content);
  if (!spam)
    {
      add_receipt_request (banners, engine, content);
      add_list (banners, engine, content);
    }
  alp_card_invitation_add (banners, engine, content, !spam);
}
