/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-application.h: the program.  Main thread. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define ALP_TYPE_APPLICATION (alp_application_get_type ())
G_DECLARE_FINAL_TYPE (AlpApplication, alp_application, ALP, APPLICATION, AdwApplication)

GApplication *alp_application_new (void);

G_END_DECLS
