/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-options.c: delivery reports, a later release, encrypted delivery: what is asked, and servers that cannot */

#include <string.h>

#include "base-clock.h"
#include "peer.h"
#include "smtp-session.h"

#define NOW 1700000000 /* 2023-11-14T22:13:20Z */

/* --- the pure parts --- */

typedef struct
{
  const char *row, *text, *xtext;
} Xtext;

static const Xtext xtexts[] = {
  { "plain", "QQ314159", "QQ314159" },
  { "rfc", "Bob+x=y@a.example", "Bob+2Bx+3Dy@a.example" },
  { "space", "a b", "a+20b" },
  { "injection", "a\r\nDATA", "a+0D+0ADATA" },
  { "8-bit", "\xc3\xa4\x7f", "+C3+A4+7F" },
};

static void
test_xtext (gconstpointer data)
{
  const Xtext *row = data;
  g_autoptr (GString) out = g_string_new (NULL);

  smtp_options_append_xtext (row->text, out);
  g_assert_cmpstr (out->str, ==, row->xtext);
}

typedef struct
{
  const char *row, *parameters;
  guint64 max_seconds;
  gint64 max_until, until;
  gboolean allowed;
} Limit;

static const Limit limits_rows[] = {
  { "none", NULL, 0, 0, NOW + 1, FALSE },
  { "empty", "", 0, 0, NOW + 1, FALSE },
  { "past", NULL, 0, 0, NOW - 1, TRUE },
  { "now", NULL, 0, 0, NOW, TRUE },
  { "both", "86400 2023-11-15T10:00:00Z", 86400, 1700042400, NOW + 42400, TRUE },
  { "over the date", "86400 2023-11-15T10:00:00Z", 86400, 1700042400, NOW + 42401, FALSE },
  { "over the interval", "60 2099-01-01T00:00:00Z", 60, 4070908800, NOW + 61, FALSE },
  { "interval only", "60", 60, 0, NOW + 60, TRUE },
  { "zone", "60 2023-11-15T11:00:00+01:00", 60, 1700042400, NOW + 60, TRUE },
  { "nonsense", "soon", 0, 0, NOW + 1, FALSE },
  { "too many digits", "99999999999999999999 x", 0, 0, NOW + 1, FALSE },
  { "negative", "-1 2099-01-01T00:00:00Z", 0, 0, NOW + 1, FALSE },
  { "bad date", "60 tomorrow", 60, 0, NOW + 60, TRUE },
  { "end of time", "999999999 9999-12-31T23:59:59Z", 999999999, 253402300799, G_MAXINT64, FALSE },
};

static void
test_limits (gconstpointer data)
{
  const Limit *row = data;
  SmtpHoldLimits limits;

  smtp_hold_limits_parse (row->parameters, &limits);
  g_assert_cmpuint (limits.max_seconds, ==, row->max_seconds);
  g_assert_cmpint (limits.max_until, ==, row->max_until);
  g_assert_true (smtp_hold_limits_allow (&limits, NOW, row->until) == row->allowed);
}

/* --- on the wire --- */

#define EHLO PEER_SEND ("220 x\r\n"), PEER_EXPECT ("^EHLO \\[127\\.0\\.0\\.1\\]$")
#define OFFER(extensions) EHLO, PEER_SEND ("250-x\r\n" extensions "250 HELP\r\n")
#define MAIL(parameters) PEER_EXPECT ("^MAIL FROM:<a@b\\.example>" parameters "$"), PEER_SEND ("250 ok\r\n")
#define RCPT(address, parameters)                                                                            \
  PEER_EXPECT ("^RCPT TO:<" address ">" parameters "$"), PEER_SEND ("250 ok\r\n")
#define TAKE                                                                                                 \
  PEER_EXPECT ("^DATA$"), PEER_SEND ("354 go\r\n"), PEER_EXPECT_DATA (NULL), PEER_SEND ("250 ok\r\n"),       \
      PEER_EXPECT_CLOSE (), PEER_END
#define REFUSED PEER_EXPECT_CLOSE (), PEER_END

static const PeerStep dsn_all[] = {
  OFFER ("250-DSN\r\n"),
  MAIL (" RET=HDRS ENVID=id\\+2B1"),
  RCPT ("c\\+x@d\\.example", " NOTIFY=SUCCESS,FAILURE,DELAY ORCPT=rfc822;c\\+2Bx@d\\.example"),
  TAKE,
};
static const PeerStep dsn_never[]
    = { OFFER ("250-DSN\r\n"), MAIL (""), RCPT ("c@d\\.example", " NOTIFY=NEVER"), TAKE };
