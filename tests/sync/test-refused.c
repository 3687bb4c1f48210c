/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-refused.c: what a server announced and refused is not tried on the next connection (hostile-servers 2.5) */

#include "base-clock.h"
#include "imap-session.h"
#include "peer.h"
#include "sync-session.h"

#define LOGIN                                                                                                \
  PEER_START_TLS (), PEER_SEND ("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] x\r\n"),                     \
      PEER_EXPECT ("^(\\S+) AUTHENTICATE PLAIN \\S+$"),                                                      \
      PEER_SEND ("\\1 OK [CAPABILITY IMAP4rev1 NAMESPACE QUOTA] in\r\n")

static const PeerStep script[] = {
  LOGIN,
  PEER_EXPECT ("^(\\S+) NAMESPACE$"),
  PEER_SEND ("\\1 BAD what\r\n"),
  PEER_EXPECT_CLOSE (),
  LOGIN,
  PEER_EXPECT ("^(\\S+) GETQUOTAROOT INBOX$"), /* no NAMESPACE before it */
  PEER_SEND ("* QUOTAROOT INBOX\r\n\\1 OK x\r\n"),
  PEER_EXPECT_CLOSE (),
  PEER_END,
};

static SyncSetup *
setup_for (Peer *peer)
{
  g_autoptr (StoreAccount) account = store_account_new ();

  g_set_str (&account->email, "alice@mail.test");
  g_set_str (&account->imap_host, "127.0.0.1");
  account->imap_port = peer_get_port (peer);
  account->imap_security = STORE_SECURITY_TLS;
  g_set_str (&account->smtp_host, "127.0.0.1");
  account->smtp_port = 1;
  account->smtp_security = STORE_SECURITY_TLS;
  g_set_str (&account->ca_file, peer_get_ca_file (peer));
  return sync_setup_new (NULL, NULL, account, "alicepw");
}

static void
test_refused (void)
{
  g_autoptr (Peer) peer = peer_new (script);
  g_autoptr (SyncSetup) setup = setup_for (peer);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SyncSession) session = sync_session_open (setup, NULL, &error);
      g_autoptr (ImapNamespaces) namespaces = NULL;
      g_autoptr (GPtrArray) quotas = NULL;

      g_assert_no_error (error);
      g_assert_false (imap_session_namespace (sync_session_get_imap (session), &namespaces, NULL, &error));
      g_assert_error (error, IMAP_ERROR, (i == 0 ? (int) IMAP_ERROR_BAD : (int) IMAP_ERROR_UNSUPPORTED));
      g_clear_error (&error);
      if (i == 1)
        g_assert_true (
            imap_session_get_quota (sync_session_get_imap (session), "INBOX", &quotas, NULL, &error));
    }
  peer_assert_done (peer);
}

static void
test_notes (void)
{
  g_autoptr (SyncNotes) notes = sync_notes_new ();
  g_autofree char *none = sync_notes_dup_refused (notes);
  g_autofree char *one = NULL;

  g_assert_cmpstr (none, ==, "");
  sync_notes_add_refused (notes, "");
  sync_notes_add_refused (notes, "MOVE");
  sync_notes_add_refused (notes, "MOVE");
  one = sync_notes_dup_refused (notes);
  g_assert_cmpstr (one, ==, "MOVE");
}

/* Also not after a restart; but on another server. */
static void
test_restart (void)
{
  g_autofree char *dir = g_dir_make_tmp ("alp-refused-XXXXXX", NULL);
  g_autofree char *data = g_build_filename (dir, "data", NULL);
  g_autofree char *cache = g_build_filename (dir, "cache", NULL);
  g_autoptr (Store) store = store_open (data, cache, NULL);
  g_autoptr (StoreAccount) account = store_account_new ();
  const char *const argv[] = { "rm", "-rf", dir, NULL };
  g_autoptr (GSubprocess) rm = NULL;
  gint64 id;

  g_set_str (&account->email, "alice@mail.test");
  g_set_str (&account->imap_host, "one.test");
  g_set_str (&account->smtp_host, "one.test");
  id = store_account_add (store, account, NULL);
  g_assert_cmpint (id, !=, 0);
  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (SyncNotes) notes = sync_notes_new ();
      g_autofree char *refused = NULL;

      sync_notes_keep (notes, store, id, i < 3 ? "one.test" : "two.test");
      refused = sync_notes_dup_refused (notes);
      g_assert_cmpstr (refused, ==, i == 0 || i == 3 ? "" : "MOVE");
      g_assert_cmpint (sync_notes_skips_body (notes, 5), ==, i == 1 || i == 2);
      g_assert_cmpint (sync_notes_suspects_body (notes, 6), ==, i == 1 || i == 2);
      g_assert_false (sync_notes_skips_body (notes, 6));
      if (i != 0)
        continue;
      sync_notes_suspect_body (notes, 6);
      sync_notes_skip_body (notes, 5, 600 * G_USEC_PER_SEC);
      sync_notes_add_refused (notes, "MOVE");
    }
  /* a clock a year ahead or back makes nothing refused for longer */
  for (gint sign = -1; sign <= 1; sign += 2)
    {
      g_autoptr (SyncNotes) notes = sync_notes_new ();
      gint64 now = base_clock_now_unix ();

      base_clock_set_for_test (now + sign * G_GINT64_CONSTANT (31536000));
      sync_notes_keep (notes, store, id, "one.test");
      g_assert_false (sync_notes_skips_body (notes, 5));
      base_clock_set_for_test (now);
    }
  rm = g_subprocess_newv (argv, 0, NULL);
  g_subprocess_wait (rm, NULL, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/refused/next-connection", test_refused);
  g_test_add_func ("/sync/refused/notes", test_notes);
  g_test_add_func ("/sync/refused/restart", test_restart);
  return g_test_run ();
}
