/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-ui.c: makes the folder's resources and types known.  Main thread. */
#include "alp-ui.h"

#include "alp-conversation-pane.h"
#include "alp-first-run.h"
#include "alp-folder-pane.h"
#include "alp-list-pane.h"
#include "alp-ui-resources.h"

/**
 * alp_ui_init:
 *
 * Registers the resources (a static library's own constructor would be dropped by the linker), the icons and the types
 * that templates name.  Call once, after the display is open.
 */
void
alp_ui_init (void)
{
  g_resources_register (alp_ui_get_resource ());
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (gdk_display_get_default ()),
                                    "/io/github/alpenpost/Alpenpost/icons");
  g_type_ensure (ALP_TYPE_FIRST_RUN);
  g_type_ensure (ALP_TYPE_FOLDER_PANE);
  g_type_ensure (ALP_TYPE_LIST_PANE);
  g_type_ensure (ALP_TYPE_CONVERSATION_PANE);
}
