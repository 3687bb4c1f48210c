/* SPDX-License-Identifier: GPL-3.0-or-later */
/* web-json.c: reading JSON that others wrote: unknown members are passed over, missing ones have a default, and a number
 * in quotes is a number. Pure, any thread. */

#include "web-api.h"

#include <string.h>

#define MAX_DEPTH 64

static void
wipe_node (JsonNode *node, guint depth)
{
  if (node == NULL || depth > MAX_DEPTH)
    return;
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObject *object = json_node_get_object (node);
      g_autoptr (GList) members = object != NULL ? json_object_get_values (object) : NULL;

      for (GList *l = members; l != NULL; l = l->next)
        wipe_node (l->data, depth + 1);
    }
  else if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
        wipe_node (json_array_get_element (array, i), depth + 1);
    }
  else if (json_node_get_value_type (node) == G_TYPE_STRING)
    {
      /* The node's own copy, about to be freed. */
      char *text = (char *) json_node_get_string (node);

      if (text != NULL)
        explicit_bzero (text, strlen (text));
    }
}

/** web_json_wipe: Overwrites every text in @node; for the moment before it is freed. */
void
web_json_wipe (JsonNode *node)
{
  wipe_node (node, 0);
}

/** web_json_object: Returns: (transfer none) (nullable): @node as an object */
JsonObject *
web_json_object (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/**
 * web_json_member:
 * @path: names with "/" between them; "" is @node itself
 *
 * Returns: (transfer none) (nullable): what is there; %NULL for nothing and for null
 */
JsonNode *
web_json_member (JsonNode *node, const char *path)
{
  g_auto (GStrv) names = g_strsplit (path, "/", 8);

  for (guint i = 0; node != NULL && names[i] != NULL; i++)
    {
      JsonObject *object = web_json_object (node);

      node = object != NULL ? json_object_get_member (object, names[i]) : NULL;
    }
  return node != NULL && !JSON_NODE_HOLDS_NULL (node) ? node : NULL;
}

/** web_json_string: Returns: (transfer none) (nullable): the text there */
const char *
web_json_string (JsonNode *node, const char *path)
{
  JsonNode *member = web_json_member (node, path);

  return member != NULL && JSON_NODE_HOLDS_VALUE (member)
                 && json_node_get_value_type (member) == G_TYPE_STRING
             ? json_node_get_string (member)
             : NULL;
}

/** web_json_dup: Returns: (transfer full) (nullable): the text or the number there, as one line of at most 1,000 bytes */
char *
web_json_dup (JsonNode *node, const char *path)
{
  JsonNode *member = web_json_member (node, path);
  const char *text = web_json_string (node, path);
  char *line;

  if (text == NULL)
    return member != NULL && JSON_NODE_HOLDS_VALUE (member)
                   && json_node_get_value_type (member) == G_TYPE_INT64
               ? g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (member))
               : NULL;
  line = g_utf8_make_valid (text, (gssize) MIN (strlen (text), 1000));
  for (char *c = line; *c != '\0'; c++)
    if ((guchar) *c < 0x20 || *c == 0x7f)
      *c = ' ';
  return line;
}

/** web_json_int: Returns: the number there, also one in quotes; @fallback otherwise */
gint64
web_json_int (JsonNode *node, const char *path, gint64 fallback)
{
  JsonNode *member = web_json_member (node, path);
  const char *text = web_json_string (node, path);
  gint64 number;

  if (text != NULL)
    return g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &number, NULL) ? number : fallback;
  if (member == NULL || !JSON_NODE_HOLDS_VALUE (member))
    return fallback;
  if (json_node_get_value_type (member) == G_TYPE_INT64)
    return json_node_get_int (member);
  return json_node_get_value_type (member) == G_TYPE_BOOLEAN ? json_node_get_boolean (member) : fallback;
}

/** web_json_bool: Returns: the truth there; numbers count, in quotes too */
gboolean
web_json_bool (JsonNode *node, const char *path, gboolean fallback)
{
  const char *text = web_json_string (node, path);

  if (text != NULL && (g_ascii_strcasecmp (text, "true") == 0 || g_ascii_strcasecmp (text, "false") == 0))
    return g_ascii_strcasecmp (text, "true") == 0;
  return web_json_int (node, path, fallback) != 0;
}

/** web_json_time: Returns: Unix seconds of a number, an ISO 8601 date, or "2026-03-02 10:11:12" (taken as UTC); 0: none */
gint64
web_json_time (JsonNode *node, const char *path)
{
  const char *text = web_json_string (node, path);
  gint64 number = web_json_int (node, path, -1);
  g_autofree char *iso = NULL;
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) date = NULL;

  if (number >= 0)
    return number > 100000000000 ? number / 1000 : number; /* some count milliseconds */
  if (text == NULL || strlen (text) > 40)
    return 0;
  iso = g_strdup (text);
  g_strdelimit (iso, " ", 'T');
  date = g_date_time_new_from_iso8601 (iso, utc);
  return date != NULL ? MAX (g_date_time_to_unix (date), 0) : 0;
}

/** web_json_array: Returns: (transfer none) (nullable): the list there */
JsonArray *
web_json_array (JsonNode *node, const char *path)
{
  JsonNode *member = *path == '\0' ? node : web_json_member (node, path);

  return member != NULL && JSON_NODE_HOLDS_ARRAY (member) ? json_node_get_array (member) : NULL;
}
