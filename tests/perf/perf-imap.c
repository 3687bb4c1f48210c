/* SPDX-License-Identifier: GPL-3.0-or-later */
/* perf-imap.c: what reading IMAP costs beyond receiving it
 *
 * perf-imap HOST:PORT USER PASSWORD CA: drains one UID FETCH of the whole inbox from a bare TLS socket and keeps the
 * bytes; parses those bytes from memory; fetches the same through ImapSession. With "bodies" behind it: whole messages, and
 * the peak of memory. Prints seconds, the thread's own CPU seconds, and ratios to the drain. Not run by default:
 * tests/servers/with-lab --mail 50000 perf-imap … */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "imap-response.h"
#include "imap-session.h"

#define WHAT                                                                                                 \
  (IMAP_FETCH_FLAGS | IMAP_FETCH_DATE | IMAP_FETCH_SIZE | IMAP_FETCH_HEADERS | IMAP_FETCH_BODYSTRUCTURE      \
   | IMAP_FETCH_MODSEQ)
#define ITEMS                                                                                                \
  "(UID FLAGS INTERNALDATE RFC822.SIZE BODYSTRUCTURE BODY.PEEK[HEADER.FIELDS (DATE FROM SENDER REPLY-TO TO " \
  "CC BCC "                                                                                                  \
  "SUBJECT MESSAGE-ID IN-REPLY-TO REFERENCES CONTENT-TYPE LIST-ID LIST-POST LIST-UNSUBSCRIBE "               \
  "LIST-UNSUBSCRIBE-POST PRECEDENCE AUTO-SUBMITTED)] MODSEQ)"

typedef struct
{
  gint64 wall_us;
  double cpu;
} Mark;

static double
cpu_seconds (void)
{
  struct rusage usage;

  getrusage (RUSAGE_THREAD, &usage);
  return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
         + (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static Mark
mark (void)
{
  return (Mark) { g_get_monotonic_time (), cpu_seconds () };
}

static double
report (const char *name, Mark since, double drain, guint messages)
{
  double wall = (double) (g_get_monotonic_time () - since.wall_us) / 1e6;
  double cpu = cpu_seconds () - since.cpu;

  printf ("%-10s %8.3f s wall  %8.3f s cpu  %6.2f x drain (cpu %.2f)  %u messages\n", name, wall, cpu,
          drain > 0 ? wall / drain : 1, drain > 0 ? cpu / drain : 1, messages);
  return wall;
}

/* @keep: or only the end is kept. */
static void
command (GIOStream *stream, const char *tag, const char *text, GByteArray *into, gboolean keep)
{
  g_autofree char *line = g_strdup_printf ("%s %s\r\n", tag, text);
  g_autofree char *last = g_strdup_printf ("\r\n%s OK", tag);
  g_autofree char *only = g_strdup_printf ("%s OK", tag);
  g_autofree char *block = g_malloc (1 << 18);
  gsize start = into->len;

  if (!g_output_stream_write_all (g_io_stream_get_output_stream (stream), line, strlen (line), NULL, NULL,
                                  NULL))
    g_error ("write");
  for (;;)
    {
      gssize n = g_input_stream_read (g_io_stream_get_input_stream (stream), block, 1 << 18, NULL, NULL);
      gsize tail;

      if (n <= 0)
        g_error ("the server closed the connection");
      if (!keep && into->len > 1 << 20)
        g_byte_array_remove_range (into, 0, into->len - 4096);
      start = MIN (start, into->len);
      g_byte_array_append (into, (guint8 *) block, (guint) n);
      tail = into->len - start > 4096 ? into->len - 4096 : start;
      if (memmem (into->data + tail, into->len - tail, last, strlen (last)) != NULL
          || (tail == start && memmem (into->data + start, strlen (only), only, strlen (only)) != NULL))
        return;
    }
}

static GByteArray *
drain (const char *host, guint16 port, const char *user, const char *password, const char *items,
       gboolean keep, double *seconds)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) socket = g_socket_client_connect_to_host (client, host, port, NULL, NULL);
  g_autoptr (GIOStream) tls = NULL;
  g_autoptr (GByteArray) rest = g_byte_array_new ();
  g_autofree char *what = g_strdup_printf ("UID FETCH 1:* %s", items);
  GByteArray *all = g_byte_array_new ();
  g_autofree char *login = g_strdup_printf ("LOGIN %s %s", user, password);
  char greeting[4096];
  Mark since;

  if (socket == NULL)
    g_error ("no connection");
  tls = g_tls_client_connection_new (G_IO_STREAM (socket), NULL, NULL);
  G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  g_tls_client_connection_set_validation_flags (G_TLS_CLIENT_CONNECTION (tls),
                                                0); /* our own server on loopback */
  G_GNUC_END_IGNORE_DEPRECATIONS
  if (g_input_stream_read (g_io_stream_get_input_stream (tls), greeting, sizeof greeting, NULL, NULL) <= 0)
    g_error ("no greeting");
  command (tls, "a1", login, rest, TRUE);
  command (tls, "a2", "EXAMINE INBOX", rest, TRUE);
  command (tls, "a3", what, rest, FALSE); /* the server's caches are warm after this */
  since = mark ();
  command (tls, "a4", what, all, keep);
  *seconds = report ("drain", since, 0, 0);
  return all;
}

