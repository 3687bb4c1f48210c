/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime-suspect.c: whether a message imitates somebody
 *
 * Each sign has a weight; a banner is due from 4 on, so no single weak sign makes one, and few false alarms matter more
 * than the last catch (figures: tests/mime/README.md). What the receiving server proved about the sender counts for it, a
 * sender known to the person too; nothing a message says of itself does. Pure, one thread at a time per message. */

#include "mime-suspect.h"

#include <string.h>

#include "mime-archive.h"
#include "mime-idn.h"
#include "mime-links.h"
#include "mime-util.h"

#define DUE 4
#define MAX_TEXT (64 * 1024)

typedef struct
{
  MimeMessage *message;
  const MimeSuspectContext *context;
  const MimeAddress *from; /* nullable */
  const char *domain;      /* of from, "" */
  char *site;              /* registrable part of it */
  char *name;              /* of the sender, lower case */
  char *text;              /* subject and text, lower case */
  char *html;              /* nullable */
  GPtrArray *links;        /* nullable */
  gboolean is_verified;
  gboolean is_list;
  MimeSuspicion *out;
} Case;

static void
reason_free (gpointer data)
{
  MimeReasonToSuspect *self = data;

  g_free (self->detail);
  g_free (self);
}

/** mime_suspicion_free: frees the result; %NULL is allowed. */
void
mime_suspicion_free (MimeSuspicion *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->reasons);
  g_free (self);
}

/** mime_suspect_get_id: Returns: (transfer none): "look-alike" */
const char *
mime_suspect_get_id (MimeSuspect suspect)
{
  static const char *const ids[MIME_N_SUSPECTS] = {
    [MIME_SUSPECT_AMBIGUOUS_SENDER] = "ambiguous-sender",
    [MIME_SUSPECT_FORGED_SENDER] = "forged-sender",
    [MIME_SUSPECT_NAME_IS_ADDRESS] = "name-is-address",
    [MIME_SUSPECT_NAME_IS_OWN] = "name-is-own",
    [MIME_SUSPECT_NAME_IS_CONTACT] = "name-is-contact",
    [MIME_SUSPECT_NAME_IS_BRAND] = "name-is-brand",
    [MIME_SUSPECT_LOOK_ALIKE] = "look-alike",
    [MIME_SUSPECT_MIXED_SCRIPTS] = "mixed-scripts",
    [MIME_SUSPECT_REPLY_ELSEWHERE] = "reply-elsewhere",
    [MIME_SUSPECT_LINK_NAMES_OTHER] = "link-names-other",
    [MIME_SUSPECT_LINK_HIDES] = "link-hides",
    [MIME_SUSPECT_LINK_BRAND] = "link-brand",
    [MIME_SUSPECT_URGENT] = "urgent",
    [MIME_SUSPECT_EXTORTION] = "extortion",
    [MIME_SUSPECT_ADVANCE_FEE] = "advance-fee",
    [MIME_SUSPECT_DANGEROUS_FILE] = "dangerous-file",
    [MIME_SUSPECT_FORM] = "form",
    [MIME_SUSPECT_LONG_NAME] = "long-name",
    [MIME_SUSPECT_DISGUISED_TEXT] = "disguised-text",
    [MIME_SUSPECT_NO_DOMAIN] = "no-domain",
    [MIME_SUSPECT_UNPROVED] = "unproved",
    [MIME_SUSPECT_LINK_DETOUR] = "link-detour",
    [MIME_SUSPECT_PICTURE_ONLY] = "picture-only",
    [MIME_SUSPECT_ODD_NAME] = "odd-name",
    [MIME_SUSPECT_RANDOM_SENDER] = "random-sender",
    [MIME_SUSPECT_NAMES_RECIPIENT] = "names-recipient",
    [MIME_SUSPECT_LURE] = "lure",
  };

  return suspect < MIME_N_SUSPECTS ? ids[suspect] : "";
}

