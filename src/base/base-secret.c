/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base-secret.c: passwords made here, shown once, wiped
 *
 * The generator serves providers where the client makes the password. It takes its bytes from the kernel; there is no
 * fallback. Any thread. */

#include "base-device.h"

#include <string.h>
#include <sys/random.h>
#include <sys/resource.h>

#define SHORTEST 16
#define LONGEST 128

/* Without the characters people take for one another (l, I, 1, O, 0): some will type it into a phone. The signs are those
 * that no configuration file, URL or shell reads as something else. */
static const char lower[] = "abcdefghijkmnopqrstuvwxyz";
static const char upper[] = "ABCDEFGHJKLMNPQRSTUVWXYZ";
static const char digits[] = "23456789";
static const char signs[] = "-_.+";

/**
 * base_secret_wipe:
 * @secret: (nullable) (transfer full)
 *
 * Overwrites and frees it.
 */
void
base_secret_wipe (char *secret)
{
  if (secret == NULL)
    return;
  explicit_bzero (secret, strlen (secret));
  g_free (secret);
}

/* A number below @limit, each as likely as any other. */
static guint
random_below (guint limit)
{
  guint8 byte = 0;
  guint usable = 256 - 256 % limit;

  while (getrandom (&byte, 1, 0) != 1 || byte >= usable)
    ;
  return byte % limit;
}

static gboolean
has_one_of (const char *text, const char *set)
{
  return strpbrk (text, set) != NULL;
}

/**
 * base_secret_generate:
 * @length: characters; 16 to 128
 *
 * A password that any policy takes: small and large letters, digits and a sign, of about 5.8 bits each; letters first
 * and last. Returns: (transfer full): base_secret_wipe() it
 */
char *
base_secret_generate (guint length)
{
  g_autofree char *all = g_strconcat (lower, upper, digits, signs, NULL);
  g_autofree char *letters = g_strconcat (lower, upper, NULL);
  char *secret;

  length = CLAMP (length, SHORTEST, LONGEST);
  secret = g_malloc0 (length + 1);
  do
    for (guint i = 0; i < length; i++)
      {
        const char *set = i == 0 || i == length - 1 ? letters : all;

        secret[i] = set[random_below ((guint) strlen (set))];
      }
  while (!has_one_of (secret, lower) || !has_one_of (secret, upper) || !has_one_of (secret, digits)
         || !has_one_of (secret, signs));
  return secret;
}

/**
 * base_secret_group:
 *
 * Returns: (transfer full): @secret in groups of four between spaces, for the eye only: base_secret_wipe() it
 */
char *
base_secret_group (const char *secret)
{
  gsize n = 0;
  char *out = g_malloc0 (strlen (secret) * 2 + 1);
  glong characters = 0;

  for (const char *c = secret; *c != '\0'; c = g_utf8_next_char (c), characters++)
    {
      gsize size = (gsize) (g_utf8_next_char (c) - c);

      if (characters > 0 && characters % 4 == 0)
        out[n++] = ' ';
      memcpy (out + n, c, size);
      n += size;
    }
  return out;
}

/**
 * base_secret_keep_from_dumps:
 *
 * From now on this process leaves no core file (systemd-coredump and apport heed the limit too): called before the first
 * secret is in memory.
 */
void
base_secret_keep_from_dumps (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_CORE, &limit) != 0 || limit.rlim_cur == 0)
    return;
  limit.rlim_cur = 0;
  setrlimit (RLIMIT_CORE, &limit);
}
