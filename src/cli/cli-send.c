/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli-send.c: send, outbox
 *
 * A message first goes into the durable outbox; then one attempt is made at once. Without a network it stays there, which is no error:
 * the next sync sends it. */

#include "cli.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct
{
  char *from;
  char **to;
  char **cc;
  char **bcc;
  char *subject;
  char *text_file;
  char *html_file;
  char **attach;
  char *message;
  gboolean queue;
} SendOptions;

static void
send_options_clear (SendOptions *self)
{
  g_free (self->from);
  g_strfreev (self->to);
  g_strfreev (self->cc);
  g_strfreev (self->bcc);
  g_free (self->subject);
  g_free (self->text_file);
  g_free (self->html_file);
  g_strfreev (self->attach);
  g_free (self->message);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SendOptions, send_options_clear)

/* "-" is standard input. */
static char *
read_file (const char *path, gsize *length, GError **error)
{
  g_autoptr (GError) problem = NULL;
  char *text = NULL;

  if (g_file_get_contents (strcmp (path, "-") == 0 ? "/dev/stdin" : path, &text, length, &problem))
    return text;
  g_set_error (error, ALP_ERROR, ALP_ERROR_INVALID, _ ("The file cannot be read: %s."), problem->message);
  return NULL;
}

static gboolean
set_text_from (AlpDraft *draft, const char *property, const char *path, GError **error)
{
  g_autofree char *raw = NULL;
  g_autofree char *text = NULL;
  gsize length = 0;

  if (path == NULL)
    return TRUE;
  raw = read_file (path, &length, error);
  if (raw == NULL)
    return FALSE;
  text = g_utf8_make_valid (raw, (gssize) length);
  g_object_set (draft, property, text, NULL);
  return TRUE;
}

static void
set_addresses (AlpDraft *draft, const char *property, char **addresses)
{
  g_autofree char *joined = addresses != NULL ? g_strjoinv (", ", addresses) : NULL;

  if (joined != NULL)
    g_object_set (draft, property, joined, NULL);
}

static gboolean
send_draft (Cli *cli, AlpAccount *account, const SendOptions *o, GError **error)
{
  g_autoptr (AlpDraft) draft = alp_draft_new (cli->engine, account);
  g_autoptr (GAsyncResult) result = NULL;

  set_addresses (draft, "to", o->to);
  set_addresses (draft, "cc", o->cc);
  set_addresses (draft, "bcc", o->bcc);
  if (o->subject != NULL)
    g_object_set (draft, "subject", o->subject, NULL);
  if (!set_text_from (draft, "text", o->text_file, error)
      || !set_text_from (draft, "html", o->html_file, error))
    return FALSE;
  for (guint i = 0; o->attach != NULL && o->attach[i] != NULL; i++)
    alp_draft_add_attachment (draft, o->attach[i]);
  alp_draft_send_async (draft, NULL, cli_got, &result);
  return alp_draft_send_finish (draft, cli_wait (&result), error);
}

static gboolean
send_file (Cli *cli, AlpAccount *account, const char *path, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gsize length = 0;
  char *data = read_file (path, &length, error);

  if (data == NULL)
    return FALSE;
  bytes = g_bytes_new_take (data, length);
  alp_engine_send_bytes_async (cli->engine, account, bytes, NULL, cli_got, &result);
  return alp_engine_send_bytes_finish (cli->engine, cli_wait (&result), error);
}

static GPtrArray *
load_outbox (Cli *cli, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  alp_engine_load_outbox_async (cli->engine, NULL, cli_got, &result);
  return alp_engine_load_outbox_finish (cli->engine, cli_wait (&result), error);
}

static void
build_item (Cli *cli, JsonBuilder *builder, const AlpOutboxItem *item)
{
  AlpAccount *account = alp_engine_get_account (cli->engine, item->account_id);
  g_autofree char *created = cli_iso_date (item->created);

  json_builder_begin_object (builder);
  cli_set_int (builder, "id", item->id);
  cli_set (builder, "account", account != NULL ? alp_account_get_email (account) : NULL);
  cli_set (builder, "state", alp_outbox_state_get_name (item->state));
  cli_set (builder, "from", item->from);
  json_builder_set_member_name (builder, "recipients");
  json_builder_begin_array (builder);
  for (guint i = 0; item->recipients != NULL && item->recipients[i] != NULL; i++)
    json_builder_add_string_value (builder, item->recipients[i]);
  json_builder_end_array (builder);
  cli_set (builder, "subject", item->subject);
  cli_set (builder, "message_id", item->message_id);
  cli_set_int (builder, "size", (gint64) item->size);
  cli_set (builder, "created", created);
  cli_set_int (builder, "attempts", item->attempts);
  cli_set (builder, "error_text", item->error);
  json_builder_end_object (builder);
}