static void
add (Case *self, MimeSuspect suspect, guint weight, const char *detail)
{
  MimeReasonToSuspect *reason = NULL;

  for (guint i = 0; i < self->out->reasons->len; i++)
    if (((MimeReasonToSuspect *) g_ptr_array_index (self->out->reasons, i))->suspect == suspect)
      return;
  reason = g_new0 (MimeReasonToSuspect, 1);
  reason->suspect = suspect;
  reason->weight = weight;
  reason->detail = mime_clean_line (detail != NULL ? detail : "", 200);
  g_ptr_array_add (self->out->reasons, reason);
  self->out->weight += weight;
}

static gboolean
is_in (const char *const *list, const char *value)
{
  for (guint i = 0; list != NULL && list[i] != NULL; i++)
    if (mime_address_equal (list[i], value))
      return TRUE;
  return FALSE;
}

static void
judge_sender (Case *self)
{
  const MimeAuth *auth = self->context->auth;
  gboolean is_ambiguous = self->message->headers->from->len != 1 || self->from == NULL
                          || *self->from->email == '\0' || (auth != NULL && auth->ambiguous);

  for (guint i = 0; i < self->message->headers->defects->len; i++)
    is_ambiguous
        |= g_str_has_prefix (g_ptr_array_index (self->message->headers->defects, i), "more than one from");
  if (is_ambiguous)
    add (self, MIME_SUSPECT_AMBIGUOUS_SENDER, 3, self->from != NULL ? self->from->name : "");
  if (auth != NULL && auth->verdict == MIME_AUTH_FORGED)
    add (self, MIME_SUSPECT_FORGED_SENDER, self->is_list ? 1 : 4, self->domain);
}

/* A host name inside of the name that is not the sender's: "proton.me <x@evil.test>". */
static char *
host_in_name (const Case *self)
{
  g_auto (GStrv) words = g_strsplit_set (self->from->name, " \t<>()[]\"',;:|", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autofree char *host = strchr (words[i], '@') == NULL ? mime_link_dup_named_host (words[i]) : NULL;

      if (host != NULL && !mime_auth_is_aligned (host, self->domain) && strlen (host) > 5)
        return g_steal_pointer (&host);
    }
  return NULL;
}

/* An address inside of the name, as "ceo@bank.com" <x@evil.com> (C-057). */
static char *
address_in_name (const char *name)
{
  g_auto (GStrv) words = g_strsplit_set (name, " \t<>()[]\"',;:", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      const char *at = strchr (words[i], '@');

      if (at != NULL && strchr (at, '.') != NULL && mime_address_is_valid (words[i]))
        return g_strdup (words[i]);
    }
  return NULL;
}

static void
judge_name (Case *self)
{
  g_autofree char *other = self->from != NULL ? address_in_name (self->from->name) : NULL;
  const char *at = other != NULL ? strrchr (other, '@') : NULL;
  gboolean from_self = self->from != NULL && is_in (self->context->own_addresses, self->from->email);

  if (self->from == NULL || from_self)
    return;
  if (at != NULL && !mime_auth_is_aligned (at + 1, self->domain) && !self->is_list)
    add (self, MIME_SUSPECT_NAME_IS_ADDRESS, is_in (self->context->own_addresses, other) ? 4 : 3, other);
  if (other == NULL && !self->is_list && !self->context->sender_is_known && !self->is_verified)
    {
      g_autofree char *host = host_in_name (self);

      if (host != NULL)
        add (self, MIME_SUSPECT_NAME_IS_ADDRESS,
             self->context->auth != NULL && self->context->auth->verdict != MIME_AUTH_UNKNOWN ? 3 : 2, host);
    }
  for (guint i = 0; self->context->own_names != NULL && self->context->own_names[i] != NULL; i++)
    {
      g_autofree char *own = g_utf8_strdown (self->context->own_names[i], -1);

      if (strlen (own) > 4 && g_str_equal (own, self->name))
        add (self, MIME_SUSPECT_NAME_IS_OWN, 3, self->from->name);
    }
  if (self->context->contact_of_name != NULL
      && !mime_address_equal (self->context->contact_of_name, self->from->email)
      && !self->context->sender_is_known)
    add (self, MIME_SUSPECT_NAME_IS_CONTACT, 2, self->context->contact_of_name);
}

static gboolean
has_word (const char *text, const char *word)
{
  gsize n = strlen (word);

  for (const char *at = text; (at = strstr (at, word)) != NULL; at++)
    if ((at == text || !g_ascii_isalnum (at[-1])) && !g_ascii_isalnum (at[n]))
      return TRUE;
  return FALSE;
}

