/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime-idn.c: domain names in other scripts
 *
 * On the wire a domain is ASCII (IDNA 2008, RFC 5891, with the mapping of UTS 46). A person sees the letters only when
 * each label keeps to one script and holds nothing invisible, as browsers do it, else the ASCII form, which looks odd
 * and so warns (hostile-content C-063). Libraries: libidn2, ICU, libpsl. Pure functions, any thread. */

#include "mime-idn.h"

#include <idn2.h>
#include <libpsl.h>
#include <string.h>
#include <unicode/uspoof.h>

#define MAX_DOMAIN 253

static gboolean
is_ascii_domain (const char *domain)
{
  gboolean at_start = TRUE;

  for (const char *p = domain; *p != '\0'; p++)
    {
      if (*p == '.' ? at_start : !g_ascii_isalnum (*p) && *p != '_' && (*p != '-' || at_start))
        return FALSE;
      at_start = *p == '.';
    }
  return !at_start && strlen (domain) <= MAX_DOMAIN;
}

/** mime_domain_dup_ascii: Returns: (transfer full) (nullable): the domain in lower-case A-labels, or as a literal "[…]";
 * %NULL when it is none */
char *
mime_domain_dup_ascii (const char *domain)
{
  char *ascii = NULL;
  char *copy;
  gsize length = strlen (domain);

  if (length > 2 && *domain == '[' && domain[length - 1] == ']')
    return strspn (domain + 1, "0123456789abcdefABCDEFIPv:.") == length - 2 ? g_strdup (domain) : NULL;
  if (length == 0 || length > 1000)
    return NULL;
  if (g_str_is_ascii (domain))
    return is_ascii_domain (domain) ? g_ascii_strdown (domain, -1) : NULL;
  if (idn2_lookup_u8 ((const uint8_t *) domain, (uint8_t **) &ascii, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL)
      != IDN2_OK)
    return NULL;
  copy = is_ascii_domain (ascii) ? g_ascii_strdown (ascii, -1) : NULL;
  idn2_free (ascii);
  return copy;
}

static USpoofChecker *
spoof_checker (void)
{
  static USpoofChecker *checker;
  UErrorCode status = U_ZERO_ERROR;

  if (g_once_init_enter_pointer (&checker))
    {
      USpoofChecker *made = uspoof_open (&status);

      if (U_SUCCESS (status))
        {
          uspoof_setRestrictionLevel (made, USPOOF_HIGHLY_RESTRICTIVE);
          uspoof_setChecks (made, USPOOF_RESTRICTION_LEVEL | USPOOF_INVISIBLE | USPOOF_MIXED_NUMBERS,
                            &status);
        }
      g_once_init_leave_pointer (&checker, made);
    }
  return checker;
}

/* Whole labels of Cyrillic or Greek letters that all look Latin ("аррӏе"), and marks that nobody sees. */
static gboolean
looks_latin (const char *label)
{
  g_autofree char *skeleton = mime_domain_dup_skeleton (label);

  return g_str_is_ascii (skeleton) && !g_str_is_ascii (label);
}

static gboolean
has_odd_letter (const char *label)
{
  /* Letters that pass as punctuation or as other letters even within one script. */
  static const gunichar odd[]
      = { 0x138, 0x131, 0x237, 0x1C0, 0x1C1, 0x1C2, 0x1C3, 0x2BB, 0x2BC, 0x30FB, 0x2024, 0x2800 };

  for (const char *p = label; *p != '\0'; p = g_utf8_next_char (p))
    for (guint i = 0; i < G_N_ELEMENTS (odd); i++)
      if (g_utf8_get_char (p) == odd[i])
        return TRUE;
  return FALSE;
}

static gboolean
label_is_safe (const char *label)
{
  UErrorCode status = U_ZERO_ERROR;
  int32_t found;

  if (g_str_is_ascii (label))
    return TRUE;
  found = uspoof_checkUTF8 (spoof_checker (), label, -1, NULL, &status);
  return U_SUCCESS (status) && (found & ~USPOOF_RESTRICTION_LEVEL_MASK) == 0 && !looks_latin (label)
         && !has_odd_letter (label);
}

/** mime_domain_dup_display: Returns: (transfer full): the domain as a person may see it: letters where they cannot deceive,
 * else A-labels */
char *
mime_domain_dup_display (const char *domain)
{
  g_autofree char *ascii = mime_domain_dup_ascii (domain);
  char *letters = NULL;
  g_auto (GStrv) labels = NULL;
  gboolean safe = TRUE;
  char *out;

  if (ascii == NULL)
    return g_strdup (domain);
  if (strstr (ascii, "xn--") == NULL
      || idn2_to_unicode_8z8z (ascii, &letters, IDN2_NONTRANSITIONAL) != IDN2_OK)
    return g_steal_pointer (&ascii);
  labels = g_strsplit (letters, ".", -1);
  for (guint i = 0; labels[i] != NULL; i++)
    safe &= label_is_safe (labels[i]);
  out = safe ? g_strdup (letters) : g_steal_pointer (&ascii);
  idn2_free (letters);
  return out;
}

/** mime_domain_dup_registrable: Returns: (transfer full): the part that somebody registered ("a.b.co.uk" → "b.co.uk"), as
 * A-labels; the whole when there is no such part */
char *
mime_domain_dup_registrable (const char *domain)
{
  g_autofree char *ascii = mime_domain_dup_ascii (domain);
  const char *found = ascii != NULL ? psl_registrable_domain (psl_builtin (), ascii) : NULL;

  return g_strdup (found != NULL ? found : ascii != NULL ? ascii : domain);
}

/** mime_domain_dup_skeleton: Returns: (transfer full): a form that is equal for names that look alike (UTS 39), with Latin
 * pairs such as "rn" for "m" folded too; only to compare, never to show */
char *
mime_domain_dup_skeleton (const char *domain)
{
  static const char *const pairs[][2]
      = { { "rn", "m" }, { "vv", "w" }, { "cl", "d" }, { "0", "o" }, { "1", "l" }, { "5", "s" } };
  UErrorCode status = U_ZERO_ERROR;
  char buffer[2048];
  int32_t n = strlen (domain) < 1000
                  ? uspoof_getSkeletonUTF8 (spoof_checker (), 0, domain, -1, buffer, sizeof buffer, &status)
                  : 0;
  g_autofree char *folded = NULL;
  GString *out;

  if (n <= 0 || U_FAILURE (status) || n >= (int32_t) sizeof buffer)
    return g_utf8_strdown (domain, -1);
  buffer[n] = '\0';
  folded = g_utf8_strdown (buffer, -1);
  out = g_string_new (folded);
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    g_string_replace (out, pairs[i][0], pairs[i][1], 0);
  return g_string_free_and_steal (out);
}

static char *
with_domain (const char *email, char *(*func) (const char *domain))
{
  const char *at = strrchr (email, '@');
  g_autofree char *domain = at != NULL ? func (at + 1) : NULL;

  return domain != NULL ? g_strdup_printf ("%.*s@%s", (int) (at - email), email, domain) : NULL;
}

/** mime_address_dup_ascii: Returns: (transfer full) (nullable): the address with its domain in A-labels; %NULL when that is no
 * domain. The local part stays as it is (RFC 6531). */
char *
mime_address_dup_ascii (const char *email)
{
  return with_domain (email, mime_domain_dup_ascii);
}

/** mime_address_dup_display: Returns: (transfer full): the address as a person may see it */
char *
mime_address_dup_display (const char *email)
{
  char *shown = with_domain (email, mime_domain_dup_display);

  return shown != NULL ? shown : g_strdup (email);
}
