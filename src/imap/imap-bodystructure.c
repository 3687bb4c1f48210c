/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imap-bodystructure.c: BODYSTRUCTURE (RFC 9051 7.5.2, body) → a flat list of parts
 *
 * Iterative: multiparts wait on a stack of at most IMAP_VALUE_DEPTH_MAX. What servers get wrong (2.5) costs the field it
 * is in: "inline" for a list, () or NIL anywhere, numbers as floats, a multipart without parts. */

#include "imap-bodystructure.h"

#include "imap-error.h"

#define PARTS_MAX 10000

typedef struct
{
  const ImapValue *list;  /* the multipart's value */
  const ImapValue *child; /* its next body, or what follows the last */
  ImapPart *part;
  guint count; /* bodies seen */
} Level;

static void
parameter_free (ImapParameter *self)
{
  g_free (self->name);
  g_free (self->value);
  g_free (self);
}

static void
part_free (ImapPart *self)
{
  g_free (self->section);
  g_free (self->type);
  g_free (self->subtype);
  g_free (self->id);
  g_free (self->description);
  g_free (self->encoding);
  g_free (self->disposition);
  g_ptr_array_unref (self->parameters);
  g_ptr_array_unref (self->disposition_parameters);
  g_free (self);
}

static ImapPart *
part_new (const char *section, guint depth)
{
  ImapPart *part = g_new0 (ImapPart, 1);

  part->section = g_strdup (section);
  part->depth = depth;
  part->parameters = g_ptr_array_new_with_free_func ((GDestroyNotify) parameter_free);
  part->disposition_parameters = g_ptr_array_new_with_free_func ((GDestroyNotify) parameter_free);
  return part;
}

static char *
dup_lower (const ImapValue *value, const char *otherwise)
{
  g_autofree char *text = imap_value_dup_string (value);

  return text != NULL || otherwise != NULL ? g_ascii_strdown (text != NULL ? text : otherwise, -1) : NULL;
}

/* body-fld-param = "(" string SP string *(SP string SP string) ")" / nil */
static void
parse_parameters (const ImapTree *tree, const ImapValue *list, GPtrArray *parameters)
{
  for (const ImapValue *v = imap_tree_child (tree, list); v != NULL;)
    {
      const ImapValue *value = imap_tree_sibling (tree, list, v);
      ImapParameter *parameter;

      if (v->kind != IMAP_VALUE_LIST && value != NULL && value->kind != IMAP_VALUE_LIST)
        {
          parameter = g_new0 (ImapParameter, 1);
          parameter->name = g_ascii_strdown (v->data, v->length);
          parameter->value = g_strndup (value->data, value->length);
          g_ptr_array_add (parameters, parameter);
        }
      v = value != NULL ? imap_tree_sibling (tree, list, value) : NULL;
    }
}

/* body-fld-dsp = "(" string SP body-fld-param ")" / nil */
static void
parse_disposition (const ImapTree *tree, const ImapValue *value, ImapPart *part)
{
  const ImapValue *kind = value;

  if (value == NULL || imap_value_is_nil (value))
    return;
  if (value->kind == IMAP_VALUE_LIST)
    {
      kind = imap_tree_child (tree, value);
      if (kind == NULL || kind->kind == IMAP_VALUE_LIST)
        return;
      parse_parameters (tree, imap_tree_sibling (tree, value, kind), part->disposition_parameters);
    }
  part->disposition = dup_lower (kind, NULL);
}

static const ImapValue *
next (const ImapTree *tree, const ImapValue *list, const ImapValue **v)
{
  const ImapValue *value = *v;

  if (value != NULL)
    *v = imap_tree_sibling (tree, list, value);
  return value;
}

/* body-type-basic, body-type-text; of body-type-msg the message in it is not descended into: its parts come with the
 * message itself. */
static void
parse_leaf (const ImapTree *tree, const ImapValue *list, ImapPart *part)
{
  const ImapValue *v = imap_tree_child (tree, list);
  gboolean is_message;

  part->type = dup_lower (next (tree, list, &v), "application");
  part->subtype = dup_lower (next (tree, list, &v), "octet-stream");
  parse_parameters (tree, next (tree, list, &v), part->parameters);
  part->id = imap_value_dup_string (next (tree, list, &v));
  part->description = imap_value_dup_string (next (tree, list, &v));
  part->encoding = dup_lower (next (tree, list, &v), NULL);
  imap_value_get_number (next (tree, list, &v), G_MAXUINT32, &part->size);
  is_message = strcmp (part->type, "message") == 0 && v != NULL && v->kind == IMAP_VALUE_LIST;
  if (is_message)
    {
      next (tree, list, &v);
      next (tree, list, &v);
    }
  if ((is_message || strcmp (part->type, "text") == 0)
      && imap_value_get_number (v, G_MAXUINT32, &part->lines))
    next (tree, list, &v);
  next (tree, list, &v); /* MD5 */
  parse_disposition (tree, next (tree, list, &v), part);
}