/* Letters of other scripts and signs in place of letters are folded for the look, "Pаyрal" is "paypal" here. */
static const MimeBrand *
brand_in (const char *text)
{
  gsize n;
  const MimeBrand *brands = mime_brands (&n);

  for (gsize i = 0; i < n; i++)
    if (has_word (text, brands[i].name))
      return &brands[i];
  return NULL;
}

/* The name is the company's, or that of one of its offices; a person can be called Chase. */
static gboolean
speaks_for_company (const char *name, const char *brand)
{
  static const char *const offices[] = {
    "support",    "team",         "security", "service",       "services",     "account",       "accounts",
    "customer",   "customers",    "alert",    "alerts",        "notification", "notifications", "info",
    "bank",       "online",       "paket",    "billing",       "help",         "helpdesk",      "care",
    "rewards",    "delivery",     "express",  "kundenservice", "kundendienst", "sicherheit",    "konto",
    "assistance", "securite",     "sécurité", "servizio",      "clienti",      "cliente",       "soporte",
    "no-reply",   "noreply",      "update",   "updates",       "gift",         "card",          "voucher",
    "gutschein",  "prize",        "winner",   "fraude",        "member",       "membership",    "payment",
    "payments",   "verification", "admin",    "center",        "centre",       "notice",        "dept",
    "department", "wallet",       "shipping", "tracking",      "shopper",      "reward",        "bonus",
    "premium",    "protection",   "renewal",  "docs",          "via"
  };
  g_autofree char *rest = g_strdup (name);
  char *at = strstr (rest, brand);

  if (at == NULL)
    return FALSE;
  memset (at, ' ', strlen (brand));
  for (guint i = 0; i < G_N_ELEMENTS (offices); i++)
    if (has_word (rest, offices[i]))
      return TRUE;
  for (const char *p = rest; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_isalpha (g_utf8_get_char (p)))
      return FALSE;
  return TRUE;
}

static void
judge_brand (Case *self)
{
  const MimeBrand *brand = *self->name != '\0' ? brand_in (self->name) : NULL;
  gboolean is_disguised = FALSE;

  if (brand == NULL && *self->name != '\0' && !g_str_is_ascii (self->name))
    {
      g_autofree char *skeleton = mime_domain_dup_skeleton (self->name);

      brand = g_str_is_ascii (skeleton) ? brand_in (skeleton) : NULL;
      is_disguised = brand != NULL;
    }
  if (brand == NULL || mime_brand_owns (brand, self->domain) || self->context->sender_is_known)
    return;
  /* Anybody writes a List-Id; who bears a company's name through a list of his own is not excused by it. */
  if (self->is_list && !(self->is_verified && (is_disguised || speaks_for_company (self->name, brand->name))))
    return;
  /* "Apple Dental, Zürich" with a proved domain of its own is somebody else of that name. */
  if (!is_disguised && strstr (self->site, brand->name) != NULL && self->is_verified)
    return;
  add (self, MIME_SUSPECT_NAME_IS_BRAND,
       is_disguised || speaks_for_company (self->name, brand->name) ? 4
       : !g_str_has_prefix (self->name, brand->name)                ? 1
       : self->is_verified                                          ? 2
                                                                    : 3,
       brand->name);
}

/* The subject is about a company, and it presses. */
static void
judge_subject_brand (Case *self)
{
  g_autofree char *subject = g_utf8_strdown (self->message->headers->subject, -1);
  const MimeBrand *brand = brand_in (subject);

  if (brand != NULL && *brand->domains != '\0' && !mime_brand_owns (brand, self->domain) && !self->is_list
      && !self->context->sender_is_known && mime_suspect_count_urgent (self->text) > 0)
    add (self, MIME_SUSPECT_NAME_IS_BRAND, 2, brand->name);
}

