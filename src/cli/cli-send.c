/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli-send.c: send and outbox
 *
 * A message is first in the durable outbox, then one attempt is made to send it. When that fails for now, the next sync
 * tries again; what became of it is always in the outbox. */

#include "alp-draft.h"
#include "alp-outbox.h"
#include "cli.h"

typedef struct
{
  char *from, *subject, *text_file, *html_file, *message;
  char **to, **cc, **bcc, **attach;
} SendOptions;

static void
send_options_clear (SendOptions *o)
{
  g_free (o->from);
  g_free (o->subject);
  g_free (o->text_file);
  g_free (o->html_file);
  g_free (o->message);
  g_strfreev (o->to);
  g_strfreev (o->cc);
  g_strfreev (o->bcc);
  g_strfreev (o->attach);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SendOptions, send_options_clear)

/* A text file, "-" for standard input. Returns: (transfer full): valid UTF-8 */
static char *
read_text (const char *path, GError **error)
{
  g_autofree char *data = NULL;
  g_autoptr (GError) local_error = NULL;
  gsize length;

  if (!g_file_get_contents (g_str_equal (path, "-") ? "/dev/stdin" : path, &data, &length, &local_error))
    {
      g_set_error (error, ALP_ERROR, ALP_ERROR_INVALID, _ ("“%s” cannot be read: %s"), path, local_error->message);
      return NULL;
    }
  return g_utf8_make_valid (data, (gssize) length);
}

static void
set_addresses (AlpDraft *draft, const char *property, char **values)
{
  g_autofree char *joined = values != NULL ? g_strjoinv (", ", values) : NULL;

  if (joined != NULL)
    g_object_set (draft, property, joined, NULL);
}

static gboolean
send_draft (Cli *cli, AlpAccount *account, const SendOptions *o, GError **error)
{
  g_autoptr (AlpDraft) draft = alp_draft_new (cli->engine, account);
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *text = NULL;
  g_autofree char *html = NULL;

  if (o->text_file != NULL && (text = read_text (o->text_file, error)) == NULL)
    return FALSE;
  if (o->html_file != NULL && (html = read_text (o->html_file, error)) == NULL)
    return FALSE;
  set_addresses (draft, "to", o->to);
  set_addresses (draft, "cc", o->cc);
  set_addresses (draft, "bcc", o->bcc);
  if (o->subject != NULL)
    g_object_set (draft, "subject", o->subject, NULL);
  if (text != NULL)
    g_object_set (draft, "text", text, NULL);
  if (html != NULL)
    g_object_set (draft, "html", html, NULL);
  for (guint i = 0; o->attach != NULL && o->attach[i] != NULL; i++)
    alp_draft_add_attachment (draft, o->attach[i]);
  alp_draft_send_async (draft, NULL, cli_on_ready, &result);
  return alp_draft_send_finish (draft, cli_wait (&result), error);
}

static gboolean
send_file (Cli *cli, AlpAccount *account, const char *path, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) local_error = NULL;
  g_autofree char *data = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gsize length;

  if (!g_file_get_contents (path, &data, &length, &local_error))
    {
      g_set_error (error, ALP_ERROR, ALP_ERROR_INVALID, _ ("“%s” cannot be read: %s"), path, local_error->message);
      return FALSE;
    }
  bytes = g_bytes_new_take (g_steal_pointer (&data), length);
  alp_engine_send_bytes_async (cli->engine, account, bytes, NULL, cli_on_ready, &result);
  return alp_engine_send_bytes_finish (cli->engine, cli_wait (&result), error);
}

static GPtrArray *
load_outbox (Cli *cli, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  alp_engine_load_outbox_async (cli->engine, NULL, cli_on_ready, &result);
  return alp_engine_load_outbox_finish (cli->engine, cli_wait (&result), error);
}

static void
print_item (JsonBuilder *builder, const AlpOutboxItem *item)
{
  if (builder == NULL)
    {
      cli_print ("%6" G_GINT64_FORMAT "  %-8s  %s%s%s\n", item->id, alp_outbox_state_get_name (item->state), item->subject,
                 *item->error != '\0' ? "  — " : "", item->error);
      return;
    }
  json_builder_begin_object (builder);
  cli_json_int (builder, "id", item->id);
  cli_json_string (builder, "state", alp_outbox_state_get_name (item->state));
  cli_json_string (builder, "from", item->from);
  cli_json_strings (builder, "recipients", (const char *const *) item->recipients);
  cli_json_string (builder, "subject", item->subject);
  cli_json_string (builder, "message_id", item->message_id);
  cli_json_int (builder, "size", (gint64) item->size);
  cli_json_date (builder, "created", item->created);
  cli_json_int (builder, "attempts", item->attempts);
  cli_json_string (builder, "error", item->error);
  json_builder_end_object (builder);
}

