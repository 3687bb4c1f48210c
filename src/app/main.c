/* SPDX-License-Identifier: GPL-3.0-or-later */
/* main.c: starts the desktop program. */
#include "alp-application.h"
#include "alp-config.h"
#include "base-types.h"

#include <glib/gi18n.h>
#include <locale.h>

int
main (int argc, char *argv[])
{
  g_autoptr (GApplication) application = NULL;

  base_types_ensure ();
  setlocale (LC_ALL, "");
  bindtextdomain (ALP_GETTEXT_PACKAGE, ALP_LOCALEDIR);
  bind_textdomain_codeset (ALP_GETTEXT_PACKAGE, "UTF-8");
  textdomain (ALP_GETTEXT_PACKAGE);
  application = alp_application_new ();
  return g_application_run (application, argc, argv);
}
