/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime-reason.c: from what a mail server says to a reason
 *
 * One table for bounces and for our own sending. Rows are tried from top to bottom on the text without addresses and
 * links; the first that matches wins, so what is special stands above what is general. Where no text matches, the
 * enhanced status code (RFC 3463, RFC 7505, RFC 7372) and at last the first digit decide. Pure, linear, any thread. */

#include "mime-reason.h"

#include <string.h>

#define MAX_TEXT 3000

typedef struct
{
  MimeReason reason;
  /* Alternatives between "|"; "*" is any text between; a blank at either end means that no letter or digit follows. */
  const char *patterns;
} Row;

static const Row rows[] = {
  { MIME_REASON_HEADER_CHARACTERS,
    "disallowed header|character in a disallowed|non-ascii*header|8-bit*header|8bit*header|invalid "
    "character*header|"
    "illegal character*header|invalid characters in|smtputf8|internationalized email|non ascii" },
  { MIME_REASON_LOOP, "too many hops|hop count exceeded|mail loop|loops back to myself|routing "
                      "loop|forwarding loop|mail forwarding loop|"
                      "message is looping|too many received|maximum hop count" },
  { MIME_REASON_AUTHENTICATION,
    "auth guards failed|authentication failed|authentication required|authentication credentials invalid|"
    "must authenticate|username and password not accepted|not logged in|invalid login|bad username or "
    "password|"
    "please log in|log in with your web browser|application-specific password|sender address rejected: not "
    "owned by|"
    "not owned by user|sendasdenied|not allowed to send as|send as this sender|client not authenticated|"
    "not authorized to use this sender|smtp authentication|use the smtp server of your|turn on smtp" },
  { MIME_REASON_DMARC, " dmarc |domain's dmarc|dmarc policy|dmarc-policy|is not accepted due to domain's" },
  { MIME_REASON_SPF,
    " spf |sender policy framework|is not allowed to send mail from|is not authorized to send mail from|"
    "not a designated sender|not permitted to send mail for|sender is unauthenticated|"
    "unauthenticated sender|hardfail|invalid ip for sending mail|authentication information or fails|does "
    "not have authentication information|mismatches client ip" },
  { MIME_REASON_DKIM, " dkim |domainkeys|bad signature*signing|signature verification failed" },
  { MIME_REASON_ATTACHMENT,
    "content presents a potential security issue|attachment*not allowed|attachment*not permitted|"
    "attachments are not|attachment type|attachment blocked|blocked attachment|banned file|banned attachment|"
    "forbidden attachment|illegal attachment|prohibited attachment|file type*not allowed|file extension|"
    "executable attachment|unacceptable attachment|dangerous attachment|disallowed "
    "attachment|attachment*prohibited|"
    "attachment*forbidden|attachment was blocked" },
  { MIME_REASON_MALWARE,
    " virus | viruses |malware|infected|trojan|clamav|eicar|5.7.0 av |virus*found|virus*detected|antivirus|"
    "dangerous content|worm detected| ransomware " },
  { MIME_REASON_GREYLISTED,
    "greylist|graylist|grey-list|gray-list|grey list|graylist|postgrey|deferred*first contact|"
    "please try again in*seconds|not yet whitelisted" },
  { MIME_REASON_TOO_MANY_RECIPIENTS,
    "too many recipients|maximum number of recipients|recipients per message|recipient limit|too many rcpt" },
  { MIME_REASON_TOO_LARGE,
    "message size exceeds|size exceeds|message too large|message too big|message is too large|too large|"
    "exceeds maximum message size|exceeds size limit|exceeded*maximum*size|message size limit|message length "
    "exceeds|"
    "larger than the current system limit|exceeds fixed maximum|message file too big|maximum size for|"
    "size limit*exceeded" },
  { MIME_REASON_RATE_LIMIT,
    "rate limit|rate-limit|ratelimit|too many messages|too many mails|too many emails|too many connections|"
    "too many concurrent|too much mail|receiving mail at a rate|receiving mail too quickly|unusual "
    "rate|daily sending|"
    "daily user sending|daily limit|daily quota|hourly limit|hourly quota|sending limit|sending quota|sent "
    "too many|"
    "messages per hour|messages per day|messages per minute|throttl|slow "
    "down|exceeded*limit*outgoing|outgoing*quota|"
    "too many requests|too many errors|too many messages sent|limit exceeded on sending|submission "
    "quota|frequency limited|relay quota|sending frequency" },
  { MIME_REASON_MAILBOX_FULL,
    "mailbox full|mailbox is full|mailbox has exceeded|mailbox*over quota|over "
    "quota|overquota|over-quota|quota exceeded|"
    "exceeded*quota|exceeds*quota|exceed*quota|quota*full|quota is full|out of storage space|inbox is out of|"
    "inbox is full|storage full|mailbox size limit|mailbox*full|user is over|full mailbox|not enough storage "
    "space|"
    "insufficient disk|disk full|disk quota|message would exceed|mailbox for user is full|not enough space|"
    "exhausted allowed storage|disk space|mailfolder is full|folder is full|exceeds allowed size|mailbox "
    "exceeds" },
  { MIME_REASON_BLOCK_LIST,
    "blocked using|blocked by*rbl|rbl blacklisted| rbl | dnsbl "
    "|rbls|dnsrbl|spamhaus|spamcop|sorbs|uceprotect|barracudacentral|"
    "blacklist|black list|blocklist|block list|block-list|denylist|deny list|listed at|listed in|listed by|"
    "part of their network is on|s3140|s3150|is blocked by*list|backscatterer|surbl|uribl" },
  { MIME_REASON_REPUTATION,
    "reputation|senderscore|sender score|unsolicited mail originating from your ip|temporarily deferred due "
    "to*complaints|"
    "unexpected volume or user complaints|tss04|ts03|ts04|banned sending ip|ip address*rejected|ip*has been "
    "blocked|"
    "your ip*blocked|your host*blocked|reverse dns|reverse lookup|no ptr| ptr |dynamic ip|residential ip|"
    "cannot find your hostname|cannot find your reverse hostname|helo command rejected|poor standing|bad "
    "sender host|"
    "sending ip|invalid rdns|rdns|blocked for abuse|blocked ip|network not allowed|blocked by ldap|host "
    "rejected" },
  { MIME_REASON_TLS, "must issue a starttls|starttls first|tls required|requires tls|require tls|encryption "
                     "needed|encryption required|"
                     "session encryption is required|mta-sts|starttls is required|tls is required|tls "
                     "negotiation failed|requiretls|"
                     "untrusted tls|server certificate not trusted|cannot start tls|tls handshake failed" },
  { MIME_REASON_RELAY, "relaying denied|relay denied|relay access denied|relay not permitted|unable to "
                       "relay|not permitted to relay|"
                       "we do not relay|relay prohibited|relaying is prohibited|relaying not allowed|not a "
                       "relay|no relay|relaying disallowed|"
                       "isn't in my list of allowed rcpthosts|not local host|not a gateway|does not accept "
                       "mail for|relaying mail|not configured to relay|cannot relay" },
  { MIME_REASON_ACCOUNT_DISABLED,
    "account*disabled|account*deactivated|account*inactive|account*suspended|account*closed|account*expired|"
    "account*terminated|account*blocked|account*locked|account*not active|mailbox*disabled|mailbox*inactive|"
    "mailbox*suspended|mailbox*deactivated|mailbox*locked|mailbox*blocked|mailbox*closed|mailbox*expired|"
    "user*disabled|"
    "user*inactive|user*suspended|user*deactivated|user*blocked|user*not "
    "active|recipient*disabled|recipient*inactive|"
    "recipient*suspended|address*disabled|address*deactivated|inactive user|inactive mailbox|inactive "
    "account|"
    "disabled user|disabled mailbox|disabled account|no longer active|no longer in use|is disabled|is "
    "inactive|"
    "mailbox currently not accepting|not accepting mail|not accepting messages|discontinued|"
    "no longer works|no longer with|has left the company|is not active|temporarily disabled|abandoned" },
  { MIME_REASON_DOMAIN_NOT_FOUND,
    "host or domain name not found|domain not found|host not found|host unknown|unknown host|name service "
    "error|nxdomain|"
    "no such domain|domain*does not exist|domain*doesn't exist|domain*not exist|domain name*not found|"
    "domain*couldn't be found|domain*could not be found|unrouteable address|unroutable address|unrouteable "
    "mail domain|"
    "unroutable mail domain|all relevant mx records|no mx |no mail server|no mail hosts|nullmx|null "
    "mx|lookup of mail server|"
    "couldn't find any host|couldn't find a mail exchanger|dns error|dns lookup|dns server|bad destination|"
    "hosts could not be found|illegal host|domain does not accept mail|domain not accept mail|mail "
    "exchanger*not found|"
    "domain lookup failed|invalid domain|no valid mx|cannot resolve|could not resolve|unable to resolve|"
    "recipient domain|name or service not known|mx lookup|domain is invalid|server not found|no smtp "
    "service|no such host" },
  { MIME_REASON_RECIPIENT_REFUSES,
    "restricted*members|only members|members only|members can post|not allowed to post|not permitted to post|"
    "approval from a moderator|not been authorized*group|group*isn't set up|group*may not exist|"
    "only accepts*from|accepts mail only from|restrictedtorecipientspermission|requires sender "
    "authentication|"
    "senders allowed to send|blocked by recipient|blocked by the recipient|recipient has blocked|"
    "has rejected your message|user has blocked|recipient rejects mail|does not accept mail from|doesn't "
    "accept mail from|"
    "not on the*allow list|refuses to accept mail from|does not want to receive|badrcptto" },
  { MIME_REASON_USER_UNKNOWN,
    "user unknown|unknown user|unknown local|unknown recipient|unknown address|unknown mailbox|unknown email|"
    "unknown account|unknown or illegal alias|recipient unknown|address unknown|mailbox unknown|no such user|"
    "no such recipient|no such mailbox|no such address|no such account|no such person|no such local user|"
    "user not found|recipient not found|recipnotfound|mailbox not found|address not found|account not found|"
    "recipient*not found|user*not found|mailbox*not found|address*not found|not found in|user does not "
    "exist|user doesn't|"
    "does not exist|doesn't exist|not exist|no mailbox here|no mailbox by that name|mailbox unavailable|"
    "mailbox not available|mailbox does not|no longer exists|wasn't found|couldn't be found|could not be "
    "found|"
    "can't be found|cannot be found|was not found|invalid recipient|invalid mailbox|invalid user|invalid "
    "address|"
    "invalid email|recipient address rejected|recipient rejected|recipient*invalid|bad recipient|bad address|"
    "bad destination mailbox|address rejected|not a known user|not a valid|not our customer|is not known|"
    "isn't a valid|no account by that name|no user with that|unable to find|undeliverable address|"
    "unable to receive|account has been deleted|mailbox is unavailable|addressee unknown|nosuchuser|not "
    "listed in|"
    "no valid recipient|delivery to the following recipient failed|not a valid mailbox|user account is "
    "unavailable|"
    "this address does not|this user doesn't have|inconnu|unbekannt|sconosciut|desconocid|existiert "
    "nicht|n'existe pas|"
    "non esiste|no existe|not local|all recipients rejected|no recipients|recipient verification|verify "
    "address|"
    "sorry, no mailbox|unknown to|aliases, or virtual|virtual mailbox table|virtual alias "
    "table|見つかりません|見つからない|宛先不明|delivery userid|existiert möglicherweise nicht" },
  { MIME_REASON_SENDER,
    "sender address rejected|sender rejected|sender verify failed|sender domain|domain of sender|sender not "
    "allowed|"
    "bad sender|invalid sender|sender denied|unverified sender|sender address*not|sender verification|mail "
    "from*rejected|"
    "return path|from address*not|from domain|envelope from|callback lookup|sender refused|header from|email "
    "address is not verified" },
  { MIME_REASON_CONTENT,
    " spam | spammy |looks like spam|spam message|spam content|spam filter| junk |unsolicited|content "
    "rejected|"
    "content filter|content rejection|message content|content was|rejected*content|headers rule filter|rule "
    "filter|"
    "message rejected*policy reasons|rejected for policy|policy rejection|filtered|bulk mail|high "
    "probability|"
    "suspicious|phish|blocked by*filter|message*blocked|contains a url|url in this|contains*link|scored|"
    "unwanted|advert|message refused|message looks|transaction failed for content|mail content denied|"
    "considered*unwanted|message rejected under|message rejected due to" },
  { MIME_REASON_UNREACHABLE,
    "connection timed out|connection refused|connection reset|connection lost|lost connection|connection "
    "dropped|"
    "no route to host|network is unreachable|network unreachable|host unreachable|unable to connect|could "
    "not connect|"
    "cannot connect|couldn't connect|timed out|timeout|retry time not reached|retry timeout|retry time|"
    "delivery temporarily suspended|no response|not responding|didn't respond|did not respond|not answering|"
    "unable to contact|server unavailable|host is unreachable|all hosts*failing|conversation with|"
    "connecting to the|connect to*:25|has been failing for a long time|queue too long|message "
    "expired|expired after|"
    "couldn't deliver*in time|delivery time expired|delivery attempts|no answer from host|did not accept our "
    "requests to connect|requests to connect|envelope expired|multiple retries|giving up|attempts:|not "
    "reachable|not accepting connections" },
  { MIME_REASON_TEMPORARY,
    "try again later|try later|temporarily unavailable|temporarily deferred|temporary failure|temporary "
    "error|"
    "temporary problem|temporarily rejected|service unavailable|service not available|local error in "
    "processing|"
    "server busy|system busy|too busy|resources temporarily|insufficient system|server error|internal error|"
    "temporary lookup|deferred|local problem|system not accepting|currently unavailable|resources restricted|"
    "please retry|queue file write|insufficient system resources|lock failure|error while writing|procmail" },
  { MIME_REASON_SYNTAX,
    "syntax error|bad address syntax|malformed|bare lf|bare newline|line too long|lines longer|invalid "
    "message|"
    "rfc 5322|rfc5322|rfc 2822|rfc2822|missing header|missing from|multiple from|duplicate header|invalid "
    "message-id|missing message-id|no message-id|"
    "not rfc|command unrecognized|parameters or arguments|multiple addresses in from|line limit "
    "exceeded|header error|incorrectly constructed|with multiple addresses" },
  { MIME_REASON_POLICY,
    "policy|access denied|not authorized|not authorised|not allowed|not "
    "permitted|administratively|administrator|"
    "permission denied|prohibited|rejected|refused|denied|blocked|forbidden|unacceptable" },
};

