/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imap-flags.c: flag lists (RFC 9051 2.3.2, flag-list) */

#include "imap-flags.h"

#include "imap-error.h"

#define KEYWORDS_MAX 10000

static const struct
{
  const char *name;
  guint flag;
} system_flags[] = {
  { "\\Seen", IMAP_FLAG_SEEN },       { "\\Answered", IMAP_FLAG_ANSWERED },
  { "\\Flagged", IMAP_FLAG_FLAGGED }, { "\\Deleted", IMAP_FLAG_DELETED },
  { "\\Draft", IMAP_FLAG_DRAFT },     { "\\Recent", IMAP_FLAG_RECENT },
  { "\\*", IMAP_FLAG_ANY_KEYWORD },
};

static guint
find_flag (const ImapValue *value)
{
  for (guint i = 0; i < G_N_ELEMENTS (system_flags); i++)
    if (strlen (system_flags[i].name) == value->length
        && g_ascii_strncasecmp (value->data, system_flags[i].name, value->length) == 0)
      return system_flags[i].flag;
  return 0;
}

/**
 * imap_flags_parse:
 * @flags: (out): ImapFlags bits
 * @keywords: (out) (nullable) (optional): the others, as sent; %NULL when there are none
 *
 * Unknown system flags (those with a backslash) are dropped. Returns: %FALSE when @list is no list
 */
gboolean
imap_flags_parse (const ImapTree *tree, const ImapValue *list, guint *flags, GStrv *keywords)
{
  GPtrArray *names = NULL;

  *flags = 0;
  if (keywords != NULL)
    *keywords = NULL;
  if (list == NULL || list->kind != IMAP_VALUE_LIST)
    return FALSE;
  for (const ImapValue *v = imap_tree_child (tree, list); v != NULL; v = imap_tree_sibling (tree, list, v))
    {
      guint flag;

      if (v->kind == IMAP_VALUE_LIST || v->length == 0)
        continue;
      flag = find_flag (v);
      *flags |= flag;
      if (flag != 0 || v->data[0] == '\\' || keywords == NULL)
        continue;
      if (names == NULL)
        names = g_ptr_array_new ();
      if (names->len < KEYWORDS_MAX)
        g_ptr_array_add (names, g_strndup (v->data, v->length)); /* NIL is a name here */
    }
  if (names != NULL)
    {
      g_ptr_array_add (names, NULL);
      *keywords = (GStrv) g_ptr_array_free (names, FALSE);
    }
  return TRUE;
}

static gboolean
is_atom (const char *word)
{
  if (*word == '\0')
    return FALSE;
  for (; *word != '\0'; word++)
    if ((guchar) *word <= ' ' || (guchar) *word >= 0x7f || strchr ("(){%*\"\\]", *word) != NULL)
      return FALSE;
  return TRUE;
}

/** imap_flags_format: appends "(\Seen $Label1)"; IMAP_ERROR_BAD_NAME for a keyword that is no atom. */
gboolean
imap_flags_format (guint flags, const char *const *keywords, GString *out, GError **error)
{
  const char *separator = "";

  g_string_append_c (out, '(');
  for (guint i = 0; i < 5; i++)
    if ((flags & system_flags[i].flag) != 0)
      {
        g_string_append_printf (out, "%s%s", separator, system_flags[i].name);
        separator = " ";
      }
  for (; keywords != NULL && *keywords != NULL; keywords++)
    {
      if (!is_atom (*keywords))
        {
          g_set_error_literal (error, IMAP_ERROR, IMAP_ERROR_BAD_NAME, "a keyword that no command can carry");
          return FALSE;
        }
      g_string_append_printf (out, "%s%s", separator, *keywords);
      separator = " ";
    }
  g_string_append_c (out, ')');
  return TRUE;
}
