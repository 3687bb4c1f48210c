/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime-auth.c: Authentication-Results (RFC 8601) of the receiving server
 *
 * Anybody can write such a header, so only one counts: the topmost whose authserv-id is among the trusted ones, and only
 * above the place where the message came in from elsewhere (hostile-content C-067). What it says about other domains than
 * that of From proves nothing: results are compared by registrable domain (RFC 7489, 3.1, relaxed). Pure, any thread. */

#include "mime-auth.h"

#include <string.h>

#include "mime-fields.h"
#include "mime-idn.h"
#include "mime-util.h"

#define MAX_RESULTS 50
#define MAX_COMMENT_DEPTH 10

typedef struct
{
  char *method;
  char *result;
  GHashTable *properties; /* "header.d" → value */
} Result;

static void
result_free (gpointer data)
{
  Result *self = data;

  g_free (self->method);
  g_free (self->result);
  g_hash_table_unref (self->properties);
  g_free (self);
}

/** mime_auth_free: frees the record; %NULL is allowed. */
void
mime_auth_free (MimeAuth *self)
{
  if (self == NULL)
    return;
  g_free (self->authority);
  g_free (self->from_domain);
  g_free (self->spf_domain);
  g_free (self->dkim_domain);
  g_free (self);
}

/* The value without comments (RFC 5322, 3.2.2: nested, with escapes). A comment can say "dkim=pass": it goes first. */
static char *
without_comments (const char *value)
{
  GString *out = g_string_new (NULL);
  gboolean in_quotes = FALSE;
  guint depth = 0;

  for (const char *p = value; *p != '\0'; p++)
    {
      if (*p == '\\' && p[1] != '\0' && (in_quotes || depth > 0))
        {
          p++;
          continue;
        }
      if (*p == '"' && depth == 0)
        {
          in_quotes = !in_quotes;
          continue;
        }
      if (*p == '(' && !in_quotes)
        {
          if (++depth > MAX_COMMENT_DEPTH)
            break;
          continue;
        }
      if (*p == ')' && !in_quotes && depth > 0)
        {
          depth--;
          g_string_append_c (out, ' ');
          continue;
        }
      if (depth == 0)
        /* What is quoted cannot end a result. */
        g_string_append_c (out, in_quotes && strchr ("; =\t", *p) != NULL ? '_' : *p);
    }
  return g_string_free_and_steal (out);
}

/* "dkim/1" → "dkim" */
static char *
lower_word (const char *text, gsize length)
{
  g_autofree char *raw = g_ascii_strdown (text, (gssize) length);
  char *slash = strchr (raw, '/');

  if (slash != NULL)
    *slash = '\0';
  return g_strdup (g_strstrip (raw));
}

/* resinfo = method "=" result *( ptype "." property "=" value ) */
static Result *
parse_result (const char *text)
{
  g_autoptr (GString) tight = g_string_new (text);
  g_auto (GStrv) words = NULL;
  Result *self = NULL;

  /* Blanks around "=" are allowed. */
  for (guint i = 0; i < 8; i++)
    {
      g_string_replace (tight, " =", "=", 0);
      g_string_replace (tight, "= ", "=", 0);
    }
  words = g_strsplit_set (tight->str, " \t", MAX_RESULTS);
  for (guint i = 0; words[i] != NULL; i++)
    {
      const char *equals = strchr (words[i], '=');

      if (equals == NULL)
        continue;
      if (self == NULL)
        {
          self = g_new0 (Result, 1);
          self->method = lower_word (words[i], (gsize) (equals - words[i]));
          self->result = lower_word (equals + 1, strlen (equals + 1));
          self->properties = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
          continue;
        }
      char *name = lower_word (words[i], (gsize) (equals - words[i]));
      if (g_hash_table_contains (self->properties, name))
        g_free (name);
      else
        g_hash_table_insert (self->properties, name, mime_clean_line (equals + 1, 320));
    }
  return self;
}

