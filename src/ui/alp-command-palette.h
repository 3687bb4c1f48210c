/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-command-palette.h: every action by a part of its name.  Main thread. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define ALP_TYPE_COMMAND_PALETTE (alp_command_palette_get_type ())
G_DECLARE_FINAL_TYPE (AlpCommandPalette, alp_command_palette, ALP, COMMAND_PALETTE, AdwDialog)

AdwDialog *alp_command_palette_new (GtkWindow *window);
/* Pure: how well @typed fits @name: letters in order, better at the beginnings of words; -1: not at all. */
int alp_command_match (const char *name, const char *typed);

G_END_DECLS
