/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-dovecot.c: the POP3 client against a real Dovecot (run by tests/servers/with-lab --mail 30)
 *
 * Reads alice's whole inbox and compares it with the files of her maildir; deletes, and looks again. */

#include <string.h>

#include "pop-session.h"

static PopSession *
open_lab (const char *variable, const char *password, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (g_getenv (variable), ":", 3);
  g_autoptr (NetEndpoint) endpoint = net_endpoint_new (
      parts[0], (guint16) g_ascii_strtoull (parts[1], NULL, 10),
      g_str_equal (parts[2], "tls") ? NET_SECURITY_TLS : NET_SECURITY_STARTTLS, g_getenv ("LAB_CA"), NULL);
  g_autoptr (NetCredentials) credentials = net_credentials_new ("alice@mail.test", password, NULL, FALSE);

  return pop_session_open (endpoint, credentials, NULL, error);
}

/* The texts of alice's inbox with CRLF, as a set. */
static GHashTable *
read_maildir (void)
{
  static const char *const folders[] = { "cur", "new" };
  GHashTable *texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *path
          = g_build_filename (g_getenv ("LAB_DIR"), "mail", "alice@mail.test", "Maildir", folders[i], NULL);
      g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
      const char *name;

      while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
        {
          g_autofree char *file = g_build_filename (path, name, NULL);
          g_autofree char *text = NULL;
          g_autoptr (GString) crlf = NULL;

          g_assert_true (g_file_get_contents (file, &text, NULL, NULL));
          crlf = g_string_new (text);
          g_string_replace (crlf, "\r\n", "\n", 0);
          g_string_replace (crlf, "\n", "\r\n", 0);
          if (!g_str_has_suffix (crlf->str, "\n"))
            g_string_append (crlf, "\r\n"); /* as every message sent by POP3 ends */
          g_hash_table_add (texts, g_string_free_and_steal (g_steal_pointer (&crlf)));
        }
    }
  return texts;
}

static char *
retrieve (PopSession *session, guint number)
{
  g_autoptr (GOutputStream) sink = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;

  g_assert_true (pop_session_retrieve (session, number, 50 * 1024 * 1024, sink, NULL, NULL, &error));
  g_assert_no_error (error);
  return g_strndup (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (sink)),
                    g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (sink)));
}

static void
test_read (gconstpointer variable)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PopSession) session = open_lab (variable, "alicepw", &error);
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GHashTable) files = read_maildir ();
  g_autoptr (GOutputStream) top = g_memory_output_stream_new_resizable ();

  g_assert_no_error (error);
  g_assert_true (net_stream_is_encrypted (pop_session_get_stream (session)));
  list = pop_session_list (session, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, >=, 10);
  g_assert_cmpuint (list->len, ==, g_hash_table_size (files));
  for (guint i = 0; i < list->len; i++)
    {
      const PopMessage *message = g_ptr_array_index (list, i);
      g_autofree char *text = retrieve (session, message->number);

      g_assert_nonnull (message->uid);
      g_assert_cmpuint (message->repeated, ==, 0);
      g_assert_cmpuint (strlen (text) - message->size, <=, 2);
      g_assert_true (g_hash_table_remove (files, text));
    }
  g_assert_cmpuint (g_hash_table_size (files), ==, 0);
  g_assert_true (pop_session_top (session, 1, 0, 100000, top, NULL, &error));
  g_assert_true (pop_session_quit (session, NULL, &error));
}

static guint
count (void)
{
  g_autoptr (PopSession) session = open_lab ("LAB_POP3S", "alicepw", NULL);
  g_autoptr (GPtrArray) list = pop_session_list (session, NULL, NULL);

  pop_session_quit (session, NULL, NULL);
  return list->len;
}

/* Without QUIT nothing is deleted; with it, what was marked and not taken back. */
static void
test_delete (void)
{
  guint before = count ();
  g_autoptr (PopSession) session = open_lab ("LAB_POP3", "alicepw", NULL);
  const guint first = 1, more[] = { 2, 3, 4 };
  g_autoptr (GError) error = NULL;

  g_assert_true (pop_session_delete (session, &first, 1, NULL, &error));
  g_clear_pointer (&session, pop_session_free);
  g_assert_cmpuint (count (), ==, before);
  session = open_lab ("LAB_POP3", "alicepw", NULL);
  g_assert_true (pop_session_delete (session, &first, 1, NULL, &error));
  g_assert_true (pop_session_reset (session, NULL, &error));
  g_assert_true (pop_session_delete (session, more, 3, NULL, &error));
  g_assert_false (pop_session_retrieve (session, 2, 1000000, NULL, NULL, NULL, &error));
  g_assert_error (error, POP_ERROR, POP_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_true (pop_session_quit (session, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count (), ==, before - 3);
}

static void
test_wrong_password (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (open_lab ("LAB_POP3", "wrong", &error));
  g_assert_error (error, POP_ERROR, POP_ERROR_AUTH_FAILED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/pop/dovecot/stls", "LAB_POP3", test_read);
  g_test_add_data_func ("/pop/dovecot/tls", "LAB_POP3S", test_read);
  g_test_add_func ("/pop/dovecot/delete", test_delete);
  g_test_add_func ("/pop/dovecot/wrong-password", test_wrong_password);
  return g_test_run ();
}
