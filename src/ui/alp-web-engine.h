/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-web-engine.h: the one locked-down WebKit set-up every mail body is shown in.  Main thread. */
#pragma once

#include <webkit/webkit.h>

G_BEGIN_DECLS

/* ready is FALSE when the content filter could not be made: nothing with HTML may be shown then. */
typedef void (*AlpWebEngineReady) (gboolean ready, gpointer data);

void alp_web_engine_when_ready (GObject *owner, AlpWebEngineReady func);
GtkWidget *alp_web_engine_new_view (void);
/* The same, from those used before where there is one for this window. Returns: (transfer full): not floating */
GtkWidget *alp_web_engine_take_view (GtkRoot *root);
/* A view that is not needed any more, without parent and without handlers; taken over. */
void alp_web_engine_give_view (GtkWidget *view, GtkRoot *root);
/* Whether it has shown another message before. */
gboolean alp_web_engine_was_used (GtkWidget *view);
/* Has a view ready for the first message of a window. */
void alp_web_engine_warm (GtkRoot *root);
GtkWidget *alp_web_engine_new_editor (WebKitUserContentManager *content);

typedef enum
{
  ALP_WEB_DEFAULT = 0,
  ALP_WEB_HIDE_QUOTES = 1 << 0, /* what is quoted from earlier messages is not shown */
  ALP_WEB_BLOCKED = 1 << 2,     /* remote images are places only */
  ALP_WEB_RENDER_DARK = 1 << 1, /* light colours become dark ones, pictures stay */
} AlpWebFlags;

char *alp_web_engine_wrap (const char *body_html, gboolean dark, const char *link_color, AlpWebFlags flags);
gboolean alp_web_engine_has_quotes (const char *body_html);

/* Serves alp-part: URIs of the view's message; takes what it needs from the request and finishes it. */
typedef void (*AlpWebEnginePart) (WebKitURISchemeRequest *request, gpointer data);
void alp_web_engine_set_part_func (GtkWidget *view, AlpWebEnginePart func, gpointer data);

G_END_DECLS