static gboolean
is_one_edit (const char *a, const char *b)
{
  gsize length_a = strlen (a), length_b = strlen (b);
  gsize i = 0, tail = 0;

  if (length_a < 6 || length_b < 6 || g_str_equal (a, b) || ABS ((gssize) length_a - (gssize) length_b) > 1)
    return FALSE;
  while (i < MIN (length_a, length_b) && a[i] == b[i])
    i++;
  while (tail < MIN (length_a, length_b) - i && a[length_a - 1 - tail] == b[length_b - 1 - tail])
    tail++;
  return MAX (length_a, length_b) - i - tail <= 1
         || (length_a == length_b && length_a - i - tail == 2 && a[i] == b[i + 1] && a[i + 1] == b[i]);
}

static gboolean
looks_like (const char *site, const char *known)
{
  g_autofree char *a = NULL;
  g_autofree char *b = NULL;

  if (g_ascii_strcasecmp (site, known) == 0)
    return FALSE;
  a = mime_domain_dup_skeleton (site);
  b = mime_domain_dup_skeleton (known);
  return g_str_equal (a, b) || (strchr (site, '.') != NULL && is_one_edit (site, known));
}

/* A brand as a piece of somebody else's domain: "paypal-secure.com", "login.apple.com.evil.net". */
static const MimeBrand *
brand_in_host (const char *host)
{
  gsize n;
  const MimeBrand *brands = mime_brands (&n);

  for (gsize i = 0; i < n; i++)
    if (strlen (brands[i].name) > 4 && strchr (brands[i].name, ' ') == NULL && *brands[i].domains != '\0'
        && has_word (host, brands[i].name) && !mime_brand_owns (&brands[i], host))
      return &brands[i];
  return NULL;
}

static void
judge_domain (Case *self)
{
  g_autofree char *shown = mime_domain_dup_display (self->domain);
  const char *const *known = self->context->known_domains;
  const MimeBrand *brand = *self->domain != '\0' ? brand_in_host (self->domain) : NULL;
  gsize n;
  const MimeBrand *brands = mime_brands (&n);
  g_autofree char *letters = NULL;

  if (*self->domain == '\0' || self->context->sender_is_known)
    return;
  if (strstr (self->domain, "xn--") != NULL || !g_str_is_ascii (self->domain))
    {
      if (g_str_is_ascii (shown) && strstr (shown, "xn--") != NULL)
        add (self, MIME_SUSPECT_MIXED_SCRIPTS, 4, shown);
    }
  for (guint i = 0; known != NULL && known[i] != NULL; i++)
    if (looks_like (self->site, known[i]) && !mime_domain_is_public_provider (self->site))
      add (self, MIME_SUSPECT_LOOK_ALIKE, 4, known[i]);
  for (gsize i = 0; i < n; i++)
    {
      g_auto (GStrv) domains = g_strsplit (brands[i].domains, " ", -1);

      if (domains[0] != NULL && *domains[0] != '\0' && strlen (domains[0]) > 8
          && looks_like (self->site, domains[0]) && !mime_domain_is_public_provider (self->site)
          && !mime_brand_owns (&brands[i], self->domain))
        add (self, MIME_SUSPECT_LOOK_ALIKE, 3, domains[0]);
    }
  if (brand != NULL && !self->is_list)
    add (self, MIME_SUSPECT_LOOK_ALIKE, self->is_verified ? 2 : 3, brand->name);
}

/* Words of two scripts, or many letters dressed up as mathematical signs: written for filters, not for readers. */
static gboolean
is_disguised (const char *text)
{
  guint dressed = 0, mixed = 0;
  gboolean latin = FALSE, other = FALSE;

  for (const char *p = text;; p = g_utf8_next_char (p))
    {
      gunichar c = *p != '\0' ? g_utf8_get_char (p) : ' ';
      GUnicodeScript script = g_unichar_get_script (c);

      dressed += c >= 0x1D400 && c <= 0x1D7FF;
      if (!g_unichar_isalpha (c))
        {
          mixed += latin && other;
          latin = other = FALSE;
        }
      latin |= script == G_UNICODE_SCRIPT_LATIN;
      other |= script == G_UNICODE_SCRIPT_CYRILLIC || script == G_UNICODE_SCRIPT_GREEK;
      if (*p == '\0')
        return dressed >= 4 || mixed >= 1;
    }
}

