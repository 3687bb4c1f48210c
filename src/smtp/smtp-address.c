/* SPDX-License-Identifier: GPL-3.0-or-later */
/* smtp-address.c: an address as it may stand between < and > on the wire
 *
 * RFC 5321 4.1.2, RFC 6531 3.3. Strict, because what passes here is written into a command line: no control byte, no
 * bare space or bracket can get through (hostile-servers O-04). Internationalised domains become A-labels, so only a
 * non-ASCII local part needs SMTPUTF8. Pure. */

#include "smtp-address.h"

#include <gio/gio.h>
#include <string.h>

#include "smtp-session.h"

#define MAX_ADDRESS 254
#define MAX_LOCAL 64

static gboolean
is_atext (guchar c)
{
  return g_ascii_isalnum (c) || (c != '\0' && strchr ("!#$%&'*+-/=?^_`{|}~", c) != NULL) || c >= 0x80;
}

/* Dot-string = Atom *("." Atom) */
static gboolean
is_dot_string (const char *local, gsize length)
{
  gboolean after_dot = TRUE;

  for (gsize i = 0; i < length; i++)
    {
      if (local[i] == '.' && after_dot)
        return FALSE;
      if (local[i] != '.' && !is_atext (local[i]))
        return FALSE;
      after_dot = local[i] == '.';
    }
  return !after_dot;
}

/* Quoted-string = DQUOTE *( %d32-33 / %d35-91 / %d93-126 / "\" %d32-126 ) DQUOTE */
static gboolean
is_quoted_string (const char *local, gsize length)
{
  if (length < 2 || local[0] != '"' || local[length - 1] != '"')
    return FALSE;
  for (gsize i = 1; i < length - 1; i++)
    {
      guchar c = local[i];

      if (c < 32 || c == 127 || c == '"')
        return FALSE;
      if (c != '\\')
        continue;
      c = local[++i];
      if (i >= length - 1 || c < 32 || c > 126)
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_address_literal (const char *domain)
{
  gsize length = strlen (domain);

  return length > 2 && domain[0] == '[' && domain[length - 1] == ']'
         && strspn (domain + 1, "0123456789abcdefABCDEFIPv:.") == length - 2;
}

static gboolean
is_ascii_domain (const char *domain)
{
  gboolean label_start = TRUE;

  for (const char *p = domain; *p != '\0'; p++)
    {
      if (*p == '.' ? label_start : !g_ascii_isalnum (*p) && *p != '_' && (*p != '-' || label_start))
        return FALSE;
      label_start = *p == '.';
    }
  return !label_start;
}

static char *
dup_wire_domain (const char *domain)
{
  g_autofree char *ascii = NULL;

  if (is_address_literal (domain))
    return g_strdup (domain);
  ascii = g_str_is_ascii (domain) ? g_strdup (domain) : g_hostname_to_ascii (domain);
  return ascii != NULL && is_ascii_domain (ascii) ? g_steal_pointer (&ascii) : NULL;
}

/**
 * smtp_address_dup_wire:
 * @address: UTF-8, without angle brackets; "" is the null sender
 * @needs_utf8: (out): whether it may only go to a server with SMTPUTF8
 *
 * Returns: (transfer full) (nullable): the wire form, or %NULL with SMTP_ERROR_BAD_ADDRESS
 */
char *
smtp_address_dup_wire (const char *address, gboolean *needs_utf8, GError **error)
{
  const char *at = strrchr (address, '@');
  gsize local_length = at != NULL ? (gsize) (at - address) : 0;
  g_autofree char *domain = NULL;

  *needs_utf8 = FALSE;
  if (*address == '\0')
    return g_strdup ("");
  if (at != NULL && local_length <= MAX_LOCAL && strlen (address) <= MAX_ADDRESS
      && g_utf8_validate (address, -1, NULL)
      && (is_dot_string (address, local_length) || is_quoted_string (address, local_length)))
    domain = dup_wire_domain (at + 1);
  if (domain == NULL)
    {
      g_set_error (error, SMTP_ERROR, SMTP_ERROR_BAD_ADDRESS, "an address that cannot be sent to");
      return NULL;
    }
  for (gsize i = 0; i < local_length; i++)
    *needs_utf8 |= (guchar) address[i] >= 0x80;
  return g_strdup_printf ("%.*s@%s", (int) local_length, address, domain);
}
