/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the tests of scripted servers share: how a session begins, and what a callback saw. */

#include <string.h>

#include "imap-session.h"
#include "net-error.h"
#include "peer.h"

#define CAPS "IMAP4rev1 AUTH=PLAIN SASL-IR "
/* In clear: a peer on loopback needs no handshake to be odd. The credentials say that it is allowed. */
#define LOGIN_CLEAR(greeting, capabilities)                                                                  \
  PEER_SEND ("* OK [CAPABILITY " CAPS "] " greeting "\r\n"),                                                 \
      PEER_EXPECT ("^(\\S+) AUTHENTICATE PLAIN \\S+$"),                                                      \
      PEER_SEND ("\\1 OK [CAPABILITY IMAP4rev1 " capabilities "] in\r\n")
#define SELECT_INBOX                                                                                         \
  PEER_EXPECT ("^(\\S+) SELECT INBOX"),                                                                      \
      PEER_SEND ("* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 10] x\r\n\\1 OK [READ-WRITE] x\r\n")

#define SHORT_MS 300 /* of silence: what takes 30 or 60 s in the program */

static const ImapOptions short_options
    = { .connect_timeout_ms = SHORT_MS, .command_timeout_ms = SHORT_MS, .flood_max = 1024 * 1024 };

static inline ImapSession *
open_with (Peer *peer, NetSecurity security, const char *token, const ImapOptions *options, GError **error)
{
  g_autoptr (NetEndpoint) endpoint
      = net_endpoint_new ("127.0.0.1", peer_get_port (peer), security, peer_get_ca_file (peer), NULL);
  g_autoptr (NetCredentials) credentials = net_credentials_new (
      "alice", token == NULL ? "canary-password" : NULL, token, security == NET_SECURITY_NONE);

  return imap_session_open_full (endpoint, credentials, options, NULL, error);
}

/* Opens in clear; it must work. */
static inline ImapSession *
open_clear (Peer *peer, const ImapOptions *options)
{
  g_autoptr (GError) error = NULL;
  ImapSession *session = open_with (peer, NET_SECURITY_NONE, NULL, options, &error);

  g_assert_no_error (error);
  return session;
}

static inline void
select_inbox (ImapSession *session, ImapSelected *selected)
{
  g_autoptr (GError) error = NULL;

  imap_session_select (session, "INBOX", FALSE, NULL, selected, NULL, &error);
  g_assert_no_error (error);
}

static inline BaseIdset *
idset (guint64 first, guint64 last)
{
  BaseIdset *set = base_idset_new ();

  base_idset_add_range (set, first, last);
  return set;
}

/* "5:1 7:4 ": UIDs and flags as they came. */
static inline gboolean
collect_flags (ImapFetch *fetch, gpointer data)
{
  g_string_append_printf (data, "%u:%u ", fetch->uid, fetch->flags);
  return TRUE;
}

static inline void
count_event (ImapSession *session, const ImapEvent *event, gpointer data)
{
  guint *counts = data;

  counts[event->kind]++;
}

#define N_EVENTS (IMAP_EVENT_OVERFLOW + 1)

/* The client left and the peer's script was followed to its end. */
static inline void
end (ImapSession **session, Peer *peer)
{
  g_clear_pointer (session, imap_session_free);
  peer_assert_done (peer);
}

/* Writes @block @n times, or until the client leaves, which is what such rows are about. */
static inline gboolean
write_blocks (GIOStream *connection, const char *block, gsize length, guint n)
{
  GOutputStream *out = g_io_stream_get_output_stream (connection);

  for (guint i = 0; i < n; i++)
    if (!g_output_stream_write_all (out, block, length, NULL, NULL, NULL))
      break;
  return TRUE;
}

#define assert_error_and_clear(error, domain, code)                                                          \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    g_assert_error (error, domain, (code));                                                                  \
    g_clear_error (&error);                                                                                  \
  }                                                                                                          \
  G_STMT_END

/* One test per row of a table whose rows have a name. */
#define ADD_ROWS(rows, folder, func)                                                                         \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    for (guint row = 0; row < G_N_ELEMENTS (rows); row++)                                                    \
      {                                                                                                      \
        g_autofree char *path = g_strdup_printf ("/imap/" folder "/%s", rows[row].name);                     \
                                                                                                             \
        g_test_add_data_func (path, &rows[row], func);                                                       \
      }                                                                                                      \
  }                                                                                                          \
  G_STMT_END