static void
judge_disguise (Case *self)
{
  g_autofree char *ascii = mime_domain_dup_ascii (self->domain);

  if (self->from != NULL && *self->from->email != '\0' && (ascii == NULL || strchr (ascii, '.') == NULL)
      && !self->context->sender_is_known && g_ascii_strcasecmp (self->domain, "localhost") != 0)
    add (self, MIME_SUSPECT_NO_DOMAIN, ascii == NULL ? 3 : 2, self->domain);
  if (is_disguised (self->message->headers->subject)
      || (self->from != NULL && is_disguised (self->from->name)))
    add (self, MIME_SUSPECT_DISGUISED_TEXT, self->is_verified || self->is_list ? 2 : 3, NULL);
}

static void
judge_reply (Case *self)
{
  const MimeAddress *reply = self->message->headers->reply_to->len > 0
                                 ? g_ptr_array_index (self->message->headers->reply_to, 0)
                                 : NULL;
  const char *at = reply != NULL ? strrchr (reply->email, '@') : NULL;

  if (at == NULL || self->is_list || *self->domain == '\0' || mime_auth_is_aligned (at + 1, self->domain))
    return;
  add (self, MIME_SUSPECT_REPLY_ELSEWHERE, mime_domain_is_public_provider (at + 1) ? 2 : 1, reply->email);
}

/* A service that stands behind most links of a long mail counts clicks. */
static gboolean
counts_clicks (const Case *self, const char *host)
{
  guint n = 0;

  for (guint i = 0; i < self->links->len; i++)
    {
      const MimeLink *other = g_ptr_array_index (self->links, i);
      n += other->host != NULL && g_str_equal (other->host, host);
    }
  return n >= 8 && n * 2 > self->links->len;
}

static void
judge_link (Case *self, const MimeLink *link)
{
  const MimeBrand *brand;

  if (link->host == NULL)
    {
      if (link->names_other && g_ascii_strncasecmp (link->target, "mailto:", 7) != 0)
        add (self, MIME_SUSPECT_LINK_NAMES_OTHER, 3, link->text);
      return;
    }
  if (link->hides_host)
    add (self, MIME_SUSPECT_LINK_HIDES, self->is_verified ? 1 : 3, link->target);
  brand = brand_in_host (link->host);
  if (brand != NULL && !mime_auth_is_aligned (link->host, self->domain) && !self->is_list)
    add (self, MIME_SUSPECT_LINK_BRAND, self->is_verified ? 1 : 2, link->host);
  if (!link->names_other)
    return;
  /* Newsletters count clicks on their own links by a service: the text then names the sender's own site. */
  if (mime_auth_is_aligned (link->named, self->domain))
    {
      if (!self->is_verified && !self->is_list)
        add (self, MIME_SUSPECT_LINK_NAMES_OTHER, 1, link->text);
    }
  else
    add (self, MIME_SUSPECT_LINK_NAMES_OTHER,
         self->is_list || self->is_verified ? 1
         : counts_clicks (self, link->host) ? 2
                                            : 3,
         link->text);
}

static void
judge_links (Case *self)
{
  gboolean leads_away = FALSE;
  guint urgent = mime_suspect_count_urgent (self->text);

  for (guint i = 0; self->links != NULL && i < self->links->len; i++)
    {
      const MimeLink *link = g_ptr_array_index (self->links, i);

      judge_link (self, link);
      leads_away |= link->host != NULL && !mime_auth_is_aligned (link->host, self->domain);
    }
  leads_away |= self->html == NULL && strstr (self->text, "http") != NULL;
  if (self->context->sender_is_known || urgent == 0)
    return;
  if (self->is_verified && !mime_domain_is_public_provider (self->site))
    urgent = urgent > 3 && leads_away ? 2 : 1;
  if (self->is_list)
    urgent = 1;
  add (self, MIME_SUSPECT_URGENT,
       urgent >= 4   ? (leads_away ? 3 : 2)
       : urgent >= 2 ? (leads_away ? 2 : 1)
                     : 1,
       NULL);
}

