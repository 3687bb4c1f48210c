/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli-storage.c: storage, clear-caches, rebuild: what a profile takes, and making it anew where that loses nothing */

#include "cli.h"

#include "alp-upkeep.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#define DAYS_MAX 36500

/* ---- storage ---- */

static void
build_size (Cli *cli, JsonBuilder *builder, const char *name, const char *words, guint64 bytes)
{
  cli_set_int (builder, name, (gint64) bytes);
  if (!cli->json)
    {
      g_autofree char *size = g_format_size (bytes);

      g_print ("%12s  %s\n", size, words);
    }
}

static void
build_share (Cli *cli, JsonBuilder *builder, const AlpStorageAccount *share)
{
  json_builder_begin_object (builder);
  cli_set (builder, "email", share->email);
  cli_set_int (builder, "messages", share->messages);
  cli_set_int (builder, "bodies", share->bodies);
  cli_set_int (builder, "body_bytes", (gint64) share->body_bytes);
  cli_set_int (builder, "only_here", share->kept);
  cli_set_int (builder, "only_here_bytes", (gint64) share->kept_bytes);
  cli_set_int (builder, "waiting", share->waiting);
  json_builder_end_object (builder);
  if (!cli->json)
    {
      g_autofree char *size = g_format_size (share->body_bytes + share->kept_bytes);

      /* Translators: an address; its messages; how many of them are here whole, and what those take */
      g_print (ngettext ("%s: %u message, %u of them here whole (%s)",
                         "%s: %u messages, %u of them here whole (%s)", share->messages),
               share->email, share->messages, share->bodies, size);
      g_print ("\n");
    }
}

static void
build_storage (Cli *cli, JsonBuilder *builder, const AlpStorage *s)
{
  build_size (cli, builder, "bodies", _ ("whole messages that the server has too"), s->bodies);
  build_size (cli, builder, "index", _ ("search index"), s->index);
  build_size (cli, builder, "lists", _ ("folders, senders and subjects"), s->lists);
  build_size (cli, builder, "set_aside", _ ("damaged databases that were set aside"), s->set_aside);
  build_size (cli, builder, "only_here", _ ("messages kept only on this computer"), s->kept);
  build_size (cli, builder, "drafts", _ ("drafts"), s->drafts);
  build_size (cli, builder, "attachments", _ ("files attached to drafts"), s->attachments);
  build_size (cli, builder, "outbox", _ ("outbox"), s->outbox);
  build_size (cli, builder, "journal", _ ("what was done, for the server and for Undo"), s->journal);
  build_size (cli, builder, "settings", _ ("accounts and choices"), s->settings);
  build_size (cli, builder, "backups", _ ("copies of the database of all these"), s->backups);
  build_size (cli, builder, "total", _ ("in all"), s->total);
  json_builder_set_member_name (builder, "accounts");
  json_builder_begin_array (builder);
  for (guint i = 0; i < s->accounts->len; i++)
    build_share (cli, builder, g_ptr_array_index (s->accounts, i));
  json_builder_end_array (builder);
}

gboolean
cli_storage (Cli *cli, int argc, char **argv, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (AlpStorage) storage = NULL;

  if (!cli_options (cli, NULL, "", _ ("What the profile takes on the disk, by kind and by address."), argc,
                    argv, NULL, error)
      || !cli_open (cli, error))
    return FALSE;
  alp_upkeep_load_storage_async (cli->engine, NULL, cli_got, &result);
  storage = alp_upkeep_load_storage_finish (cli->engine, cli_wait (&result), error);
  if (storage == NULL)
    return FALSE;
  json_builder_begin_object (builder);
  build_storage (cli, builder, storage);
  json_builder_end_object (builder);
  if (cli->json)
    cli_print_json (json_builder_get_root (builder));
  return TRUE;
}

/* ---- clear-caches ---- */