static const struct
{
  const char *prefix;
  MimeReason reason;
} statuses[] = {
  { "5.1.0", MIME_REASON_USER_UNKNOWN },
  { "5.1.10", MIME_REASON_DOMAIN_NOT_FOUND }, /* null MX, RFC 7505 */
  { "5.1.1", MIME_REASON_USER_UNKNOWN },
  { "4.1.1", MIME_REASON_USER_UNKNOWN },
  { "5.1.2", MIME_REASON_DOMAIN_NOT_FOUND },
  { "5.1.3", MIME_REASON_SYNTAX },
  { "5.1.4", MIME_REASON_USER_UNKNOWN },
  { "5.1.6", MIME_REASON_ACCOUNT_DISABLED },
  { "5.1.7", MIME_REASON_SENDER },
  { "5.1.8", MIME_REASON_SENDER },
  { "4.1.8", MIME_REASON_SENDER },
  { "5.2.1", MIME_REASON_ACCOUNT_DISABLED },
  { "4.2.1", MIME_REASON_ACCOUNT_DISABLED },
  { "5.2.2", MIME_REASON_MAILBOX_FULL },
  { "4.2.2", MIME_REASON_MAILBOX_FULL },
  { "5.2.3", MIME_REASON_TOO_LARGE },
  { "5.3.4", MIME_REASON_TOO_LARGE },
  { "5.4.1", MIME_REASON_UNREACHABLE },
  { "4.4.", MIME_REASON_UNREACHABLE },
  { "5.4.4", MIME_REASON_DOMAIN_NOT_FOUND },
  { "5.4.6", MIME_REASON_LOOP },
  { "4.4.6", MIME_REASON_LOOP },
  { "5.4.7", MIME_REASON_UNREACHABLE },
  { "5.5.3", MIME_REASON_TOO_MANY_RECIPIENTS },
  { "4.5.3", MIME_REASON_TOO_MANY_RECIPIENTS },
  { "5.5.", MIME_REASON_SYNTAX },
  { "5.6.7", MIME_REASON_HEADER_CHARACTERS },
  { "5.6.9", MIME_REASON_HEADER_CHARACTERS },
  { "5.6.", MIME_REASON_CONTENT },
  { "5.7.20", MIME_REASON_DKIM }, /* RFC 7372 */
  { "5.7.21", MIME_REASON_DKIM },
  { "5.7.22", MIME_REASON_DKIM },
  { "5.7.23", MIME_REASON_SPF },
  { "5.7.24", MIME_REASON_SPF },
  { "5.7.25", MIME_REASON_REPUTATION },
  { "5.7.26", MIME_REASON_SPF },
  { "5.7.27", MIME_REASON_SENDER },
  { "4.7.28", MIME_REASON_RATE_LIMIT },
  { "5.7.28", MIME_REASON_RATE_LIMIT },
  { "5.7.10", MIME_REASON_TLS },
  { "5.7.8", MIME_REASON_AUTHENTICATION },
  { "5.7.9", MIME_REASON_AUTHENTICATION },
  { "5.7.", MIME_REASON_POLICY },
  { "4.", MIME_REASON_TEMPORARY },
  { "2.", MIME_REASON_DELIVERED },
};