/* One attempt now; a failure is no failure of "send": the message is kept and the outbox says why. */
static void
try_now (Cli *cli, AlpAccount *account)
{
  AlpFolder *sent = alp_account_find_role (account, ALP_FOLDER_ROLE_SENT);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) reports = NULL;
  g_autoptr (GError) error = NULL;

  alp_engine_sync_once_async (cli->engine, account, sent != NULL ? alp_folder_get_path (sent) : "INBOX", ALP_BODIES_NONE, NULL,
                              cli_on_ready, &result);
  if (!alp_engine_sync_once_finish (cli->engine, cli_wait (&result), &reports, &error) && !cli->json)
    g_printerr (_ ("Not sent yet: %s\n"), error->message);
}

static const AlpOutboxItem *
newest (GPtrArray *items, AlpAccount *account)
{
  const AlpOutboxItem *found = NULL;

  for (guint i = 0; i < items->len; i++)
    {
      const AlpOutboxItem *item = g_ptr_array_index (items, i);
      if (item->account_id == alp_account_get_id (account) && (found == NULL || item->id > found->id))
        found = item;
    }
  return found;
}

/** cli_send_run: puts a message into the outbox and tries to send it. */
int
cli_send_run (Cli *cli, int argc, char **argv, GError **error)
{
  g_auto (SendOptions) o = { 0 };
  const GOptionEntry entries[] = {
    { "from", 0, 0, G_OPTION_ARG_STRING, &o.from, N_ ("Account to send from"), "A" },
    { "to", 0, 0, G_OPTION_ARG_STRING_ARRAY, &o.to, N_ ("Recipient"), "A" },
    { "cc", 0, 0, G_OPTION_ARG_STRING_ARRAY, &o.cc, N_ ("Recipient of a copy"), "A" },
    { "bcc", 0, 0, G_OPTION_ARG_STRING_ARRAY, &o.bcc, N_ ("Recipient the others do not see"), "A" },
    { "subject", 0, 0, G_OPTION_ARG_STRING, &o.subject, N_ ("Subject"), "S" },
    { "text-file", 0, 0, G_OPTION_ARG_FILENAME, &o.text_file, N_ ("File with the text"), "F" },
    { "html-file", 0, 0, G_OPTION_ARG_FILENAME, &o.html_file, N_ ("File with the same as HTML"), "F" },
    { "attach", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &o.attach, N_ ("File to send along"), "F" },
    { "message", 0, 0, G_OPTION_ARG_FILENAME, &o.message, N_ ("A whole message to send as it is"), "FILE" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (JsonBuilder) builder = NULL;
  AlpAccount *account;

  if (!cli_parse (cli, "send", entries, &argc, &argv, error))
    return 2;
  if (!cli_open (cli, error) || (account = cli_account (cli, o.from, error)) == NULL)
    return 1;
  if (!(o.message != NULL ? send_file (cli, account, o.message, error) : send_draft (cli, account, &o, error)))
    return 1;
  try_now (cli, account);
  items = load_outbox (cli, error);
  if (items == NULL)
    return 1;
  const AlpOutboxItem *item = newest (items, account);
  if (cli->json)
    builder = json_builder_new ();
  if (item != NULL)
    print_item (builder, item);
  if (builder != NULL && item != NULL)
    cli_print_json (builder);
  return item != NULL && item->state == ALP_OUTBOX_FAILED ? 1 : 0;
}

/** cli_outbox_run: what became of each message. */
int
cli_outbox_run (Cli *cli, int argc, char **argv, GError **error)
{
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (JsonBuilder) builder = NULL;

  if (!cli_parse (cli, "outbox", NULL, &argc, &argv, error))
    return 2;
  if (!cli_open (cli, error) || (items = load_outbox (cli, error)) == NULL)
    return 1;
  if (cli->json)
    {
      builder = json_builder_new ();
      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "outbox");
      json_builder_begin_array (builder);
    }
  for (guint i = 0; i < items->len; i++)
    print_item (builder, g_ptr_array_index (items, i));
  if (builder == NULL)
    return 0;
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  cli_print_json (builder);
  return 0;
}