/* The bytes again, from memory: framer, response, record. */
static guint
parse (const GByteArray *all)
{
  const char *p = (const char *) all->data;
  const char *limit = p + all->len;
  ImapFramer framer = { 0 };
  guint messages = 0;

  while (p < limit)
    {
      const char *newline = memchr (p, '\n', limit - p);
      guint64 n = 0;
      g_autoptr (GBytes) bytes = NULL;
      GPtrArray *literals;
      g_autoptr (ImapResponse) response = NULL;
      GString *text;

      if (newline == NULL)
        break;
      if (imap_framer_feed_line (&framer, p, newline - p - 1, &n, NULL) == IMAP_FRAME_LITERAL)
        {
          bytes = g_bytes_new (newline + 1, n);
          p = newline + 1 + n;
          if (!imap_framer_feed_literal (&framer, bytes, NULL))
            g_error ("literal");
          continue;
        }
      p = newline + 1;
      text = imap_framer_take (&framer, &literals);
      response = imap_response_parse (text, literals, NULL);
      if (response != NULL && strcmp (response->word, "FETCH") == 0)
        messages += imap_response_get_fetch (response) != NULL;
    }
  return messages;
}

static gboolean
count (ImapFetch *fetch, gpointer data)
{
  ++*(guint *) data;
  return TRUE;
}

static guint
fetch (NetEndpoint *endpoint, NetCredentials *credentials, gboolean bodies, Mark *since)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImapSession) session = imap_session_open (endpoint, credentials, NULL, &error);
  g_autoptr (BaseIdset) uids = base_idset_new ();
  g_auto (ImapSelected) selected = { 0 };
  guint messages = 0;
  gboolean ok;

  if (session == NULL || !imap_session_select (session, "INBOX", TRUE, NULL, &selected, NULL, &error))
    g_error ("%s", error->message);
  base_idset_add_range (uids, 1, selected.uidnext);
  *since = mark ();
  if (bodies)
    ok = imap_session_fetch_bodies (session, uids, count, &messages, NULL, &error);
  else
    ok = imap_session_fetch (session, uids, WHAT, 0, FALSE, count, &messages, NULL, &error);
  if (!ok)
    g_error ("%s", error->message);
  return messages;
}

static void
measure_rows (const char *host, guint16 port, char **argv, NetEndpoint *endpoint, NetCredentials *credentials)
{
  double seconds;
  g_autoptr (GByteArray) all = drain (host, port, argv[2], argv[3], ITEMS, TRUE, &seconds);
  Mark since = mark ();
  guint messages = parse (all);

  printf ("%u bytes\n", all->len);
  report ("parse", since, seconds, messages);
  messages = fetch (endpoint, credentials, FALSE, &since);
  report ("fetch", since, seconds, messages);
}

static void
measure_bodies (const char *host, guint16 port, char **argv, NetEndpoint *endpoint,
                NetCredentials *credentials)
{
  double seconds;
  g_autoptr (GByteArray) none = drain (host, port, argv[2], argv[3], "(UID BODY.PEEK[])", FALSE, &seconds);
  struct rusage usage;
  Mark since;
  guint messages = fetch (endpoint, credentials, TRUE, &since);

  report ("bodies", since, seconds, messages);
  getrusage (RUSAGE_SELF, &usage);
  printf ("peak of memory %.1f MB, files' pages included\n", (double) usage.ru_maxrss / 1024);
}

int
main (int argc, char **argv)
{
  g_auto (GStrv) where = NULL;
  g_autoptr (NetEndpoint) endpoint = NULL;
  g_autoptr (NetCredentials) credentials = NULL;
  guint16 port;

  if (argc < 5)
    {
      fputs ("usage: perf-imap HOST:PORT USER PASSWORD CA [bodies]\n", stderr);
      return 2;
    }
  where = g_strsplit (argv[1], ":", 0);
  port = (guint16) atoi (where[1]);
  endpoint = net_endpoint_new (where[0], port, NET_SECURITY_TLS, argv[4], NULL);
  credentials = net_credentials_new (argv[2], argv[3], NULL, FALSE);
  if (argc > 5)
    measure_bodies (where[0], port, argv, endpoint, credentials);
  else
    measure_rows (where[0], port, argv, endpoint, credentials);
  return 0;
}