static const PeerStep dsn_full[]
    = { OFFER ("250-DSN\r\n"), MAIL (" RET=FULL"),
        RCPT ("c@d\\.example", " NOTIFY=FAILURE ORCPT=rfc822;c@d\\.example"), TAKE };
static const PeerStep dsn_utf8[] = {
  OFFER ("250-DSN\r\n250-SMTPUTF8\r\n250-8BITMIME\r\n"),
  MAIL (" SMTPUTF8"),
  RCPT ("\xc3\xa4@d\\.example", " NOTIFY=SUCCESS ORCPT=utf-8;\\\\x\\{E4\\}@d\\.example"),
  TAKE,
};
static const PeerStep plain[] = { OFFER (""), MAIL (""), RCPT ("c@d\\.example", ""), TAKE };
static const PeerStep untouched[] = { OFFER (""), REFUSED };
static const PeerStep dsn_offered[] = { OFFER ("250-DSN\r\n"), REFUSED };
static const PeerStep dsn_refused[] = { OFFER ("250-DSN\r\n"),
                                        MAIL (""),
                                        PEER_EXPECT ("^RCPT .* NOTIFY=SUCCESS"),
                                        PEER_SEND ("555 5.5.4 no\r\n"),
                                        PEER_EXPECT ("^RSET$"),
                                        PEER_SEND ("250 ok\r\n"),
                                        PEER_EXPECT_CLOSE (),
                                        PEER_END };
static const PeerStep hold_until[]
    = { OFFER ("250-FUTURERELEASE 86400 2030-01-01T00:00:00Z\r\n"), MAIL (" HOLDUNTIL=2023-11-14T23:13:20Z"),
        RCPT ("c@d\\.example", ""), TAKE };
static const PeerStep hold_for[]
    = { OFFER ("250-FUTURERELEASE 86400\r\n"), MAIL (" HOLDFOR=3600"), RCPT ("c@d\\.example", ""), TAKE };
static const PeerStep hold_past[]
    = { OFFER ("250-FUTURERELEASE 86400\r\n"), MAIL (""), RCPT ("c@d\\.example", ""), TAKE };
static const PeerStep hold_short[] = { OFFER ("250-FUTURERELEASE 60 2030-01-01T00:00:00Z\r\n"), REFUSED };
static const PeerStep requiretls_clear[] = { OFFER ("250-REQUIRETLS\r\n"), REFUSED };
static const PeerStep requiretls[] = { PEER_START_TLS (), OFFER ("250-REQUIRETLS\r\n"), MAIL (" REQUIRETLS"),
                                       RCPT ("c@d\\.example", ""), TAKE };
static const PeerStep requiretls_refused[] = { PEER_START_TLS (),
                                               OFFER ("250-REQUIRETLS\r\n"),
                                               MAIL (" REQUIRETLS"),
                                               PEER_EXPECT ("^RCPT "),
                                               PEER_SEND ("550 5.7.30 the next server cannot\r\n"),
                                               PEER_EXPECT ("^RSET$"),
                                               PEER_SEND ("250 ok\r\n"),
                                               PEER_EXPECT_CLOSE (),
                                               PEER_END };

typedef struct
{
  const char *row;
  const PeerStep *script;
  SmtpSendOptions options;
  SmtpOutcome outcome;
  int code;
  const char *to; /* NULL: c@d.example */
  gboolean tls;
} Sending;

#define ALL (SMTP_NOTIFY_SUCCESS | SMTP_NOTIFY_FAILURE | SMTP_NOTIFY_DELAY)