static const struct
{
  const char *id;
  MimeOffers offers;
} infos[MIME_N_REASONS] = {
  [MIME_REASON_UNKNOWN] = { "unknown", MIME_OFFER_EDIT },
  [MIME_REASON_USER_UNKNOWN] = { "user-unknown", MIME_OFFER_EDIT | MIME_OFFER_REMOVE_ADDRESS },
  [MIME_REASON_ACCOUNT_DISABLED] = { "account-disabled", MIME_OFFER_EDIT | MIME_OFFER_REMOVE_ADDRESS },
  [MIME_REASON_MAILBOX_FULL] = { "mailbox-full", MIME_OFFER_RETRY },
  [MIME_REASON_DOMAIN_NOT_FOUND] = { "domain-not-found", MIME_OFFER_EDIT | MIME_OFFER_REMOVE_ADDRESS },
  [MIME_REASON_UNREACHABLE] = { "unreachable", MIME_OFFER_RETRY },
  [MIME_REASON_TEMPORARY] = { "temporary", MIME_OFFER_RETRY },
  [MIME_REASON_GREYLISTED] = { "greylisted", MIME_OFFER_RETRY },
  [MIME_REASON_RATE_LIMIT] = { "rate-limit", MIME_OFFER_RETRY },
  [MIME_REASON_TOO_LARGE] = { "too-large", MIME_OFFER_EDIT },
  [MIME_REASON_TOO_MANY_RECIPIENTS] = { "too-many-recipients", MIME_OFFER_EDIT },
  [MIME_REASON_SPF] = { "spf", MIME_OFFER_CHECK_DOMAIN | MIME_OFFER_SETTINGS },
  [MIME_REASON_DKIM] = { "dkim", MIME_OFFER_CHECK_DOMAIN },
  [MIME_REASON_DMARC] = { "dmarc", MIME_OFFER_CHECK_DOMAIN | MIME_OFFER_SETTINGS },
  [MIME_REASON_REPUTATION] = { "reputation", MIME_OFFER_CHECK_DOMAIN | MIME_OFFER_RETRY },
  [MIME_REASON_BLOCK_LIST] = { "block-list", MIME_OFFER_CHECK_DOMAIN | MIME_OFFER_RETRY },
  [MIME_REASON_CONTENT] = { "content", MIME_OFFER_EDIT },
  [MIME_REASON_MALWARE] = { "malware", MIME_OFFER_EDIT },
  [MIME_REASON_ATTACHMENT] = { "attachment", MIME_OFFER_EDIT },
  [MIME_REASON_HEADER_CHARACTERS] = { "header-characters", MIME_OFFER_EDIT },
  [MIME_REASON_AUTHENTICATION] = { "authentication", MIME_OFFER_SETTINGS | MIME_OFFER_RETRY },
  [MIME_REASON_SENDER] = { "sender", MIME_OFFER_SETTINGS | MIME_OFFER_CHECK_DOMAIN },
  [MIME_REASON_RELAY] = { "relay", MIME_OFFER_SETTINGS | MIME_OFFER_EDIT },
  [MIME_REASON_TLS] = { "tls", MIME_OFFER_RETRY },
  [MIME_REASON_LOOP] = { "loop", MIME_OFFER_NONE },
  [MIME_REASON_RECIPIENT_REFUSES] = { "recipient-refuses", MIME_OFFER_EDIT },
  [MIME_REASON_POLICY] = { "policy", MIME_OFFER_EDIT },
  [MIME_REASON_SYNTAX] = { "syntax", MIME_OFFER_EDIT },
  [MIME_REASON_DELIVERED] = { "delivered", MIME_OFFER_NONE },
  [MIME_REASON_RELAYED] = { "relayed", MIME_OFFER_NONE },
  [MIME_REASON_EXPANDED] = { "expanded", MIME_OFFER_NONE },
};

