/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime-style.c: style attributes by allow list
 *
 * A declaration stays when the policy names its property and its value can neither load nor escape: no url(), no
 * functions but colours and arithmetic, no backslash, comment or brace (hostile-content C-005, C-006, C-066). Pure
 * functions, any thread. */

#include "mime-html.h"

#include <string.h>

#include "mime-html-policy.h"

#define MAX_STYLE 4000

/* Only functions that compute a colour or a length. */
static gboolean
value_is_safe (const char *value)
{
  static const char *const functions[] = { "rgb", "rgba", "hsl", "hsla", "calc", "min", "max" };

  if (strlen (value) > 300 || strpbrk (value, "\\@<>{}&;") != NULL || strstr (value, "/*") != NULL)
    return FALSE;
  for (const char *p = value; *p != '\0'; p++)
    {
      const char *start = p;
      gboolean known = FALSE;

      if ((guchar) *p < 0x20)
        return FALSE;
      if (*p != '(')
        continue;
      while (start > value && (g_ascii_isalnum (start[-1]) || start[-1] == '-'))
        start--;
      if (start == p)
        continue;
      for (guint i = 0; i < G_N_ELEMENTS (functions); i++)
        known |= strlen (functions[i]) == (gsize) (p - start)
                 && g_ascii_strncasecmp (start, functions[i], (gsize) (p - start)) == 0;
      if (!known)
        return FALSE;
    }
  return TRUE;
}

static gboolean
declaration_is_safe (const char *name, const char *value)
{
  if (!mime_html_property_allowed (name) || *value == '\0' || !value_is_safe (value))
    return FALSE;
  /* A negative margin or indent moves text over other text (C-066). */
  return strchr (value, '-') == NULL
         || (!g_str_has_prefix (name, "margin") && !g_str_equal (name, "text-indent"))
         || strpbrk (value, "0123456789") == NULL;
}

/** mime_html_clean_style: Returns: (transfer full): the declarations of a style attribute that are allowed, "" for none */
char *
mime_html_clean_style (const char *style)
{
  GString *out = g_string_new (NULL);
  g_auto (GStrv) declarations = NULL;

  if (strlen (style) > MAX_STYLE)
    return g_string_free_and_steal (out);
  declarations = g_strsplit (style, ";", 200);
  for (guint i = 0; declarations[i] != NULL; i++)
    {
      char *colon = strchr (declarations[i], ':');
      g_autofree char *name = NULL;
      g_autofree char *value = NULL;

      if (colon == NULL)
        continue;
      *colon = '\0';
      name = g_ascii_strdown (g_strstrip (declarations[i]), -1);
      value = g_strdup (colon + 1);
      for (char *p = value; *p != '\0'; p++)
        if (*p == '\n' || *p == '\r' || *p == '\t' || *p == '\f')
          *p = ' ';
      g_strstrip (value);
      if (declaration_is_safe (name, value))
        g_string_append_printf (out, "%s%s: %s", out->len > 0 ? "; " : "", name, value);
    }
  return g_string_free_and_steal (out);
}