/* Microsoft's servers write no authserv-id, against RFC 8601: the field begins with a result. */
#define NAMELESS "-"

static char *
authority_of (const char *value)
{
  g_autofree char *plain = without_comments (value);
  const char *start = plain + strspn (plain, " \t");
  gsize n = strcspn (start, " \t;");

  return memchr (start, '=', n) != NULL ? g_strdup (NAMELESS) : g_ascii_strdown (start, (gssize) n);
}

static GPtrArray *
parse_results (const char *value)
{
  GPtrArray *out = g_ptr_array_new_with_free_func (result_free);
  g_autofree char *plain = without_comments (value);
  g_auto (GStrv) pieces = g_strsplit (plain, ";", MAX_RESULTS);
  g_autofree char *authority = authority_of (value);

  for (guint i = g_str_equal (authority, NAMELESS) ? 0 : 1; pieces[0] != NULL && pieces[i] != NULL; i++)
    {
      Result *result = parse_result (pieces[i]);

      if (result != NULL)
        g_ptr_array_add (out, result);
    }
  return out;
}

/** mime_auth_is_aligned: Returns: whether both belong to the same registered domain */
gboolean
mime_auth_is_aligned (const char *domain_a, const char *domain_b)
{
  g_autofree char *a = mime_domain_dup_registrable (domain_a);
  g_autofree char *b = mime_domain_dup_registrable (domain_b);

  return *domain_a != '\0' && *domain_b != '\0' && g_ascii_strcasecmp (a, b) == 0;
}

static gboolean
is_trusted (const char *authority, const char *const *trusted)
{
  for (guint i = 0; trusted != NULL && trusted[i] != NULL; i++)
    if (g_ascii_strcasecmp (authority, trusted[i]) == 0)
      return TRUE;
  return FALSE;
}

/* Whether this Received tells that the message came in from outside: by a server of the authority, from another. */
static gboolean
is_hand_over (const char *received, const char *authority)
{
  g_autofree char *plain = without_comments (received);
  const char *from = strstr (plain, "from ");
  const char *by = strstr (plain, " by ");
  g_autofree char *from_host = NULL;
  g_autofree char *by_host = NULL;

  if (from == NULL || by == NULL || from > by)
    return FALSE;
  from_host = g_strndup (from + 5, strcspn (from + 5, " \t;"));
  by_host = g_strndup (by + 4, strcspn (by + 4, " \t;"));
  return !mime_auth_is_aligned (from_host, authority) && mime_auth_is_aligned (by_host, authority)
         && strchr (from_host, '.') != NULL && !g_str_has_prefix (from_host, "[127.")
         && !g_str_has_prefix (from_host, "127.");
}

/* The value that counts, or %NULL. */
static char *
find_header (GBytes *block, const char *const *trusted)
{
  g_autoptr (MimeFields) fields = mime_fields_new (block);
  const char *name;
  const char *value;
  gboolean came_in = FALSE;
  const char *own = NULL;

  while (mime_fields_next (fields, &name, &value))
    {
      if (g_str_equal (name, "authentication-results"))
        {
          g_autofree char *authority = authority_of (value);

          if (is_trusted (authority, trusted))
            return g_strdup (value);
        }
      else if (g_str_equal (name, "received"))
        {
          /* What stands below the hop before the hand-over was written elsewhere. */
          if (came_in)
            return NULL;
          for (guint i = 0; trusted != NULL && trusted[i] != NULL; i++)
            {
              own = trusted[i];
              came_in |= is_hand_over (value, own);
            }
        }
      else if (g_str_equal (name, "from") || g_str_equal (name, "subject"))
        return NULL;
    }
  return NULL;
}

/** mime_auth_dup_authority: Returns: (transfer full): the authserv-id of the topmost header, "" for none: what an account can learn from
 * messages of which it knows that its own server brought them */
