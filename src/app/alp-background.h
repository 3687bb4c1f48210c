/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-background.h: staying when no window is open, and starting with the session.  Main thread. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* AlpBackground: keeps the program (and asks the desktop to let it) as "run-in-background" and "autostart" say. */
#define ALP_TYPE_BACKGROUND (alp_background_get_type ())
G_DECLARE_FINAL_TYPE (AlpBackground, alp_background, ALP, BACKGROUND, GObject)

AlpBackground *alp_background_new (GApplication *application, GSettings *settings);
/* Lets go, for Quit: the program may end though the setting is on. */
void alp_background_release (AlpBackground *self);
/* One line for the desktop's list of background programs; more than 96 characters are cut. */
void alp_background_set_status (AlpBackground *self, const char *text);

/* The autostart file's text: what starts hidden. Pure. (transfer full) */
char *alp_background_make_entry (const char *program);

G_END_DECLS
