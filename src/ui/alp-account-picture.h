/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-account-picture.h: the picture of a user account, made safe. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Side of the picture kept, in pixels. */
#define ALP_PICTURE_SIDE 256
/* What is recommended, and so what a smaller picture is told. */
#define ALP_PICTURE_RECOMMENDED 210
#define ALP_PICTURE_FILE_MAX (20 * 1024 * 1024)

GBytes *alp_account_picture_prepare (GBytes *file, gboolean *small, GError **error);
GdkTexture *alp_account_picture_load (GBytes *picture);

void alp_account_picture_choose_async (GtkWindow *parent, GCancellable *cancellable,
                                       GAsyncReadyCallback callback, gpointer user_data);
GBytes *alp_account_picture_choose_finish (GtkWindow *parent, GAsyncResult *result, gboolean *small,
                                           GError **error);

G_END_DECLS
