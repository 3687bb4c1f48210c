/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * Peer: a scripted server on loopback, run in a thread of its own, for one or more connections in a row.
 *
 *   static const PeerStep script[] = {
 *     PEER_SEND ("* OK ready\r\n"),
 *     PEER_EXPECT ("^(\\S+) CAPABILITY$"),         // one line, a regex; groups 1-9 are remembered
 *     PEER_SEND ("* CAPABILITY IMAP4rev1\r\n\\1 OK done\r\n"),
 *     PEER_START_TLS (), PEER_STALL (), PEER_WAIT (50), PEER_CLOSE (), PEER_END
 *   };
 *   Peer *peer = peer_new (script);
 *   … connect to 127.0.0.1:peer_get_port (peer) …
 *   peer_assert_done (peer);   // the script ran to its end and every expectation was met
 *   peer_free (peer);
 *
 * The certificate names "localhost" and 127.0.0.1; peer_get_ca_file () is the anchor that trusts it.
 */
typedef enum
{
  PEER_STEP_END = 0,
  PEER_STEP_SEND,       /* text; \1..\9 are the groups of the last EXPECT that had any */
  PEER_STEP_SEND_BYTES, /* exactly @number bytes of text, no substitution */
  PEER_STEP_EXPECT,     /* one line (CRLF removed) that matches the regex */
  PEER_STEP_EXPECT_DATA, /* lines up to and with a lone "."; the text, when not NULL, is a regex for all of it */
  PEER_STEP_EXPECT_BYTES, /* exactly @number bytes */
  PEER_STEP_EXPECT_CLOSE, /* the client closes without another byte */
  PEER_STEP_DRAIN,        /* reads and keeps whatever comes until the client closes */
  PEER_STEP_WAIT,         /* @number milliseconds */
  PEER_STEP_START_TLS,
  PEER_STEP_STALL, /* says nothing more until the client closes */
  PEER_STEP_CLOSE, /* closes in order; the next step serves the next connection */
  PEER_STEP_ABORT, /* closes the socket without close_notify; with RST where clear */
  PEER_STEP_FUNC,  /* calls @func (connection, user data) */
} PeerStepKind;

typedef struct _Peer Peer;
typedef gboolean (*PeerFunc) (Peer *peer, GIOStream *connection);

typedef struct
{
  PeerStepKind kind;
  const char *text;
  gsize number;
  PeerFunc func;
} PeerStep;

#define PEER_SEND(text) { PEER_STEP_SEND, (text), 0, NULL }
#define PEER_SEND_BYTES(text, n) { PEER_STEP_SEND_BYTES, (text), (n), NULL }
#define PEER_EXPECT(regex) { PEER_STEP_EXPECT, (regex), 0, NULL }
#define PEER_EXPECT_DATA(regex) { PEER_STEP_EXPECT_DATA, (regex), 0, NULL }
#define PEER_EXPECT_BYTES(n) { PEER_STEP_EXPECT_BYTES, NULL, (n), NULL }
#define PEER_EXPECT_CLOSE() { PEER_STEP_EXPECT_CLOSE, NULL, 0, NULL }
#define PEER_DRAIN() { PEER_STEP_DRAIN, NULL, 0, NULL }
#define PEER_WAIT(ms) { PEER_STEP_WAIT, NULL, (ms), NULL }
#define PEER_START_TLS() { PEER_STEP_START_TLS, NULL, 0, NULL }
#define PEER_STALL() { PEER_STEP_STALL, NULL, 0, NULL }
#define PEER_CLOSE() { PEER_STEP_CLOSE, NULL, 0, NULL }
#define PEER_ABORT() { PEER_STEP_ABORT, NULL, 0, NULL }
#define PEER_FUNC(function) { PEER_STEP_FUNC, NULL, 0, (function) }
#define PEER_END { PEER_STEP_END, NULL, 0, NULL }

typedef enum
{
  PEER_MODE_WHOLE = 0, /* each send is one write */
  PEER_MODE_BYTES,     /* one byte per segment */
  PEER_MODE_CUT,       /* the connection ends after N sent bytes in all */
} PeerMode;

Peer *peer_new (const PeerStep *script);
Peer *peer_new_full (const PeerStep *script, PeerMode mode, gsize cut_after, const char *certificate_file);
void peer_free (Peer *self);

guint16 peer_get_port (Peer *self);
const char *peer_get_ca_file (Peer *self);

/* Waits (10 s at most) until the script has ended. peer_assert_done () also demands that it went as written;
 * peer_join () returns FALSE and what went wrong in *problem otherwise. */
void peer_assert_done (Peer *self);
gboolean peer_join (Peer *self, char **problem);

/* Everything the client sent, as received (inside TLS: decrypted); clear text only, and how many bytes were sent.
 * Call after peer_join (). */
GBytes *peer_get_received (Peer *self);
GBytes *peer_get_received_clear (Peer *self);
gsize peer_get_sent (Peer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Peer, peer_free)

G_END_DECLS
