/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-card-notices.c: what the program says about a message, above its text.
 *
 * Main thread.  In this order: what failed to be delivered and what is suspicious; then remote images (the body's own);
 * then what the sender asks for.  Looking at a large message for that happens on a thread of GTask. */
#include "alp-card-notices.h"

#include "alp-bounce.h"
#include "alp-card-banner.h"

#include <glib/gi18n.h>
#include <string.h>

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
  return FALSE;
}

/* ---- failed deliveries ---- */

static void
bounce_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_pointer (task, alp_bounce_from_bytes (data, NULL), (GDestroyNotify) alp_bounce_free);
}

static void
add_recipient (GtkBox *banners, const AlpBounceRecipient *recipient)
{
  gboolean failed = g_str_equal (recipient->action, "failed");
  const char *icon = failed ? "dialog-error-symbolic" : "emblem-synchronizing-symbolic";
  /* Translators: a recipient's address, and what happened to the message for it */
  g_autofree char *text = g_strdup_printf (_ ("%s: %s"), recipient->address, recipient->sentence);
  GtkWidget *banner = alp_card_banner_new (icon, text, failed);

  if (*recipient->advice != '\0')
    alp_card_banner_add_detail (ALP_CARD_BANNER (banner), recipient->advice);
  if (*recipient->said != '\0')
    {
      g_autofree char *said = *recipient->server != '\0'
                                  /* Translators: the name of a server, and its own words */
                                  ? g_strdup_printf (_ ("%s said: “%s”"), recipient->server, recipient->said)
                                  : g_strdup_printf (_ ("The server said: “%s”"), recipient->said);

      alp_card_banner_add_detail (ALP_CARD_BANNER (banner), said);
    }
  gtk_box_prepend (banners, banner);
}

static void
on_bounce (GObject *box, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpBounce) bounce = g_task_propagate_pointer (G_TASK (result), NULL);

  for (guint i = 0; bounce != NULL && i < MIN (bounce->recipients->len, 20); i++)
    add_recipient (GTK_BOX (box), g_ptr_array_index (bounce->recipients, i));
}

static gboolean
may_be_bounce (AlpContent *content)
{
  g_autofree char *from = g_ascii_strdown (alp_content_get_from (content), -1);

  return strstr (from, "mailer-daemon") != NULL || strstr (from, "postmaster") != NULL
         || strchr (from, '@') == NULL || strstr (from, "mail delivery") != NULL;
}

/* Notices that come before the remote images. */
void
alp_notices_add_before (GtkBox *banners, AlpEngine *engine, AlpContent *content)
{
  g_autoptr (GTask) task = NULL;

  if (!may_be_bounce (content))
    return;
  task = g_task_new (banners, NULL, on_bounce, NULL);
  g_task_set_task_data (task, g_bytes_ref (alp_content_get_source (content)), (GDestroyNotify) g_bytes_unref);
  g_task_run_in_thread (task, bounce_thread);
}

/* Notices that come after them. */
void
alp_notices_add_after (GtkBox *banners, AlpEngine *engine, AlpContent *content)
{
}
