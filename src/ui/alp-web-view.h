/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-web-view.h: the HTML body of one message.  Main thread. */
#pragma once

#include "alp-web-engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ALP_TYPE_WEB_VIEW (alp_web_view_get_type ())
G_DECLARE_FINAL_TYPE (AlpWebView, alp_web_view, ALP, WEB_VIEW, GtkWidget)

GtkWidget *alp_web_view_new (void);
void alp_web_view_load (AlpWebView *self, const char *body_html, gboolean dark, AlpWebFlags flags);
void alp_web_view_set_zoom (AlpWebView *self, double zoom);
void alp_web_view_find (AlpWebView *self, const char *text, int direction);
void alp_web_view_set_part_func (AlpWebView *self, AlpWebEnginePart func, gpointer data);

G_END_DECLS