char *
mime_auth_dup_authority (GBytes *block)
{
  g_autofree char *value = mime_headers_dup_field (block, "Authentication-Results");

  return value != NULL ? authority_of (value) : g_strdup ("");
}

/* Whether this Received can only tell of a step inside of one computer: nobody outside can have sent what it brought. */
static gboolean
is_inner_step (const char *received)
{
  const char *by = strstr (received, " by ");
  const char *from = strstr (received, "from ");
  g_autofree char *before = NULL;
  gboolean any = FALSE;

  if (from == NULL || (by != NULL && by < from))
    return TRUE;
  if (by == NULL)
    return FALSE;
  if (strstr (by, " with LMTP") != NULL || strstr (by, " with local") != NULL)
    return TRUE;
  /* Every address in it: the sender chooses what it calls itself, not where it comes from. */
  before = g_strndup (received, (gsize) (by - received));
  for (const char *p = before; (p = strchr (p, '[')) != NULL; p++, any = TRUE)
    if (!g_str_has_prefix (p, "[127.") && !g_str_has_prefix (p, "[::1]")
        && g_ascii_strncasecmp (p, "[IPv6:::1]", 10) != 0)
      return FALSE;
  return any;
}

/**
 * mime_auth_dup_own_authority:
 * @domains: of the servers that keep the person's mail
 * @strips: they are known to take out headers that others wrote in their name
 *
 * Anybody can write a header in the name of the person's server.  Unless that is known to take such out, only what stands
 * above every step from outside counts: that no sender can write.
 *
 * Returns: (transfer full): the authserv-id to believe for this message, "" for none
 */
char *
mime_auth_dup_own_authority (GBytes *block, const char *const *domains, gboolean strips)
{
  g_autoptr (MimeFields) fields = mime_fields_new (block);
  const char *name, *value;

  while (mime_fields_next (fields, &name, &value))
    {
      if (g_str_equal (name, "received") && !strips && !is_inner_step (value))
        break;
      if (g_str_equal (name, "from"))
        break;
      if (g_str_equal (name, "authentication-results"))
        {
          g_autofree char *authority = authority_of (value);

          for (guint i = 0; domains != NULL && domains[i] != NULL; i++)
            if (mime_auth_is_aligned (authority, domains[i])
                || (strips && g_str_equal (authority, NAMELESS) && g_str_equal (domains[i], "outlook.com")))
              return g_steal_pointer (&authority);
        }
    }
  return g_strdup ("");
}