static const Sending sendings[] = {
  { "dsn",
    dsn_all,
    { 0, ALL, SMTP_RETURN_HEADERS, "id+1", 0 },
    SMTP_OUTCOME_SENT,
    0,
    "c+x@d.example",
    FALSE },
  { "dsn-never", dsn_never, { .notify = SMTP_NOTIFY_NEVER }, SMTP_OUTCOME_SENT, 0, NULL, FALSE },
  { "dsn-full",
    dsn_full,
    { 0, SMTP_NOTIFY_FAILURE, SMTP_RETURN_FULL, NULL, 0 },
    SMTP_OUTCOME_SENT,
    0,
    NULL,
    FALSE },
  { "dsn-utf8",
    dsn_utf8,
    { .notify = SMTP_NOTIFY_SUCCESS },
    SMTP_OUTCOME_SENT,
    0,
    "\xc3\xa4@d.example",
    FALSE },
  { "S-12-no-dsn",
    untouched,
    { .notify = SMTP_NOTIFY_SUCCESS },
    SMTP_OUTCOME_NOT_SENT,
    SMTP_ERROR_UNSUPPORTED,
    NULL,
    FALSE },
  { "S-12-no-dsn-needed",
    plain,
    { SMTP_SEND_DSN_IF_OFFERED, SMTP_NOTIFY_SUCCESS, SMTP_RETURN_FULL, "x", 0 },
    SMTP_OUTCOME_SENT,
    0,
    NULL,
    FALSE },
  { "S-12-dsn-refused",
    dsn_refused,
    { .notify = SMTP_NOTIFY_SUCCESS },
    SMTP_OUTCOME_REFUSED,
    SMTP_ERROR_REFUSED,
    NULL,
    FALSE },
  { "never-and-more",
    dsn_offered,
    { .notify = SMTP_NOTIFY_NEVER | SMTP_NOTIFY_DELAY },
    SMTP_OUTCOME_NOT_SENT,
    SMTP_ERROR_BAD_OPTION,
    NULL,
    FALSE },
  { "envid-injection",
    dsn_offered,
    { .envelope_id = "a\r\nRSET" },
    SMTP_OUTCOME_NOT_SENT,
    SMTP_ERROR_BAD_OPTION,
    NULL,
    FALSE },
  { "envid-empty",
    dsn_offered,
    { .envelope_id = "" },
    SMTP_OUTCOME_NOT_SENT,
    SMTP_ERROR_BAD_OPTION,
    NULL,
    FALSE },
  { "hold-until", hold_until, { .hold_until = NOW + 3600 }, SMTP_OUTCOME_SENT, 0, NULL, FALSE },
  { "hold-for", hold_for, { .hold_until = NOW + 3600 }, SMTP_OUTCOME_SENT, 0, NULL, FALSE },
  { "hold-past", hold_past, { .hold_until = NOW - 3600 }, SMTP_OUTCOME_SENT, 0, NULL, FALSE },
  { "hold-too-long",
    hold_short,
    { .hold_until = NOW + 3600 },
    SMTP_OUTCOME_NOT_SENT,
    SMTP_ERROR_HOLD_TOO_LONG,
    NULL,
    FALSE },
  { "hold-not-offered",
    untouched,
    { .hold_until = NOW + 1 },
    SMTP_OUTCOME_NOT_SENT,
    SMTP_ERROR_UNSUPPORTED,
    NULL,
    FALSE },
  { "requiretls", requiretls, { .flags = SMTP_SEND_REQUIRETLS }, SMTP_OUTCOME_SENT, 0, NULL, TRUE },
  { "requiretls-in-clear",
    requiretls_clear,
    { .flags = SMTP_SEND_REQUIRETLS },
    SMTP_OUTCOME_NOT_SENT,
    SMTP_ERROR_UNSUPPORTED,
    NULL,
    FALSE },
  { "requiretls-refused",
    requiretls_refused,
    { .flags = SMTP_SEND_REQUIRETLS },
    SMTP_OUTCOME_REFUSED,
    SMTP_ERROR_REFUSED,
    NULL,
    TRUE },
};

static void
test_sending (gconstpointer data)
{
  const Sending *row = data;
  g_autoptr (Peer) peer = peer_new (row->script);
  g_autoptr (NetEndpoint) endpoint
      = net_endpoint_new ("127.0.0.1", peer_get_port (peer), row->tls ? NET_SECURITY_TLS : NET_SECURITY_NONE,
                          peer_get_ca_file (peer), NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (SmtpSession) session = NULL;
  g_autoptr (GBytes) message = g_bytes_new_static ("Subject: x\n\nx", 13);
  const char *to[] = { row->to != NULL ? row->to : "c@d.example", NULL };

  base_clock_set_for_test (NOW);
  session = smtp_session_open (endpoint, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (smtp_session_send_with_options (session, "a@b.example", to, message, &row->options, NULL,
                                                   NULL, NULL, &error),
                   ==, row->outcome);
  if (row->code != 0)
    g_assert_error (error, SMTP_ERROR, row->code);
  else
    g_assert_no_error (error);
  g_clear_pointer (&session, smtp_session_free);
  peer_assert_done (peer);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (xtexts); i++)
    {
      g_autofree char *path = g_strconcat ("/smtp/options/xtext/", xtexts[i].row, NULL);

      g_test_add_data_func (path, &xtexts[i], test_xtext);
    }
  for (guint i = 0; i < G_N_ELEMENTS (limits_rows); i++)
    {
      g_autofree char *path = g_strconcat ("/smtp/options/limits/", limits_rows[i].row, NULL);

      g_test_add_data_func (path, &limits_rows[i], test_limits);
    }
  for (guint i = 0; i < G_N_ELEMENTS (sendings); i++)
    {
      g_autofree char *path = g_strconcat ("/smtp/options/send/", sendings[i].row, NULL);

      g_test_add_data_func (path, &sendings[i], test_sending);
    }
  return g_test_run ();
}