static void
judge_text (Case *self)
{
  guint fee = mime_suspect_count_advance_fee (self->text);

  if (mime_suspect_is_extortion (self->text))
    add (self, MIME_SUSPECT_EXTORTION, 4, NULL);
  if (fee >= 4 && !self->is_list && !self->context->sender_is_known)
    add (self, MIME_SUSPECT_ADVANCE_FEE, fee >= 6 ? 4 : 3, NULL);
  if (self->html != NULL && strstr (self->html, "<form") != NULL
      && (strstr (self->html, "type=\"password\"") != NULL || strstr (self->html, "type=password") != NULL))
    add (self, MIME_SUSPECT_FORM, 3, NULL);
  if (self->from != NULL && g_utf8_strlen (self->from->name, -1) > 150)
    add (self, MIME_SUSPECT_LONG_NAME, 1, NULL);
}

static void
judge_files (Case *self)
{
  static const char *const pages[] = { ".html", ".htm", ".shtml", ".xhtml", ".svg", ".hta",
                                       ".iso",  ".img", ".one",   ".js",    ".lnk", ".vhd" };

  for (guint i = 0; i < self->message->attachments->len; i++)
    {
      const MimePart *part = g_ptr_array_index (self->message->attachments, i);
      g_autofree char *lower = g_ascii_strdown (part->name, -1);

      if (mime_type_is_forbidden (part->name))
        add (self, MIME_SUSPECT_DANGEROUS_FILE, 3, part->name);
      for (guint n = 0; n < G_N_ELEMENTS (pages); n++)
        if (g_str_has_suffix (lower, pages[n]) && !self->context->sender_is_known && !self->is_list)
          add (self, MIME_SUSPECT_DANGEROUS_FILE, self->is_verified ? 1 : 2, part->name);
    }
}

/* What the own server could not prove; and what claims to come from oneself without proof. */
static void
judge_proof (Case *self)
{
  const MimeAuth *auth = self->context->auth;
  const MimeHeaders *headers = self->message->headers;
  const MimeAddress *to = headers->to->len == 1 ? g_ptr_array_index (headers->to, 0) : NULL;

  if (auth == NULL || auth->verdict != MIME_AUTH_UNVERIFIED || self->context->sender_is_known)
    return;
  if (self->from != NULL && *self->from->email != '\0'
      && (is_in (self->context->own_addresses, self->from->email)
          || (to != NULL && mime_address_equal (to->email, self->from->email))))
    add (self, MIME_SUSPECT_NAME_IS_OWN, 4, self->from->email);
  else
    add (self, MIME_SUSPECT_UNPROVED, 2, self->domain);
}

/* A name with signs that are there for filters: "Service    ,_", "\\|BANK*|/", a comma or a line break at its end. */
static gboolean
is_odd_name (const char *name)
{
  gsize length = strlen (name), odd = 0;
  guint blanks = 0, run = 0;

  for (const char *p = name; *p != '\0'; p++)
    {
      odd += strchr ("_|\\/*^~{}<>\t\n\r", *p) != NULL;
      blanks = *p == ' ' ? blanks + 1 : 0;
      run = MAX (run, blanks);
    }
  return odd >= 2 || run >= 3 || (length > 2 && strchr (",_|;:", name[length - 1]) != NULL);
}

/* Letters and digits without sense: many changes between them, or more consonants in a row than any word has. */
static gboolean
is_random (const char *text, gsize length)
{
  guint changes = 0, consonants = 0, longest = 0, letters = 0, vowels = 0, digits = 0;

  for (gsize i = 0; i < length; i++)
    {
      gboolean digit = g_ascii_isdigit (text[i]), vowel = strchr ("aeiouyAEIOUY", text[i]) != NULL;

      changes += i > 0 && digit != (g_ascii_isdigit (text[i - 1]) != 0) && text[i] != '-';
      consonants = g_ascii_isalpha (text[i]) && !vowel ? consonants + 1 : 0;
      longest = MAX (longest, consonants);
      letters += g_ascii_isalpha (text[i]) != 0;
      vowels += vowel;
      digits += digit;
    }
  return length >= 7
         && (changes >= 4 || longest >= 6 || (letters >= 9 && vowels * 6 < letters)
             || (digits >= 5 && letters >= 3));
}

/* "offer_93943": a number per message. */
static gboolean
ends_in_number (const char *text, gsize length)
{
  gsize digits = 0;

  while (digits < length && g_ascii_isdigit (text[length - 1 - digits]))
    digits++;
  return digits >= 5 && digits < length;
}

