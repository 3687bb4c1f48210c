/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-signature-editor.h: the text of a signature.  Main thread. */
#pragma once

#include "alp-draft.h"
#include "alp-editor.h"

G_BEGIN_DECLS

/* AlpSignatureEditor.  Signals: "told" (text): why an image was not taken. */
#define ALP_TYPE_SIGNATURE_EDITOR (alp_signature_editor_get_type ())
G_DECLARE_FINAL_TYPE (AlpSignatureEditor, alp_signature_editor, ALP, SIGNATURE_EDITOR, AdwBin)

GtkWidget *alp_signature_editor_new (const char *html);
void alp_signature_editor_read_async (AlpSignatureEditor *self, GAsyncReadyCallback callback,
                                      gpointer user_data);
char *alp_signature_editor_read_finish (AlpSignatureEditor *self, GAsyncResult *result, GError **error);

G_END_DECLS
