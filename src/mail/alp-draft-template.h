/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "alp-draft.h"

G_BEGIN_DECLS

/* Texts a person writes again and again: <profile>/templates/NAME, each with its files beside it, so that nothing that tidies up drafts
 * touches them. Main thread; nothing blocks; errors are ALP_ERROR. Names: 1 to 100 characters. At most 200 templates. */

/* Returns (finish): (transfer full) (element-type utf8): names, sorted */
void alp_draft_templates_async (AlpEngine *engine, GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data);
GPtrArray *alp_draft_templates_finish (AlpEngine *engine, GAsyncResult *result, GError **error);
/* Keeps what @draft is now under @name; one that is there is replaced. ALP_ERROR_INVALID: no such name. Ends in …_change_finish (). */
void alp_draft_template_save_async (AlpDraft *draft, const char *name, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);
void alp_draft_template_remove_async (AlpEngine *engine, const char *name, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data);
/* For these two; @object is the draft or the engine. */
gboolean alp_draft_template_change_finish (gpointer object, GAsyncResult *result, GError **error);
/* Returns (finish): (transfer full): a draft that holds it, for alp_draft_take_template () */
void alp_draft_template_load_async (AlpEngine *engine, const char *name, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);
AlpDraft *alp_draft_template_load_finish (AlpEngine *engine, GAsyncResult *result, GError **error);

G_END_DECLS