/* 500k, 20M, 1G → bytes */
static gboolean
parse_size (const char *word, guint64 *bytes, GError **error)
{
  char *end = NULL;
  guint64 n = g_ascii_isdigit (*word) ? g_ascii_strtoull (word, &end, 10) : 0;
  guint shift = 0;

  if (end != NULL && *end != '\0' && end[1] == '\0')
    {
      const char *units = "kmg", *unit = strchr (units, g_ascii_tolower (*end));

      shift = unit != NULL ? (guint) (unit - units + 1) * 10 : 0;
      end += unit != NULL;
    }
  if (end == NULL || *end != '\0' || n > G_MAXUINT32)
    return cli_usage (error, _ ("“%s” is not a size. Write 500k, 20M or 1G."), word);
  *bytes = n << shift;
  return TRUE;
}

static gboolean
clear (Cli *cli, const AlpClearing *clearing, AlpCleared *cleared, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  alp_upkeep_clear_async (cli->engine, clearing, NULL, cli_got, &result);
  return alp_upkeep_clear_finish (cli->engine, cli_wait (&result), cleared, error);
}

static gboolean
compact (Cli *cli, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  alp_upkeep_compact_async (cli->engine, NULL, cli_got, &result);
  return alp_upkeep_finish (cli->engine, cli_wait (&result), error);
}

static void
print_cleared (Cli *cli, const AlpCleared *cleared, gboolean compacted)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *size = g_format_size (cleared->bytes);

  json_builder_begin_object (builder);
  cli_set_int (builder, "files", cleared->files);
  cli_set_int (builder, "bytes", (gint64) cleared->bytes);
  cli_set_boolean (builder, "compacted", compacted);
  json_builder_end_object (builder);
  if (cli->json)
    cli_print_json (json_builder_get_root (builder));
  else
    {
      g_print (ngettext ("%u file removed (%s). Nothing that exists only here was touched.",
                         "%u files removed (%s). Nothing that exists only here was touched.", cleared->files),
               cleared->files, size);
      g_print ("\n");
    }
}

gboolean
cli_clear_caches (Cli *cli, int argc, char **argv, GError **error)
{
  g_autofree char *email = NULL, *larger = NULL;
  int days = 0;
  gboolean with_compact = FALSE, sweep_only = FALSE;
  const GOptionEntry entries[] = {
    { "account", 0, 0, G_OPTION_ARG_STRING, &email, N_ ("Only this account"), "A" },
    { "older-than-days", 0, 0, G_OPTION_ARG_INT, &days, N_ ("Only messages received before that"), "N" },
    { "larger-than", 0, 0, G_OPTION_ARG_STRING, &larger, N_ ("Only messages at least so large"), "SIZE" },
    { "unused-only", 0, 0, G_OPTION_ARG_NONE, &sweep_only, N_ ("No messages, only files nothing needs"),
      NULL },
    { "compact", 0, 0, G_OPTION_ARG_NONE, &with_compact, N_ ("Then give unused room of the databases back"),
      NULL },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };
  AlpClearing clearing = { 0 };
  AlpCleared cleared = { 0 };
  AlpAccount *account;

  if (!cli_options (
          cli, entries, "",
          _ ("Removes whole messages that the server can give again, and files nothing needs. Search "
             "still finds them. Drafts, outbox, changes under way and mail kept only here stay."),
          argc, argv, NULL, error))
    return FALSE;
  if (days < 0 || days > DAYS_MAX)
    return cli_usage (error, _ ("--older-than-days needs a number from 0 to %d."), DAYS_MAX);
  if (larger != NULL && !parse_size (larger, &clearing.larger_than, error))
    return FALSE;
  if (!cli_open (cli, error))
    return FALSE;
  if (email != NULL)
    {
      account = cli_get_account (cli, email, error);
      if (account == NULL)
        return FALSE;
      clearing.account_id = alp_account_get_id (account);
    }
  clearing.older_than_days = (guint) days;
  clearing.sweep_only = sweep_only;
  if (!clear (cli, &clearing, &cleared, error) || (with_compact && !compact (cli, error)))
    return FALSE;
  print_cleared (cli, &cleared, with_compact);
  return TRUE;
}

