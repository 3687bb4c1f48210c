/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-device-form.h: pieces of the pages about devices.  Main thread. */
#pragma once

#include "alp-device.h"

#include <adwaita.h>

G_BEGIN_DECLS

AdwNavigationPage *alp_device_form_page (const char *title, const char *tag, GtkWidget *content,
                                         GtkWidget *button);
GtkWidget *alp_device_form_button (const char *label);
GtkWidget *alp_device_form_column (void);
GtkWidget *alp_device_form_steps (char **steps, const char *title);
GtkWidget *alp_device_form_group (GtkWidget *column, const char *title, const char *description);
GtkWidget *alp_device_form_link (const char *label, const char *uri);
GtkWidget *alp_device_form_problem (GtkWidget *column);
void alp_device_form_show_problem (GtkWidget *problem, const char *text);

G_END_DECLS
