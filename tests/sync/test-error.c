/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-error.c: what is tried again, when, and who can help; passwords from commands */

#include <gio/gio.h>

#include "imap-error.h"
#include "net-error.h"
#include "smtp-session.h"
#include "store.h"
#include "sync-error.h"
#include "sync-secret.h"

static void
test_table (void)
{
  const struct
  {
    GQuark domain;
    int code;
    BaseRetry retry;
    SyncActor actor;
  } rows[] = {
    { NET_ERROR, NET_ERROR_CLOSED, BASE_RETRY_NOW, SYNC_ACTOR_NETWORK },
    { NET_ERROR, NET_ERROR_TLS_CERTIFICATE, BASE_RETRY_AFTER_PERSON, SYNC_ACTOR_USER },
    { IMAP_ERROR, IMAP_ERROR_AUTH_FAILED, BASE_RETRY_AFTER_PERSON, SYNC_ACTOR_USER },
    { IMAP_ERROR, 12345, BASE_RETRY_LATER, SYNC_ACTOR_SERVER },
    { SMTP_ERROR, SMTP_ERROR_LATER, BASE_RETRY_LATER, SYNC_ACTOR_SERVER },
    { SMTP_ERROR, SMTP_ERROR_REFUSED, BASE_RETRY_NEVER, SYNC_ACTOR_USER },
    { STORE_ERROR, STORE_ERROR_FULL, BASE_RETRY_AFTER_PERSON, SYNC_ACTOR_USER },
    { SYNC_ERROR, SYNC_ERROR_SUSPICIOUS, BASE_RETRY_LATER, SYNC_ACTOR_SERVER },
    { G_IO_ERROR, G_IO_ERROR_CANCELLED, BASE_RETRY_NEVER, SYNC_ACTOR_NOBODY },
    { G_IO_ERROR, G_IO_ERROR_BUSY, BASE_RETRY_LATER, SYNC_ACTOR_NOBODY },
    { G_MARKUP_ERROR, 1, BASE_RETRY_LATER, SYNC_ACTOR_NOBODY },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = g_error_new_literal (rows[i].domain, rows[i].code, "x");
      SyncVerdict verdict = sync_error_judge (error);

      g_assert_cmpint (verdict.retry, ==, rows[i].retry);
      g_assert_cmpint (verdict.actor, ==, rows[i].actor);
    }
}

static void
test_command (void)
{
  static const struct
  {
    const char *command;
    const char *password; /* NULL: an error */
  } rows[] = {
    { "printf 'secret\\nsecond line\\n'", "secret" },
    { "printf 'with space \\r\\n'", "with space " },
    { "printf noend", "noend" },
    { "true", NULL },
    { "printf '\\n'", NULL },
    { "printf leaked; exit 3", NULL },
    { "exec sleep 20", NULL },
    { "/no/such/program", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      char *password = sync_secret_run_command (rows[i].command, 300, NULL, &error);

      g_test_message ("%s", rows[i].command);
      g_assert_cmpstr (password, ==, rows[i].password);
      if (rows[i].password == NULL)
        {
          g_assert_error (error, SYNC_ERROR, SYNC_ERROR_PASSWORD_COMMAND);
          g_assert_null (strstr (error->message, "leaked"));
        }
      sync_secret_wipe (password);
    }
}

static void
test_memory (void)
{
  g_autoptr (SyncSecrets) secrets = sync_secrets_new_memory ();
  g_autoptr (GError) error = NULL;
  char *password;

  g_assert_null (sync_secrets_lookup (secrets, "a", NULL, &error));
  g_assert_error (error, SYNC_ERROR, SYNC_ERROR_NO_PASSWORD);
  g_clear_error (&error);
  g_assert_true (sync_secrets_store (secrets, "a", "label", "one", NULL, &error));
  g_assert_true (sync_secrets_store (secrets, "a", "label", "two", NULL, &error));
  password = sync_secrets_lookup (secrets, "a", NULL, &error);
  g_assert_cmpstr (password, ==, "two");
  sync_secret_wipe (password);
  g_assert_true (sync_secrets_clear (secrets, "a", NULL, &error));
  g_assert_null (sync_secrets_lookup (secrets, "a", NULL, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/error/table", test_table);
  g_test_add_func ("/sync/secret/command", test_command);
  g_test_add_func ("/sync/secret/memory", test_memory);
  return g_test_run ();
}