/** mime_reason_get_id: Returns: (transfer none): the name of the reason, kept stable: "user-unknown" */
const char *
mime_reason_get_id (MimeReason reason)
{
  return reason < MIME_N_REASONS ? infos[reason].id : infos[MIME_REASON_UNKNOWN].id;
}

/** mime_reason_get_offers: Returns: what a person can do about it here */
MimeOffers
mime_reason_get_offers (MimeReason reason)
{
  return reason < MIME_N_REASONS ? infos[reason].offers : MIME_OFFER_NONE;
}

/* Lower case, blanks single, without addresses, links and the name of the server that speaks: their words are nobody's
 * reason ("spam@example.org: user unknown"). */
static char *
simplify (const char *text)
{
  g_autofree char *start = g_utf8_make_valid (text, (gssize) strnlen (text, MAX_TEXT));
  g_autofree char *lower = g_utf8_strdown (start, -1);
  const char *said = strstr (lower, " said: ");
  g_auto (GStrv) words
      = g_strsplit_set (said != NULL && said - lower < 300 ? said + 7 : lower, " \t\r\n", -1);
  GString *out = g_string_new (" ");

  for (guint i = 0; words[i] != NULL; i++)
    {
      char *word = words[i];
      gsize length = strlen (word);

      if (length == 0 || strchr (word, '@') != NULL || strstr (word, "://") != NULL)
        continue;
      /* A reply of several lines repeats its code: "550-5.7.1". */
      if (length > 4 && g_ascii_isdigit (*word) && strspn (word, "0123456789") == 3 && word[3] == '-')
        continue;
      g_string_append (out, word);
      g_string_append_c (out, ' ');
    }
  return g_string_free_and_steal (out);
}

