/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-settings.c: the program's GSettings.
 *
 * Main thread.  g_settings_new () ends the program when the schema is not installed; run from the build tree the
 * schema is the one compiled there, found from where the program file is. */
#include "alp-settings.h"

#include "alp-config.h"

#include <stdlib.h>

static GSettingsSchema *
lookup_beside_program (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *bin = self != NULL ? g_path_get_dirname (self) : NULL;
  const char *tries[] = { "../../data", "../share/glib-2.0/schemas" };

  for (gsize i = 0; bin != NULL && i < G_N_ELEMENTS (tries); i++)
    {
      g_autofree char *dir = g_build_filename (bin, tries[i], NULL);
      g_autoptr (GSettingsSchemaSource) source = g_settings_schema_source_new_from_directory (
          dir, g_settings_schema_source_get_default (), FALSE, NULL);
      GSettingsSchema *schema
          = source != NULL ? g_settings_schema_source_lookup (source, ALP_SCHEMA_ID, FALSE) : NULL;

      if (schema != NULL)
        return schema;
    }
  return NULL;
}

/**
 * alp_settings_get_default:
 *
 * Ends the program with a sentence when its schema is nowhere: the installation is broken.
 *
 * Returns: (transfer none): the settings
 */
GSettings *
alp_settings_get_default (void)
{
  static GSettings *settings;
  g_autoptr (GSettingsSchema) schema = NULL;
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();

  if (settings != NULL)
    return settings;
  schema = lookup_beside_program ();
  if (schema == NULL && source != NULL)
    schema = g_settings_schema_source_lookup (source, ALP_SCHEMA_ID, TRUE);
  if (schema == NULL)
    {
      g_printerr ("alpenpost: the settings schema %s is not installed\n", ALP_SCHEMA_ID);
      exit (EXIT_FAILURE);
    }
  settings = g_settings_new_full (schema, NULL, NULL);
  return settings;
}
