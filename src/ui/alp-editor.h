/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-editor.h: the text of a message being written.  Main thread. */
#pragma once

#include "alp-web-engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ALP_TYPE_EDITOR (alp_editor_get_type ())
G_DECLARE_FINAL_TYPE (AlpEditor, alp_editor, ALP, EDITOR, GtkWidget)

GtkWidget *alp_editor_new (void);
void alp_editor_warm_up (void);
void alp_editor_set_part_func (AlpEditor *self, AlpWebEnginePart func, gpointer data);

void alp_editor_load (AlpEditor *self, const char *content, gboolean plain);
gboolean alp_editor_get_plain (AlpEditor *self);
void alp_editor_get_content_async (AlpEditor *self, GAsyncReadyCallback callback, gpointer user_data);
char *alp_editor_get_content_finish (AlpEditor *self, GAsyncResult *result, GError **error);
void alp_editor_get_own_text_async (AlpEditor *self, GAsyncReadyCallback callback, gpointer user_data);
void alp_editor_get_link_async (AlpEditor *self, GAsyncReadyCallback callback, gpointer user_data);

gboolean alp_editor_is_on (AlpEditor *self, const char *name);
void alp_editor_command (AlpEditor *self, const char *name);
/* alp-editor-paste.c */
void alp_editor_paste (AlpEditor *self);
void alp_editor_paste_text (AlpEditor *self);

void alp_editor_insert_html (AlpEditor *self, const char *html);
void alp_editor_insert_text (AlpEditor *self, const char *text);
void alp_editor_insert_link (AlpEditor *self, const char *uri, const char *text);
void alp_editor_insert_image (AlpEditor *self, const char *uri, const char *name);
void alp_editor_set_signature (AlpEditor *self, const char *html, gboolean quiet);
void alp_editor_replace_text (AlpEditor *self, const char *old, const char *text);
void alp_editor_measure_async (AlpEditor *self, const char *letter, GAsyncReadyCallback callback,
                               gpointer user_data);

G_END_DECLS