/* Finds one piece of a pattern at or after @text. */
static const char *
find_piece (const char *text, const char *piece, gsize length)
{
  gboolean at_start = length > 0 && piece[0] == ' ';
  gboolean at_end = length > 1 && piece[length - 1] == ' ';
  const char *word = piece + (at_start ? 1 : 0);
  gsize n = length - (at_start ? 1 : 0) - (at_end ? 1 : 0);

  for (const char *found = text; (found = memmem (found, strlen (found), word, n)) != NULL; found++)
    if ((!at_start || !g_ascii_isalnum (found[-1])) && (!at_end || !g_ascii_isalnum (found[n])))
      return found + n;
  return NULL;
}

static gboolean
matches_one (const char *text, const char *pattern, gsize length)
{
  const char *at = text + 1; /* find_piece may look one back */

  for (const char *piece = pattern; at != NULL && piece < pattern + length;)
    {
      const char *star = memchr (piece, '*', (gsize) (pattern + length - piece));
      gsize n = (gsize) ((star != NULL ? star : pattern + length) - piece);

      at = find_piece (at, piece, n);
      piece += n + 1;
    }
  return at != NULL;
}

static gboolean
matches (const char *text, const char *patterns)
{
  while (TRUE)
    {
      gsize n = strcspn (patterns, "|");

      if (n > 0 && matches_one (text, patterns, n))
        return TRUE;
      if (patterns[n] == '\0')
        return FALSE;
      patterns += n + 1;
    }
}