static MimeAuthResult
result_code (const char *text)
{
  static const struct
  {
    const char *text;
    MimeAuthResult result;
  } rows[] = {
    { "pass", MIME_AUTH_PASS },           { "bestguesspass", MIME_AUTH_NONE },
    { "fail", MIME_AUTH_FAIL },           { "hardfail", MIME_AUTH_FAIL },
    { "softfail", MIME_AUTH_SOFTFAIL },   { "neutral", MIME_AUTH_NEUTRAL },
    { "temperror", MIME_AUTH_TEMPERROR }, { "permerror", MIME_AUTH_PERMERROR },
    { "policy", MIME_AUTH_NEUTRAL },      { "none", MIME_AUTH_NONE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_str_equal (text, rows[i].text))
      return rows[i].result;
  return MIME_AUTH_NONE;
}

static char *
domain_in (const char *value)
{
  const char *at = value != NULL ? strrchr (value, '@') : NULL;
  g_autofree char *domain = g_ascii_strdown (at != NULL ? at + 1 : value != NULL ? value : "", -1);

  return mime_clean_line (domain, 253);
}

static const char *
property (const Result *result, const char *name)
{
  return g_hash_table_lookup (result->properties, name);
}

static void
take_dkim (MimeAuth *self, const Result *result)
{
  const char *value
      = property (result, "header.d") != NULL ? property (result, "header.d") : property (result, "header.i");
  g_autofree char *domain = domain_in (value);
  MimeAuthResult code = result_code (result->result);
  gboolean aligned = mime_auth_is_aligned (domain, self->from_domain);
  gboolean is_better
      = (code == MIME_AUTH_PASS && (self->dkim != MIME_AUTH_PASS || (aligned && !self->dkim_aligned)))
        || (self->dkim == MIME_AUTH_NONE && *self->dkim_domain == '\0');

  if (!is_better)
    return;
  self->dkim = code;
  self->dkim_aligned = aligned;
  g_set_str (&self->dkim_domain, domain);
}

static void
take_result (MimeAuth *self, const Result *result)
{
  if (g_str_equal (result->method, "spf") && self->spf == MIME_AUTH_NONE && *self->spf_domain == '\0')
    {
      const char *value = property (result, "smtp.mailfrom") != NULL ? property (result, "smtp.mailfrom")
                                                                     : property (result, "smtp.helo");

      self->spf = result_code (result->result);
      g_free (self->spf_domain);
      self->spf_domain = domain_in (value);
      self->spf_aligned = mime_auth_is_aligned (self->spf_domain, self->from_domain);
    }
  else if (g_str_equal (result->method, "dkim"))
    take_dkim (self, result);
  else if (g_str_equal (result->method, "dmarc") && self->dmarc == MIME_AUTH_NONE)
    {
      const char *value = property (result, "header.from");
      g_autofree char *domain = domain_in (value);

      /* A result about another From than the one shown is none. */
      if (*domain == '\0' || mime_auth_is_aligned (domain, self->from_domain))
        self->dmarc = result_code (result->result);
    }
}

static MimeAuthVerdict
judge (const MimeAuth *self)
{
  gboolean proved = (self->dkim == MIME_AUTH_PASS && self->dkim_aligned)
                    || (self->spf == MIME_AUTH_PASS && self->spf_aligned) || self->dmarc == MIME_AUTH_PASS;

  if (self->dmarc == MIME_AUTH_FAIL)
    return MIME_AUTH_FORGED;
  return proved && !self->ambiguous ? MIME_AUTH_VERIFIED : MIME_AUTH_UNVERIFIED;
}

static gboolean
is_ambiguous (GBytes *block, const MimeHeaders *headers)
{
  g_autoptr (MimeFields) fields = mime_fields_new (block);
  const char *name, *value;
  guint n = 0;

  while (mime_fields_next (fields, &name, &value))
    n += g_str_equal (name, "from");
  return n != 1 || headers->from->len != 1
         || *((MimeAddress *) g_ptr_array_index (headers->from, 0))->email == '\0';
}

/**
 * mime_auth_read:
 * @block: a header, with or without what follows
 * @headers: the same, parsed
 * @trusted: (nullable): authserv-ids of the account's own server
 *
 * Returns: (transfer full): what is known; the verdict is MIME_AUTH_UNKNOWN without a header that can be trusted
 */
MimeAuth *
mime_auth_read (GBytes *block, const MimeHeaders *headers, const char *const *trusted)
{
  MimeAuth *self = g_new0 (MimeAuth, 1);
  const MimeAddress *from = headers->from->len > 0 ? g_ptr_array_index (headers->from, 0) : NULL;
  g_autofree char *value = find_header (block, trusted);
  g_autoptr (GPtrArray) results = NULL;

  self->from_domain = domain_in (from != NULL && strchr (from->email, '@') != NULL ? from->email : "");
  self->spf_domain = g_strdup ("");
  self->dkim_domain = g_strdup ("");
  self->ambiguous = is_ambiguous (block, headers);
  if (value == NULL)
    {
      self->authority = g_strdup ("");
      return self;
    }
  self->authority = authority_of (value);
  results = parse_results (value);
  for (guint i = 0; i < results->len; i++)
    take_result (self, g_ptr_array_index (results, i));
  self->verdict = judge (self);
  return self;
}