/* ---- rebuild ---- */

static void
on_progress (gint64 done, gint64 total, gpointer data)
{
  Cli *cli = data;
  g_autofree char *text_done = NULL, *text_total = NULL;

  if (cli->json || total <= 0)
    return;
  text_done = g_strdup_printf ("%" G_GINT64_FORMAT, MIN (done, total));
  text_total = g_strdup_printf ("%" G_GINT64_FORMAT, total);
  /* Translators: done of all messages */
  g_printerr (_ ("%s of %s messages"), text_done, text_total);
  g_printerr ("\n");
}

static gboolean
rebuild_index (Cli *cli, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  alp_upkeep_rebuild_index_async (cli->engine, on_progress, cli, NULL, cli_got, &result);
  return alp_upkeep_finish (cli->engine, cli_wait (&result), error);
}

/* Only when the server answers: else the list would be empty until it does. */
static gboolean
check_server (Cli *cli, AlpAccount *account, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  alp_engine_check_account_async (cli->engine, account, NULL, cli_got, &result);
  return alp_engine_check_account_finish (cli->engine, cli_wait (&result), error);
}

static gboolean
forget_and_fetch (Cli *cli, AlpAccount *account, AlpFolder *folder, GError **error)
{
  g_autoptr (GAsyncResult) forgotten = NULL;
  g_autoptr (GAsyncResult) fetched = NULL;

  if (!check_server (cli, account, error))
    return FALSE;
  alp_upkeep_rebuild_account_async (cli->engine, account, folder, NULL, cli_got, &forgotten);
  if (!alp_upkeep_finish (cli->engine, cli_wait (&forgotten), error))
    return FALSE;
  alp_engine_sync_once_async (cli->engine, account, folder != NULL ? alp_folder_get_path (folder) : NULL,
                              ALP_BODIES_RECENT, NULL, cli_got, &fetched);
  return alp_engine_sync_once_finish (cli->engine, cli_wait (&fetched), NULL, error);
}

static gboolean
rebuild (Cli *cli, const char *email, const char *name, GError **error)
{
  AlpAccount *account = cli_get_account (cli, email, error);
  AlpFolder *folder = NULL;

  if (account == NULL)
    return FALSE;
  if (name != NULL)
    folder = alp_account_find_folder (account, name);
  if (name != NULL && folder == NULL)
    {
      g_set_error (error, ALP_ERROR, ALP_ERROR_NOT_FOUND,
                   _ ("There is no folder “%s”. See “folders”; after adding an account run “sync” first."),
                   name);
      return FALSE;
    }
  return forget_and_fetch (cli, account, folder, error);
}

gboolean
cli_rebuild (Cli *cli, int argc, char **argv, GError **error)
{
  g_autofree char *email = NULL, *name = NULL;
  gboolean index = FALSE;
  const GOptionEntry entries[] = {
    { "account", 0, 0, G_OPTION_ARG_STRING, &email, N_ ("All folders of this account"), "A" },
    { "folder", 0, 0, G_OPTION_ARG_STRING, &name, N_ ("Only this folder, by path, name or role"), "F" },
    { "index", 0, 0, G_OPTION_ARG_NONE, &index, N_ ("The search index"), NULL },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (!cli_options (
          cli, entries, "",
          _ ("Forgets the list of a folder or of all folders of an account and fetches it again; or makes "
             "the search index anew. Whole messages, drafts and changes under way stay."),
          argc, argv, NULL, error))
    return FALSE;
  if (index == (email != NULL || name != NULL))
    return cli_usage (error, _ ("Say one of --index, --account and --folder (with --account)."));
  if (!cli_open (cli, error) || !(index ? rebuild_index (cli, error) : rebuild (cli, email, name, error)))
    return FALSE;
  json_builder_begin_object (builder);
  cli_set_boolean (builder, "rebuilt", TRUE);
  json_builder_end_object (builder);
  if (cli->json)
    cli_print_json (json_builder_get_root (builder));
  else
    g_print ("%s\n", _ ("Done."));
  return TRUE;
}
