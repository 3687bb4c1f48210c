/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-folder-quota.c: how full the storage of the address is, under the folders, once it becomes worth knowing.
 *
 * Main thread.  Read again after each sync. */
#include "alp-folder-pane-private.h"

#include <glib/gi18n.h>

#define SHOWN_PERCENT 85

double
alp_folder_pane_get_quota_percent (AlpFolderPane *self)
{
  g_return_val_if_fail (ALP_IS_FOLDER_PANE (self), 0);

  return alp_quota_get_percent (&self->quota);
}

static void
show_quota (AlpFolderPane *self)
{
  double percent = alp_quota_get_percent (&self->quota);
  g_autofree char *used = g_format_size (self->quota.used), *limit = g_format_size (self->quota.limit);
  /* Translators: storage; both are sizes such as "18.2 GB" */
  g_autofree char *text = g_strdup_printf (_ ("%1$s of %2$s used"), used, limit);

  gtk_label_set_text (self->quota_label, text);
  gtk_progress_bar_set_fraction (self->quota_bar, MIN (percent / 100, 1));
  if (percent >= 95)
    gtk_widget_add_css_class (GTK_WIDGET (self->quota_bar), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->quota_bar), "error");
  gtk_widget_set_visible (self->quota_box, percent >= SHOWN_PERCENT);
}

static void
on_quota (GObject *engine, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpFolderPane) self = data;
  AlpQuota quota;

  if (!alp_quota_load_finish (ALP_ENGINE (engine), result, &quota, NULL) || self->account == NULL
      || (quota.used == self->quota.used && quota.limit == self->quota.limit))
    return;
  self->quota = quota;
  show_quota (self);
  g_signal_emit_by_name (self, "quota-changed");
}

static void
load_quota (AlpFolderPane *self)
{
  if (self->engine != NULL && self->account != NULL)
    alp_quota_load_async (self->engine, self->account, NULL, on_quota, g_object_ref (self));
}

/**
 * alp_folder_quota_bind:
 * @account: (nullable): whose storage is shown
 */
void
alp_folder_quota_bind (AlpFolderPane *self, AlpAccount *account)
{
  self->quota = (AlpQuota) { 0 };
  gtk_widget_set_visible (self->quota_box, FALSE);
  if (account == NULL)
    return;
  g_signal_handlers_disconnect_by_func (account, load_quota, self);
  g_signal_connect_object (account, "notify::state", G_CALLBACK (load_quota), self, G_CONNECT_SWAPPED);
  load_quota (self);
}