/** mime_reason_n_rows: Returns: how many rows the table has */
guint
mime_reason_n_rows (void)
{
  return G_N_ELEMENTS (rows);
}

/** mime_reason_find_row: Returns: the row that matches the text, -1 for none */
int
mime_reason_find_row (const char *status, const char *text)
{
  g_autofree char *simple = simplify (text);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (matches (simple, rows[i].patterns))
      return (int) i;
  return -1;
}

static MimeReason
reason_of_status (const char *status)
{
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      gsize n = strlen (statuses[i].prefix);

      if (strncmp (status, statuses[i].prefix, n) == 0
          && (statuses[i].prefix[n - 1] == '.' || !g_ascii_isdigit (status[n])))
        return statuses[i].reason;
    }
  return MIME_REASON_UNKNOWN;
}

/* What a text of the kind "everything that is refused" is worth less than a precise status. */
static gboolean
is_vague (MimeReason reason)
{
  return reason == MIME_REASON_POLICY || reason == MIME_REASON_TEMPORARY || reason == MIME_REASON_UNKNOWN;
}

/**
 * mime_reason_find:
 * @code: the reply code, 0 when there is none
 * @status: (nullable): the enhanced status, "5.1.1"
 * @text: (nullable): what the server said; of more than 3,000 bytes the beginning counts
 *
 * Returns: the reason
 */
