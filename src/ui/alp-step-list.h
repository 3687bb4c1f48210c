/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-step-list.h: what is going on, line by line.  Main thread. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define ALP_TYPE_STEP_LIST (alp_step_list_get_type ())
G_DECLARE_FINAL_TYPE (AlpStepList, alp_step_list, ALP, STEP_LIST, AdwBin)

void alp_step_list_begin (AlpStepList *self, const char *title);
void alp_step_list_note (AlpStepList *self, const char *subtitle);
void alp_step_list_finish (AlpStepList *self, const char *title, const char *subtitle);
void alp_step_list_clear (AlpStepList *self);

G_END_DECLS