static gboolean
has_random_label (const char *domain)
{
  for (const char *label = domain; *label != '\0';)
    {
      gsize n = strcspn (label, ".");

      if (is_random (label, n) && !g_str_has_prefix (label, "xn--"))
        return TRUE;
      label += n + (label[n] == '.');
    }
  return FALSE;
}

static void
judge_address (Case *self)
{
  const char *at = self->from != NULL ? strrchr (self->from->email, '@') : NULL;
  gboolean is_random_domain = at != NULL && has_random_label (self->site);
  gboolean is_tenant = g_str_has_suffix (self->domain, ".onmicrosoft.com");
  gboolean is_throwaway = mime_domain_is_throwaway (self->domain);

  if (at == NULL || self->context->sender_is_known || (self->is_list && !self->is_verified))
    return;
  if (is_random_domain || is_tenant)
    add (self, MIME_SUSPECT_RANDOM_SENDER,
         is_random_domain || is_random (self->domain, strcspn (self->domain, ".")) ? 3 : 2,
         self->from->email);
  else if (is_throwaway)
    add (self, MIME_SUSPECT_RANDOM_SENDER, 2, self->from->email);
  else if ((is_random (self->from->email, (gsize) (at - self->from->email))
            || ends_in_number (self->from->email, (gsize) (at - self->from->email)))
           && *self->name != '\0' && !mime_domain_is_public_provider (self->domain))
    add (self, MIME_SUSPECT_RANDOM_SENDER, 1, self->from->email);
  if (is_odd_name (self->from->name))
    add (self, MIME_SUSPECT_ODD_NAME, 2, NULL);
}

/* "ana@ik.me, your parcel waits": who knows a person uses the name. */
static void
judge_greeting (Case *self)
{
  g_autofree char *subject = g_utf8_strdown (self->message->headers->subject, -1);

  if (self->context->sender_is_known || self->is_list)
    return;
  for (guint i = 0; i < MIN (self->message->headers->to->len, 3); i++)
    {
      const MimeAddress *to = g_ptr_array_index (self->message->headers->to, i);
      g_autofree char *address = g_ascii_strdown (to->email, -1);

      if (strlen (address) > 6 && (strstr (subject, address) != NULL || strstr (self->name, address) != NULL))
        add (self, MIME_SUSPECT_NAMES_RECIPIENT, self->is_verified ? 1 : 2, NULL);
    }
}

static void
judge_lures (Case *self)
{
  guint n = mime_suspect_count_lures (self->text);

  if (n == 0 || self->is_list || self->context->sender_is_known)
    return;
  add (self, MIME_SUSPECT_LURE, n >= 4 ? 3 : n >= 2 ? 2 : 1, NULL);
}

/* What stands behind a link: a service that hides the target, or that hosts what anybody puts there. */
static void
judge_detours (Case *self)
{
  gsize words = 0;
  guint linked = 0;
  gboolean leads_home = FALSE;

  /* Newsletters keep pictures and count clicks elsewhere, but they lead to the sender's own proved site as well. */
  for (guint i = 0; self->is_verified && self->links != NULL && i < self->links->len; i++)
    {
      const MimeLink *link = g_ptr_array_index (self->links, i);

      leads_home |= link->host != NULL && mime_auth_is_aligned (link->host, self->domain);
    }
  for (guint i = 0; self->links != NULL && i < self->links->len; i++)
    {
      const MimeLink *link = g_ptr_array_index (self->links, i);

      linked += link->host != NULL;
      if (link->host != NULL && mime_domain_hosts_anything (link->host) && !self->is_list
          && !mime_auth_is_aligned (link->host, self->domain) && !self->context->sender_is_known)
        add (self, MIME_SUSPECT_LINK_DETOUR, leads_home ? 1 : self->is_verified ? 2 : 3, link->host);
    }
  if (self->html == NULL || linked == 0 || linked > 12 || self->is_list || self->context->sender_is_known
      || strstr (self->html, "<img") == NULL)
    return;
  for (const char *p = self->text; *p != '\0' && words < 60; p++)
    words += *p == ' ' || *p == '\n';
  if (words < 60)
    add (self, MIME_SUSPECT_PICTURE_ONLY, self->is_verified ? 1 : 2, NULL);
}