MimeReason
mime_reason_find (guint code, const char *status, const char *text)
{
  guint text_code = 0;
  g_autofree char *found = mime_reason_dup_status (text != NULL ? text : "", &text_code);
  gboolean is_generic = status == NULL || *status == '\0' || g_str_has_suffix (status, ".0.0");
  const char *best = is_generic && *found != '\0' ? found : status != NULL ? status : "";
  int row = text != NULL ? mime_reason_find_row (best, text) : -1;
  MimeReason by_text = row >= 0 ? rows[row].reason : MIME_REASON_UNKNOWN;
  MimeReason by_status = reason_of_status (best);

  if (code == 0)
    code = text_code;
  if (g_str_has_prefix (best, "5.7.12") || g_str_has_prefix (best, "5.7.13"))
    return MIME_REASON_RECIPIENT_REFUSES; /* Exchange: who may write to this address is restricted */
  if (!is_vague (by_text))
    return by_text;
  if (!is_vague (by_status))
    return by_status;
  if (by_text != MIME_REASON_UNKNOWN || by_status != MIME_REASON_UNKNOWN)
    return by_status == MIME_REASON_TEMPORARY ? by_status
           : by_text != MIME_REASON_UNKNOWN   ? by_text
                                              : by_status;
  switch (code)
    {
    case 421:
    case 450:
    case 451:
      return MIME_REASON_TEMPORARY;
    case 452:
    case 552:
      return MIME_REASON_MAILBOX_FULL;
    case 530:
    case 534:
    case 535:
      return MIME_REASON_AUTHENTICATION;
    case 550:
    case 551:
    case 553:
      return MIME_REASON_USER_UNKNOWN;
    case 554:
      return MIME_REASON_POLICY;
    case 556:
      return MIME_REASON_DOMAIN_NOT_FOUND;
    default:
      return code / 100 == 4 ? MIME_REASON_TEMPORARY : MIME_REASON_UNKNOWN;
    }
}

/* class "." subject "." detail (RFC 3463, 2), not within a longer number such as an IP address */
static gsize
status_length (const char *text, const char *p)
{
  gsize subject, detail;

  if ((*p != '2' && *p != '4' && *p != '5') || p[1] != '.'
      || (p > text && (g_ascii_isalnum (p[-1]) || p[-1] == '.')))
    return 0;
  subject = strspn (p + 2, "0123456789");
  if (subject == 0 || subject > 3 || p[2 + subject] != '.')
    return 0;
  detail = strspn (p + 3 + subject, "0123456789");
  if (detail == 0 || detail > 3 || p[3 + subject + detail] == '.'
      || g_ascii_isalnum (p[3 + subject + detail]))
    return 0;
  return 3 + subject + detail;
}

/** mime_reason_dup_status: Returns: (transfer full): the first enhanced status in a text, "" for none; @code: (out): the first
 * reply code, 0 for none */
char *
mime_reason_dup_status (const char *text, guint *code)
{
  char *status = NULL;

  *code = 0;
  for (const char *p = text; *p != '\0' && p < text + MAX_TEXT && (status == NULL || *code == 0); p++)
    {
      gsize n = status == NULL ? status_length (text, p) : 0;

      if (n > 0)
        status = g_strndup (p, n);
      if (*code == 0 && (*p == '4' || *p == '5') && g_ascii_isdigit (p[1]) && g_ascii_isdigit (p[2])
          && (p == text || strchr (" \t\n<(:'\"#=;", p[-1]) != NULL) && p[1] < '6'
          && strchr (" -:;\t\n)", p[3]) != NULL)
        *code = (guint) (100 * (p[0] - '0') + 10 * (p[1] - '0') + (p[2] - '0'));
    }
  return status != NULL ? status : g_strdup ("");
}
