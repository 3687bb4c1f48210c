/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-first-run-state.h: how far the assistant came.  Main thread. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* No password: that is kept nowhere but in the keyring, and only once it works. */
typedef struct
{
  guint page;
  char *name;  /* nullable */
  char *email; /* nullable */
} AlpFirstRunState;

void alp_first_run_state_clear (AlpFirstRunState *self);
gboolean alp_first_run_state_load (AlpFirstRunState *self, const char *profile);
void alp_first_run_state_save (const AlpFirstRunState *self, const char *profile);
void alp_first_run_state_forget (const char *profile);

G_END_DECLS
