/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime-address.c: address fields, read by GMime behind a guard
 *
 * GMime follows nested groups ("a:b:c:…") by recursion without a limit; a field of 8 KB can exhaust a thread's stack.
 * So a field over 64 KB or with more than 50 colons outside quotes never reaches it and is shown as it stands
 * (hostile-content C-040). An address is taken before RFC 2047 decoding, so that no encoded word can change it
 * (C-058). Pure functions, any thread. Grammar: RFC 5322, section 3.4. */

#include "mime-address.h"

#include <gmime/gmime.h>
#include <string.h>

#include "mime-guard.h"
#include "mime-idn.h"
#include "mime-util.h"

#define MAX_LOCAL 64
#define MAX_EMAIL 254

/** mime_address_new: Returns: (transfer full): an address; %NULL counts as "" */
MimeAddress *
mime_address_new (const char *name, const char *email)
{
  MimeAddress *self = g_new0 (MimeAddress, 1);

  self->name = g_strdup (name != NULL ? name : "");
  self->email = g_strdup (email != NULL ? email : "");
  return self;
}

/** mime_address_copy: Returns: (transfer full): an equal address */
MimeAddress *
mime_address_copy (const MimeAddress *self)
{
  MimeAddress *copy = mime_address_new (self->name, self->email);

  copy->group = g_strdup (self->group);
  return copy;
}

/** mime_address_free: frees an address; %NULL is allowed. */
void
mime_address_free (MimeAddress *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->email);
  g_free (self->group);
  g_free (self);
}

static void
add_mailbox (GPtrArray *out, InternetAddress *address, const char *group)
{
  const char *raw = internet_address_mailbox_get_addr (INTERNET_ADDRESS_MAILBOX (address));
  g_autofree char *name = mime_clean_line (internet_address_get_name (address), 1000);
  g_autofree char *email = mime_clean_line (raw, 1000);

  g_strstrip (email);
  g_strstrip (name);
  if (*email == '\0' && *name == '\0')
    return;
  MimeAddress *one = mime_address_new (name, email);
  one->group = g_strdup (group);
  g_ptr_array_add (out, one);
}

/* Groups nest at most as deep as the guard lets colons in, and recursion here follows what GMime built. */
static void
add_list (GPtrArray *out, InternetAddressList *list, const char *group)
{
  int n = internet_address_list_length (list);

  for (int i = 0; i < n && out->len < MIME_MAX_ADDRESSES; i++)
    {
      InternetAddress *address = internet_address_list_get_address (list, i);

      if (INTERNET_ADDRESS_IS_MAILBOX (address))
        add_mailbox (out, address, group);
      else if (INTERNET_ADDRESS_IS_GROUP (address))
        {
          InternetAddressList *members
              = internet_address_group_get_members (INTERNET_ADDRESS_GROUP (address));
          g_autofree char *name = mime_clean_line (internet_address_get_name (address), 200);
          guint before = out->len;

          g_strstrip (name);
          if (members != NULL)
            add_list (out, members, name);
          if (out->len > before || *name == '\0')
            continue;
          MimeAddress *empty = mime_address_new (name, "");
          empty->group = g_strdup (name);
          g_ptr_array_add (out, empty);
        }
    }
}

/**
 * mime_addresses_parse:
 * @field: (nullable): an address field's value, folded or not
 *
 * Returns: (transfer full) (element-type MimeAddress): at most 5,000 addresses; a field that cannot be understood
 *   gives one with an empty email and the field's beginning as name
 */
GPtrArray *
mime_addresses_parse (const char *field)
{
  GPtrArray *out = g_ptr_array_new_with_free_func ((GDestroyNotify) mime_address_free);
  g_autoptr (InternetAddressList) list = NULL;

  if (field == NULL || *field == '\0')
    return out;
  mime_init ();
  if (mime_guard_allows (field, strlen (field)))
    list = internet_address_list_parse (mime_parser_options (), field);
  if (list != NULL)
    add_list (out, list, NULL);
  if (out->len == 0)
    {
      g_autofree char *raw = mime_clean_line (field, 200);

      g_strstrip (raw);
      if (*raw != '\0')
        g_ptr_array_add (out, mime_address_new (raw, ""));
    }
  return out;
}