/* What follows the bodies: SP media-subtype [SP body-ext-mpart]. */
static void
finish_multipart (const ImapTree *tree, Level *level)
{
  const ImapValue *v = level->child;
  ImapPart *part = level->part;

  part->subtype = dup_lower (next (tree, level->list, &v), "mixed");
  parse_parameters (tree, next (tree, level->list, &v), part->parameters);
  parse_disposition (tree, next (tree, level->list, &v), part);
}

static gboolean
is_multipart (const ImapTree *tree, const ImapValue *list)
{
  const ImapValue *first = imap_tree_child (tree, list);

  return first != NULL && first->kind == IMAP_VALUE_LIST;
}

static ImapPart *
add_part (ImapBodystructure *self, const ImapTree *tree, const ImapValue *list, const char *section,
          guint depth)
{
  ImapPart *part = part_new (section, depth);

  g_ptr_array_add (self->parts, part);
  part->is_multipart = is_multipart (tree, list);
  if (part->is_multipart)
    part->type = g_strdup ("multipart");
  else
    parse_leaf (tree, list, part);
  return part;
}

static gboolean
walk (ImapBodystructure *self, const ImapTree *tree, const ImapValue *value)
{
  Level levels[IMAP_VALUE_DEPTH_MAX + 1];
  guint depth = 0;

  if (!is_multipart (tree, value))
    {
      add_part (self, tree, value, "1", 0);
      return TRUE;
    }
  levels[0] = (Level) { value, imap_tree_child (tree, value), add_part (self, tree, value, "", 0), 0 };
  for (;;)
    {
      Level *level = &levels[depth];
      g_autofree char *section = NULL;
      const ImapValue *body;
      ImapPart *part;

      if (level->child == NULL || level->child->kind != IMAP_VALUE_LIST)
        {
          finish_multipart (tree, level);
          if (depth-- == 0)
            return TRUE;
          continue;
        }
      if (self->parts->len >= PARTS_MAX)
        return FALSE;
      body = next (tree, level->list, &level->child);
      level->count++;
      section = *level->part->section == '\0' ? g_strdup_printf ("%u", level->count)
                                              : g_strdup_printf ("%s.%u", level->part->section, level->count);
      part = add_part (self, tree, body, section, depth + 1);
      if (part->is_multipart)
        levels[++depth] = (Level) { body, imap_tree_child (tree, body), part, 0 };
    }
}

/** imap_bodystructure_parse: (transfer full) (nullable): %NULL with IMAP_ERROR_PARSE: take the message whole (I-26). */
ImapBodystructure *
imap_bodystructure_parse (const ImapTree *tree, const ImapValue *value, GError **error)
{
  g_autoptr (ImapBodystructure) self = g_new0 (ImapBodystructure, 1);

  self->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) part_free);
  if (value == NULL || imap_tree_child (tree, value) == NULL || !walk (self, tree, value))
    {
      g_set_error_literal (error, IMAP_ERROR, IMAP_ERROR_PARSE, "malformed BODYSTRUCTURE");
      /* Multiparts that were not finished have no subtype; nobody sees them. */
      return NULL;
    }
  return g_steal_pointer (&self);
}

/** imap_bodystructure_free: %NULL is allowed. */
void
imap_bodystructure_free (ImapBodystructure *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->parts);
  g_free (self);
}

/** imap_bodystructure_has_attachment: whether some part would be shown as a file: a guess for the list. */
gboolean
imap_bodystructure_has_attachment (const ImapBodystructure *self)
{
  for (guint i = 0; i < self->parts->len; i++)
    {
      const ImapPart *part = g_ptr_array_index (self->parts, i);

      if (part->is_multipart)
        continue;
      if (g_strcmp0 (part->disposition, "attachment") == 0 || strcmp (part->type, "message") == 0)
        return TRUE;
      if (strcmp (part->type, "text") != 0 && part->id == NULL)
        return TRUE;
    }
  return FALSE;
}
