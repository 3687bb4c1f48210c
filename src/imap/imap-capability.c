/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imap-capability.c: CAPABILITY lists (RFC 9051 7.2.2) */

#include "imap-capability.h"

#include <string.h>

#include "base-span.h"

#define NAMES_MAX 500

static const char *const names[IMAP_N_EXTENSIONS] = {
  "IMAP4REV1",
  "IMAP4REV2",
  "STARTTLS",
  "LOGINDISABLED",
  "SASL-IR",
  "ENABLE",
  "CONDSTORE",
  "QRESYNC",
  "IDLE",
  "NOTIFY",
  "COMPRESS=DEFLATE",
  "LITERAL+",
  "LITERAL-",
  "MOVE",
  "UIDPLUS",
  "SPECIAL-USE",
  "CREATE-SPECIAL-USE",
  "LIST-EXTENDED",
  "LIST-STATUS",
  "STATUS=SIZE",
  "ESEARCH",
  "OBJECTID",
  "NAMESPACE",
  "ID",
  "UTF8=ACCEPT",
  "UTF8=ONLY",
  "UNSELECT",
  "X-GM-EXT-1",
  "XLIST",
  "MULTIAPPEND",
  "BINARY",
  "PREVIEW",
  "SAVEDATE",
  "APPENDLIMIT",
  "QUOTA",
  "ACL",
  "METADATA",
  "METADATA-SERVER",
};

#define BIT(extension) (G_GUINT64_CONSTANT (1) << (extension))

/* RFC 9051 appendix E: part of the base protocol there. */
static const guint64 implied_by_rev2
    = BIT (IMAP_EXTENSION_SASL_IR) | BIT (IMAP_EXTENSION_ENABLE) | BIT (IMAP_EXTENSION_IDLE)
      | BIT (IMAP_EXTENSION_MOVE) | BIT (IMAP_EXTENSION_UIDPLUS) | BIT (IMAP_EXTENSION_SPECIAL_USE)
      | BIT (IMAP_EXTENSION_LIST_EXTENDED) | BIT (IMAP_EXTENSION_LIST_STATUS)
      | BIT (IMAP_EXTENSION_STATUS_SIZE) | BIT (IMAP_EXTENSION_ESEARCH) | BIT (IMAP_EXTENSION_NAMESPACE)
      | BIT (IMAP_EXTENSION_UNSELECT) | BIT (IMAP_EXTENSION_LITERAL_MINUS);

/* Never off: without these there is no safe sign-in. */
static const guint64 needed_to_sign_in
    = BIT (IMAP_EXTENSION_IMAP4REV1) | BIT (IMAP_EXTENSION_STARTTLS) | BIT (IMAP_EXTENSION_LOGINDISABLED);

/** imap_capabilities_clear: nothing is known then; what was switched off is known again to be new. */
void
imap_capabilities_clear (ImapCapabilities *self)
{
  g_clear_pointer (&self->names, g_ptr_array_unref);
  *self = (ImapCapabilities) { 0 };
}

/** imap_capabilities_parse: replaces the list by @text ("IMAP4rev1 IDLE …"); what was switched off stays off. */
void
imap_capabilities_parse (ImapCapabilities *self, const char *text, gsize length)
{
  guint64 off = self->off;
  BaseSpan span = base_span (text, length);

  imap_capabilities_clear (self);
  self->off = off;
  self->known = TRUE;
  self->names = g_ptr_array_new_with_free_func (g_free);
  for (;;)
    {
      gsize start;
      char *name;

      base_span_skip_spaces (&span);
      start = span.position;
      while (!base_span_at_end (&span) && base_span_peek (&span) != ' ')
        span.position++;
      if (span.position == start || self->names->len >= NAMES_MAX)
        break;
      name = g_ascii_strup (text + start, span.position - start);
      g_ptr_array_add (self->names, name);
      for (guint i = 0; i < IMAP_N_EXTENSIONS; i++)
        if (strcmp (name, names[i]) == 0)
          self->bits |= BIT (i);
      if (g_str_has_prefix (name, "APPENDLIMIT="))
        {
          self->append_limit = g_ascii_strtoull (name + 12, NULL, 10);
          self->bits |= BIT (IMAP_EXTENSION_APPENDLIMIT);
        }
    }
  if ((self->bits & ~self->off & BIT (IMAP_EXTENSION_IMAP4REV2)) != 0)
    self->bits |= implied_by_rev2;
  if ((self->bits & BIT (IMAP_EXTENSION_UTF8_ONLY)) != 0) /* RFC 6855 3 */
    self->bits |= BIT (IMAP_EXTENSION_UTF8_ACCEPT);
  if ((self->bits & BIT (IMAP_EXTENSION_METADATA)) != 0) /* RFC 5464 1: both kinds of entries */
    self->bits |= BIT (IMAP_EXTENSION_METADATA_SERVER);
  if ((self->bits & BIT (IMAP_EXTENSION_QRESYNC)) != 0)
    self->bits |= BIT (IMAP_EXTENSION_CONDSTORE) | BIT (IMAP_EXTENSION_ENABLE);
}

/** imap_capabilities_has: announced (or implied by IMAP4rev2) and not switched off. */
gboolean
imap_capabilities_has (const ImapCapabilities *self, ImapExtension extension)
{
  return (self->bits & ~self->off & BIT (extension)) != 0;
}

/** imap_capabilities_has_name: whether the list has @name, in any case. */
gboolean
imap_capabilities_has_name (const ImapCapabilities *self, const char *name)
{
  for (guint i = 0; self->names != NULL && i < self->names->len; i++)
    if (g_ascii_strcasecmp (g_ptr_array_index (self->names, i), name) == 0)
      return TRUE;
  return FALSE;
}

/** imap_capabilities_dup_mechanisms: (transfer full): "AUTH=PLAIN AUTH=…" → "PLAIN …". */
char *
imap_capabilities_dup_mechanisms (const ImapCapabilities *self)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; self->names != NULL && i < self->names->len; i++)
    if (g_str_has_prefix (g_ptr_array_index (self->names, i), "AUTH="))
      g_string_append_printf (out, "%s%s", out->len > 0 ? " " : "",
                              (const char *) g_ptr_array_index (self->names, i) + 5);
  return g_string_free (out, FALSE);
}

/** imap_capabilities_switch_off: announced is not works: not used again in this session (2.5). */
void
imap_capabilities_switch_off (ImapCapabilities *self, ImapExtension extension)
{
  self->off |= BIT (extension);
}

/** imap_extensions_parse: "IDLE MOVE" → 1 << ImapExtension bits; "*": all but what a sign-in needs. Unknown: left out. */
guint64
imap_extensions_parse (const char *words)
{
  guint64 bits = 0;
  g_auto (GStrv) list = g_strsplit (words != NULL ? words : "", " ", -1);

  for (guint w = 0; list[w] != NULL; w++)
    for (guint i = 0; i < IMAP_N_EXTENSIONS; i++)
      if (g_ascii_strcasecmp (list[w], names[i]) == 0
          || (strcmp (list[w], "*") == 0 && (BIT (i) & needed_to_sign_in) == 0))
        bits |= BIT (i);
  return bits;
}

/** imap_extensions_format: (transfer full): the names of @bits, for keeping them: numbers may change, names do not. */
char *
imap_extensions_format (guint64 bits)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < IMAP_N_EXTENSIONS; i++)
    if ((bits & BIT (i)) != 0)
      g_string_append_printf (out, "%s%s", out->len > 0 ? " " : "", names[i]);
  return g_string_free (out, FALSE);
}
