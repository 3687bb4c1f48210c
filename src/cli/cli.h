/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

#include "alp-engine.h"
#include "alp-error.h"

G_BEGIN_DECLS

/* Cli: one run of alpenpost-cli. */
typedef struct
{
  char *profile;
  gboolean json;
  AlpEngine *engine; /* nullable: opened on demand by cli_open () */
} Cli;

/* @argv: the command's own arguments, argv[0] being its name. Returns: the exit code; with @error set it is not used. */
typedef int (*CliRunFunc) (Cli *cli, int argc, char **argv, GError **error);

typedef struct
{
  const char *name;
  const char *usage;
  const char *summary;
  CliRunFunc run;
} CliCommand;

/* --- cli-run.c --- */
gboolean cli_parse (Cli *cli, const char *name, const GOptionEntry *entries, int *argc, char ***argv, GError **error);
gboolean cli_open (Cli *cli, GError **error);
void cli_on_ready (GObject *source, GAsyncResult *result, gpointer data);
GAsyncResult *cli_wait (GAsyncResult **result);
gboolean cli_wait_list (AlpMessageList *list, guint limit, GError **error);
AlpAccount *cli_account (Cli *cli, const char *email, GError **error);
gboolean cli_ids (char **argv, GArray **ids, GError **error);
void cli_usage_error (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);
gboolean cli_is_usage_error (const GError *error);
const CliCommand *cli_find_command (const char *name);

/* --- cli-output.c --- */
void cli_print (const char *format, ...) G_GNUC_PRINTF (1, 2);
void cli_print_json (JsonBuilder *builder);
void cli_print_error (Cli *cli, const GError *error);
void cli_json_string (JsonBuilder *builder, const char *name, const char *value);
void cli_json_int (JsonBuilder *builder, const char *name, gint64 value);
void cli_json_boolean (JsonBuilder *builder, const char *name, gboolean value);
void cli_json_date (JsonBuilder *builder, const char *name, gint64 unix_seconds);
void cli_json_strings (JsonBuilder *builder, const char *name, const char *const *values);
void cli_json_error (JsonBuilder *builder, const GError *error);
char *cli_date (gint64 unix_seconds);

/* --- one file for each group of commands --- */
int cli_account_run (Cli *cli, int argc, char **argv, GError **error);
int cli_sync_run (Cli *cli, int argc, char **argv, GError **error);
int cli_folders_run (Cli *cli, int argc, char **argv, GError **error);
int cli_list_run (Cli *cli, int argc, char **argv, GError **error);
int cli_search_run (Cli *cli, int argc, char **argv, GError **error);
int cli_show_run (Cli *cli, int argc, char **argv, GError **error);
int cli_flag_run (Cli *cli, int argc, char **argv, GError **error);
int cli_move_run (Cli *cli, int argc, char **argv, GError **error);
int cli_archive_run (Cli *cli, int argc, char **argv, GError **error);
int cli_delete_run (Cli *cli, int argc, char **argv, GError **error);
int cli_undo_run (Cli *cli, int argc, char **argv, GError **error);
int cli_send_run (Cli *cli, int argc, char **argv, GError **error);
int cli_outbox_run (Cli *cli, int argc, char **argv, GError **error);
int cli_parse_run (Cli *cli, int argc, char **argv, GError **error);
int cli_doctor_run (Cli *cli, int argc, char **argv, GError **error);

G_END_DECLS