static void
print_item (const AlpOutboxItem *item)
{
  g_autofree char *recipients
      = item->recipients != NULL ? g_strjoinv (", ", item->recipients) : g_strdup ("");
  g_autofree char *subject = cli_clean (item->subject, FALSE);
  g_autofree char *why = cli_clean (item->error, FALSE);

  g_print ("%" G_GINT64_FORMAT "\t%s\t%s\t%s\t%s\n", item->id, alp_outbox_state_get_name (item->state),
           recipients, subject, why);
}

/* The newest entry is ours: nobody else has the profile. */
static gboolean
report_sent (Cli *cli, GError **error)
{
  g_autoptr (GPtrArray) items = load_outbox (cli, error);
  g_autoptr (JsonBuilder) builder = NULL;
  const AlpOutboxItem *item
      = items != NULL && items->len > 0 ? g_ptr_array_index (items, items->len - 1) : NULL;

  if (item == NULL)
    return FALSE;
  if (item->state == ALP_OUTBOX_FAILED)
    {
      g_set_error (error, ALP_ERROR, ALP_ERROR_REFUSED,
                   _ ("The server refused the message: %s. Check the recipients and send it again."),
                   item->error);
      return FALSE;
    }
  if (!cli->json)
    {
      print_item (item);
      return TRUE;
    }
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "message");
  build_item (cli, builder, item);
  json_builder_end_object (builder);
  cli_print_json (json_builder_get_root (builder));
  return TRUE;
}

static void
try_now (Cli *cli, AlpAccount *account)
{
  g_autoptr (GAsyncResult) result = NULL;

  alp_engine_sync_once_async (cli->engine, account, "INBOX", ALP_BODIES_NONE, NULL, cli_got, &result);
  alp_engine_sync_once_finish (cli->engine, cli_wait (&result), NULL, NULL);
}

gboolean
cli_send (Cli *cli, int argc, char **argv, GError **error)
{
  g_auto (SendOptions) o = { 0 };
  const GOptionEntry entries[] = {
    { "from", 0, 0, G_OPTION_ARG_STRING, &o.from, N_ ("The account to send from"), "A" },
    { "to", 0, 0, G_OPTION_ARG_STRING_ARRAY, &o.to, N_ ("Recipient; may be given often"), "ADDRESS" },
    { "cc", 0, 0, G_OPTION_ARG_STRING_ARRAY, &o.cc, N_ ("Copy to"), "ADDRESS" },
    { "bcc", 0, 0, G_OPTION_ARG_STRING_ARRAY, &o.bcc, N_ ("Hidden copy to"), "ADDRESS" },
    { "subject", 0, 0, G_OPTION_ARG_STRING, &o.subject, N_ ("Subject"), "S" },
    { "text-file", 0, 0, G_OPTION_ARG_FILENAME, &o.text_file, N_ ("Text; - is standard input"), "F" },
    { "html-file", 0, 0, G_OPTION_ARG_FILENAME, &o.html_file, N_ ("HTML of the same text"), "F" },
    { "attach", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &o.attach, N_ ("Attach a file; may be given often"), "F" },
    { "message", 0, 0, G_OPTION_ARG_FILENAME, &o.message, N_ ("Send this finished message"), "FILE.eml" },
    { "queue", 0, 0, G_OPTION_ARG_NONE, &o.queue, N_ ("Only put it into the outbox"), NULL },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };
  AlpAccount *account;

  if (!cli_options (cli, entries, "", _ ("Puts a message into the outbox and tries to send it at once."),
                    argc, argv, NULL, error))
    return FALSE;
  if (o.from == NULL || (o.message != NULL) == (o.to != NULL || o.cc != NULL || o.bcc != NULL))
    return cli_usage (error, _ ("send needs --from, and either --to, --cc or --bcc, or --message."));
  if (!cli_open (cli, error) || (account = cli_get_account (cli, o.from, error)) == NULL)
    return FALSE;
  if (o.message != NULL ? !send_file (cli, account, o.message, error) : !send_draft (cli, account, &o, error))
    return FALSE;
  if (!o.queue)
    try_now (cli, account);
  return report_sent (cli, error);
}

gboolean
cli_outbox (Cli *cli, int argc, char **argv, GError **error)
{
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (!cli_options (cli, NULL, "", _ ("Number, state, recipients and subject of each message, oldest first."),
                    argc, argv, NULL, error)
      || !cli_open (cli, error))
    return FALSE;
  items = load_outbox (cli, error);
  if (items == NULL)
    return FALSE;
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "messages");
  json_builder_begin_array (builder);
  for (guint i = 0; i < items->len; i++)
    {
      build_item (cli, builder, g_ptr_array_index (items, i));
      if (!cli->json)
        print_item (g_ptr_array_index (items, i));
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  if (cli->json)
    cli_print_json (json_builder_get_root (builder));
  return TRUE;
}