/** mime_address_format: Returns: (transfer full): "Name <address>" for people and composers; quoted where needed */
char *
mime_address_format (const MimeAddress *self)
{
  g_autoptr (GString) quoted = NULL;

  if (*self->name == '\0')
    return g_strdup (self->email);
  if (*self->email == '\0')
    return g_strdup (self->name);
  if (strpbrk (self->name, "\"\\,;:<>()@[].") == NULL)
    return g_strdup_printf ("%s <%s>", self->name, self->email);
  quoted = g_string_new (NULL);
  for (const char *p = self->name; *p != '\0'; p++)
    {
      if (*p == '"' || *p == '\\')
        g_string_append_c (quoted, '\\');
      g_string_append_c (quoted, *p);
    }
  return g_strdup_printf ("\"%s\" <%s>", quoted->str, self->email);
}

/** mime_addresses_to_text: Returns: (transfer full): the first @max (0: all) formatted, separated by ", " */
char *
mime_addresses_to_text (GPtrArray *addresses, guint max)
{
  GString *out = g_string_new (NULL);
  guint n = max == 0 ? addresses->len : MIN (max, addresses->len);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = mime_address_format (g_ptr_array_index (addresses, i));

      g_string_append_printf (out, "%s%s", i > 0 ? ", " : "", text);
    }
  return g_string_free_and_steal (out);
}

static gboolean
local_is_valid (const char *local, gsize length)
{
  gboolean quoted = *local == '"';

  if (length == 0 || length > MAX_LOCAL || (quoted && (length < 2 || local[length - 1] != '"')))
    return FALSE;
  for (gsize i = quoted ? 1 : 0; i < length - (quoted ? 1 : 0); i++)
    {
      if ((guchar) local[i] < 0x20 || local[i] == 0x7F || strchr ("<>", local[i]) != NULL)
        return FALSE;
      if (quoted && (local[i] == '"' || (local[i] == '\\' && ++i >= length - 1)))
        return FALSE;
      if (!quoted && strchr (" \t,;:()[]\\\"@", local[i]) != NULL)
        return FALSE;
      if (!quoted && local[i] == '.' && (i == 0 || i + 1 == length || local[i + 1] == '.'))
        return FALSE;
    }
  return TRUE;
}

/** mime_address_is_valid: Returns: whether @email can be written to (RFC 5321 4.1.2, RFC 6531 3.3) */
gboolean
mime_address_is_valid (const char *email)
{
  const char *at = strrchr (email, '@');
  g_autofree char *domain = NULL;

  if (at == NULL || !g_utf8_validate (email, -1, NULL) || !local_is_valid (email, (gsize) (at - email)))
    return FALSE;
  domain = mime_domain_dup_ascii (at + 1);
  return domain != NULL && (gsize) (at - email) + 1 + strlen (domain) <= MAX_EMAIL;
}

/** mime_address_equal: Returns: whether both are the same mailbox for all practical purposes: in any case, with the domain in
 * letters or in A-labels */
gboolean
mime_address_equal (const char *email_a, const char *email_b)
{
  gboolean both_ascii = g_str_is_ascii (email_a) && g_str_is_ascii (email_b);
  g_autofree char *wire_a = both_ascii ? NULL : mime_address_dup_ascii (email_a);
  g_autofree char *wire_b = both_ascii ? NULL : mime_address_dup_ascii (email_b);
  g_autofree char *a = g_utf8_casefold (wire_a != NULL ? wire_a : email_a, -1);
  g_autofree char *b = g_utf8_casefold (wire_b != NULL ? wire_b : email_b, -1);

  return g_str_equal (a, b);
}