static int
compare_weights (gconstpointer a, gconstpointer b)
{
  const MimeReasonToSuspect *one = *(MimeReasonToSuspect *const *) a;
  const MimeReasonToSuspect *two = *(MimeReasonToSuspect *const *) b;

  return (int) two->weight - (int) one->weight;
}

static gboolean
is_from_brand (const Case *self)
{
  gsize n;
  const MimeBrand *brands = mime_brands (&n);

  for (gsize i = 0; i < n && !mime_domain_is_public_provider (self->domain); i++)
    if (mime_brand_owns (&brands[i], self->domain))
      return TRUE;
  return FALSE;
}

/* Anybody can write a List-Id. It excuses what lists do where the sender was proved or not checked at all, or where the list
 * is the sender's own. */
static gboolean
is_excused_list (const Case *self)
{
  const MimeAuth *auth = self->context->auth;
  g_auto (GStrv) words = g_strsplit_set (self->message->headers->list_id, " <>", -1);
  gboolean is_own = FALSE;

  for (guint i = 0; words[i] != NULL; i++)
    is_own |= strchr (words[i], '.') != NULL && mime_auth_is_aligned (words[i], self->domain);
  if (*self->message->headers->list_id == '\0' || (auth != NULL && auth->verdict == MIME_AUTH_FORGED))
    return FALSE;
  return is_own || auth == NULL || auth->verdict != MIME_AUTH_UNVERIFIED;
}

static void
prepare (Case *self)
{
  const MimeHeaders *headers = self->message->headers;
  g_autofree char *text = mime_message_dup_text (self->message);
  g_autofree char *start = g_utf8_make_valid (text, (gssize) strnlen (text, MAX_TEXT));
  g_autofree char *both = g_strdup_printf ("%s\n%s", headers->subject, start);
  const char *at;

  self->from = headers->from->len > 0 ? g_ptr_array_index (headers->from, 0) : NULL;
  at = self->from != NULL ? strrchr (self->from->email, '@') : NULL;
  self->domain = at != NULL ? at + 1 : "";
  self->site = mime_domain_dup_registrable (self->domain);
  self->name = g_utf8_strdown (self->from != NULL ? self->from->name : "", -1);
  self->text = g_utf8_strdown (both, -1);
  self->html = mime_message_dup_html (self->message);
  self->links = self->html != NULL ? mime_links_find (self->html) : NULL;
  self->is_verified = self->context->auth != NULL && self->context->auth->verdict == MIME_AUTH_VERIFIED;
  self->is_list = is_excused_list (self);
}

/**
 * mime_suspect_judge:
 * @context: (nullable): what is known about the person
 *
 * Returns: (transfer full): the signs found, and whether they are enough for a banner
 */
MimeSuspicion *
mime_suspect_judge (MimeMessage *message, const MimeSuspectContext *context)
{
  static const MimeSuspectContext nothing = { 0 };
  Case self = { .message = message, .context = context != NULL ? context : &nothing };

  self.out = g_new0 (MimeSuspicion, 1);
  self.out->reasons = g_ptr_array_new_with_free_func (reason_free);
  prepare (&self);
  judge_sender (&self);
  judge_name (&self);
  judge_brand (&self);
  judge_domain (&self);
  judge_subject_brand (&self);
  judge_disguise (&self);
  judge_reply (&self);
  judge_links (&self);
  judge_text (&self);
  judge_files (&self);
  judge_proof (&self);
  judge_address (&self);
  judge_greeting (&self);
  judge_lures (&self);
  judge_detours (&self);
  g_ptr_array_sort (self.out->reasons, compare_weights);
  /* A brand's own proved mail is never an imitation of it. */
  self.out->is_suspicious
      = self.out->weight >= DUE && !(self.is_verified && is_from_brand (&self) && self.out->weight < 7);
  g_free (self.site);
  g_free (self.name);
  g_free (self.text);
  g_free (self.html);
  g_clear_pointer (&self.links, g_ptr_array_unref);
  return self.out;
}
