/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "alp-engine.h"
#include "alp-parse.h"

G_BEGIN_DECLS

/* One call of the program. */
typedef struct
{
  char *profile; /* nullable: ALPENPOST_PROFILE, else the person's own */
  gboolean json;
  AlpEngine *engine; /* nullable until cli_open () */
} Cli;

/* Returns: whether all went well. A command that fails sets @error and has printed nothing, or returns FALSE without @error when what
 * it printed says so. @argv[0] is the command's name. */
typedef gboolean (*CliFunc) (Cli *cli, int argc, char **argv, GError **error);

/* The command “account”. */
/* account add, list, remove */
gboolean cli_account (Cli *cli, int argc, char **argv, GError **error);
/* cli-profile.c: user accounts; what an address is here */
gboolean cli_profile (Cli *cli, int argc, char **argv, GError **error);
gboolean cli_address (Cli *cli, int argc, char **argv, GError **error);
/* The command “sync”. */
/* one whole round per account */
gboolean cli_sync (Cli *cli, int argc, char **argv, GError **error);
/* The command “folders”. */
/* folders with their counts */
gboolean cli_folders (Cli *cli, int argc, char **argv, GError **error);
/* The command “list”. */
/* the messages of a folder */
gboolean cli_list (Cli *cli, int argc, char **argv, GError **error);
/* The command “search”. */
/* messages found */
gboolean cli_search (Cli *cli, int argc, char **argv, GError **error);
/* The command “show”. */
/* one message */
gboolean cli_show (Cli *cli, int argc, char **argv, GError **error);
/* The command “flag”. */
/* read, unread, star */
gboolean cli_flag (Cli *cli, int argc, char **argv, GError **error);
/* The command “move”. */
/* to a folder */
gboolean cli_move (Cli *cli, int argc, char **argv, GError **error);
/* The command “archive”. */
/* to the archive */
gboolean cli_archive (Cli *cli, int argc, char **argv, GError **error);
/* The command “delete”. */
/* to the trash */
gboolean cli_delete (Cli *cli, int argc, char **argv, GError **error);
/* The command “undo”. */
/* takes the last action back */
gboolean cli_undo (Cli *cli, int argc, char **argv, GError **error);
/* The command “send”. */
/* into the outbox, and one attempt */
gboolean cli_send (Cli *cli, int argc, char **argv, GError **error);
/* The command “outbox”. */
/* what became of sent messages */
gboolean cli_outbox (Cli *cli, int argc, char **argv, GError **error);
/* The command “parse”. */
/* message files, no account */
gboolean cli_parse (Cli *cli, int argc, char **argv, GError **error);
/* The command “certificate”. */
/* certificates accepted by hand */
gboolean cli_certificate (Cli *cli, int argc, char **argv, GError **error);
/* The command “discover”. */
/* the servers of an address */
gboolean cli_discover (Cli *cli, int argc, char **argv, GError **error);
/* The command “devices”. */
/* device passwords of an address */
gboolean cli_devices (Cli *cli, int argc, char **argv, GError **error);
/* The command “activity”. */
/* the log of what was done and what happened */
gboolean cli_activity (Cli *cli, int argc, char **argv, GError **error);
/* The command “doctor”. */
/* versions, databases, connections */
gboolean cli_bounce (Cli *cli, int argc, char **argv, GError **error);
gboolean cli_check (Cli *cli, int argc, char **argv, GError **error);
/* The command “mute”: conversations nobody wants to hear of. */
gboolean cli_mute (Cli *cli, int argc, char **argv, GError **error);
/* The command “storage”: what takes room. */
gboolean cli_storage (Cli *cli, int argc, char **argv, GError **error);
/* The command “clear-caches”: what the server can give again. */
gboolean cli_clear_caches (Cli *cli, int argc, char **argv, GError **error);
/* The command “rebuild”: a folder, an account, the search index. */
gboolean cli_rebuild (Cli *cli, int argc, char **argv, GError **error);
gboolean cli_examine (Cli *cli, int argc, char **argv, GError **error);
gboolean cli_doctor (Cli *cli, int argc, char **argv, GError **error);

/* cli-run.c */
#define CLI_ERROR (cli_error_quark ())
GQuark cli_error_quark (void);

enum
{
  CLI_ERROR_USAGE = 1,
};

/* Parses the options of a command, --profile, --json and --help among them. @rest: (out) (nullable): what is left, NULL-terminated.
 * FALSE with @error, or without after --help. */
gboolean cli_options (Cli *cli, const GOptionEntry *entries, const char *usage, const char *summary, int argc,
                      char **argv, char ***rest, GError **error);
gboolean cli_usage (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);
gboolean cli_open (Cli *cli, GError **error);
void cli_close (Cli *cli);
/* GAsyncReadyCallback; @data: (GAsyncResult **) */
void cli_got (GObject *source, GAsyncResult *result, gpointer data);
/* Runs the main loop until *@result is set. */
GAsyncResult *cli_wait (GAsyncResult **result);
/* The account named, or the only or first one. NULL with @error. */
AlpAccount *cli_get_account (Cli *cli, const char *email, GError **error);
gboolean cli_parse_ids (char **words, GArray **ids, GError **error);
/* Takes over @node: prints it as the one document. */
void cli_print_json (JsonNode *node);
void cli_print_error (Cli *cli, const GError *error);
void cli_build_error (JsonBuilder *builder, const GError *error);
char *cli_iso_date (gint64 unix_seconds);
void cli_set (JsonBuilder *builder, const char *name, const char *value);
void cli_set_int (JsonBuilder *builder, const char *name, gint64 value);
void cli_set_boolean (JsonBuilder *builder, const char *name, gboolean value);
/* Text from elsewhere for a terminal: without control characters. @lines: line ends stay. */
char *cli_clean (const char *text, gboolean lines);

/* cli-message.c: one decoded message as members of the open object */
void cli_build_message (JsonBuilder *builder, const AlpParsed *parsed, gboolean with_texts);
void cli_print_message (const AlpParsed *parsed);

G_END_DECLS
