/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bare-window.c: the least a libadwaita program can do, to compare the start of Alpenpost with (perf.py). */
#include <adwaita.h>

static void
on_activate (GtkApplication *application, gpointer unused)
{
  GtkWidget *window = adw_application_window_new (application);

  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), gtk_label_new ("bare window"));
  gtk_window_set_default_size (GTK_WINDOW (window), 1180, 760);
  gtk_window_present (GTK_WINDOW (window));
}

int
main (int argc, char *argv[])
{
  g_autoptr (AdwApplication) application
      = adw_application_new ("io.github.alpenpost.BareWindow", G_APPLICATION_NON_UNIQUE);

  g_signal_connect (application, "activate", G_CALLBACK (on_activate), NULL);
  return g_application_run (G_APPLICATION (application), argc, argv);
}
