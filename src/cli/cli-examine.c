/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli-examine.c: what a message tells beside its text: who sent it, what is suspicious, what it asks for; and answering that.
 *
 * A number is a message of the store, where the person's servers and contacts are known; anything else is a file. */

#include "cli.h"

#include "alp-invitation.h"
#include "alp-receipt.h"
#include "alp-unsubscribe.h"

#include <glib/gi18n.h>
#include <string.h>

static void
build_strings (JsonBuilder *builder, const char *name, char **strings)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; strings[i] != NULL; i++)
    json_builder_add_string_value (builder, strings[i]);
  json_builder_end_array (builder);
}

static void
build_reasons (JsonBuilder *builder, const AlpFacts *facts)
{
  json_builder_set_member_name (builder, "reasons");
  json_builder_begin_array (builder);
  for (guint i = 0; i < facts->reasons->len; i++)
    {
      const AlpSuspicion *reason = g_ptr_array_index (facts->reasons, i);

      json_builder_begin_object (builder);
      cli_set (builder, "id", reason->id);
      cli_set (builder, "sentence", reason->sentence);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
build_invitation (JsonBuilder *builder, const AlpInvitation *event)
{
  g_autofree char *start = cli_iso_date (event->start), *end = cli_iso_date (event->end);

  json_builder_set_member_name (builder, "invitation");
  json_builder_begin_object (builder);
  cli_set (builder, "kind", alp_event_kind_get_id (event->kind));
  cli_set (builder, "summary", event->summary);
  cli_set (builder, "location", event->location);
  cli_set (builder, "start", start);
  cli_set (builder, "end", end);
  cli_set_boolean (builder, "all_day", event->all_day);
  cli_set (builder, "organizer", event->organizer_email);
  cli_set_int (builder, "attendees", event->n_attendees);
  cli_set (builder, "own_address", event->own_email);
  cli_set (builder, "own_answer", alp_answer_get_id (event->own_answer));
  cli_set_boolean (builder, "can_answer", event->can_answer);
  cli_set (builder, "warning", event->warning);
  json_builder_end_object (builder);
}

static void
build_links (JsonBuilder *builder, const AlpFacts *facts)
{
  json_builder_set_member_name (builder, "deceiving_links");
  json_builder_begin_array (builder);
  for (guint i = 0; i < facts->lies->len; i++)
    {
      const AlpLie *lie = g_ptr_array_index (facts->lies, i);

      json_builder_begin_object (builder);
      cli_set (builder, "target", lie->target);
      cli_set (builder, "host", lie->host);
      cli_set (builder, "shows", lie->named);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
build_facts (JsonBuilder *builder, const char *name, const AlpFacts *facts)
{
  json_builder_begin_object (builder);
  cli_set (builder, "message", name);
  cli_set (builder, "authentication", alp_auth_get_id (facts->auth));
  cli_set (builder, "authentication_sentence", facts->auth_sentence);
  build_strings (builder, "authentication_details", facts->auth_details);
  cli_set (builder, "authority", facts->authority);
  cli_set (builder, "sender", alp_sender_kind_get_id (facts->sender));
  cli_set_boolean (builder, "suspicious", facts->is_suspicious);
  build_reasons (builder, facts);
  build_links (builder, facts);
  cli_set (builder, "unsubscribe_one_click", facts->one_click_uri);
  cli_set (builder, "unsubscribe_page", facts->leave_uri);
  cli_set (builder, "unsubscribe_mail", facts->leave_mail_to);
  cli_set (builder, "receipt_wanted_at", facts->receipt_to);
  cli_set_boolean (builder, "receipt_elsewhere", facts->receipt_elsewhere);
  cli_set_boolean (builder, "receipt_answered", facts->receipt_answered);
  cli_set (builder, "read_by", facts->read_by);
  build_strings (builder, "readers", facts->readers);
  cli_set (builder, "reaction", facts->reaction);
  cli_set_boolean (builder, "winmail_unpacked", facts->unpacked);
  cli_set_boolean (builder, "bounce", facts->bounce != NULL);
  cli_set_int (builder, "bounced_message", facts->bounced_id);
  if (facts->invitation != NULL)
    build_invitation (builder, facts->invitation);
  json_builder_end_object (builder);
}

static void
print_line (const char *label, const char *text)
{
  g_autofree char *clean = cli_clean (text != NULL ? text : "", FALSE);

  if (*clean != '\0')
    g_print ("%s: %s\n", label, clean);
}

static void
print_facts (const char *name, const AlpFacts *facts)
{
  print_line (_ ("Message"), name);
  print_line (_ ("Sender"), facts->auth_sentence);
  for (guint i = 0; facts->auth_details[i] != NULL; i++)
    print_line ("  ", facts->auth_details[i]);
  if (facts->sender != ALP_SENDER_INTERNAL)
    print_line (_ ("Badge"), facts->sender == ALP_SENDER_EXTERNAL ? _ ("External") : _ ("Unknown"));
  if (facts->is_suspicious)
    print_line (_ ("Warning"), _ ("This message may be trying to deceive you."));
  for (guint i = 0; i < facts->reasons->len; i++)
    print_line ("  ", ((AlpSuspicion *) g_ptr_array_index (facts->reasons, i))->sentence);
  print_line (_ ("Unsubscribe"), facts->one_click_uri != NULL ? facts->one_click_uri
                                 : facts->leave_uri != NULL   ? facts->leave_uri
                                                              : facts->leave_mail_to);
  print_line (_ ("Confirmation wanted at"), facts->receipt_to);
  print_line (_ ("Opened by"), facts->read_by);
  print_line (_ ("Reaction"), facts->reaction);
  if (facts->unpacked)
    print_line ("winmail.dat", _ ("unpacked"));
  if (facts->invitation != NULL)
    {
      g_autofree char *start = cli_iso_date (facts->invitation->start);

      print_line (_ ("Invitation"), facts->invitation->summary);
      print_line ("  ", start);
      print_line ("  ", facts->invitation->warning);
    }
  if (facts->bounce != NULL)
    print_line (_ ("Delivery report"), _ ("see “bounce”"));
}

static AlpContent *
load (Cli *cli, gint64 id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  alp_engine_load_content_by_id_async (cli->engine, id, NULL, cli_got, &result);
  return alp_engine_load_content_finish (cli->engine, cli_wait (&result), error);
}

static gboolean
answer (Cli *cli, AlpContent *content, const char *word, GError **error)
{
  static const char *const answers[] = { "", "accept", "tentative", "decline" };
  const AlpFacts *facts = alp_content_get_facts (content);
  g_autoptr (GAsyncResult) result = NULL;

  for (guint i = ALP_ANSWER_ACCEPTED; i < G_N_ELEMENTS (answers); i++)
    if (g_str_equal (word, answers[i]))
      {
        alp_engine_answer_invitation_async (cli->engine, content, (AlpAnswer) i, NULL, cli_got, &result);
        return alp_engine_answer_invitation_finish (cli->engine, cli_wait (&result), error);
      }
  if (g_str_equal (word, "confirm") || g_str_equal (word, "ignore"))
    {
      alp_engine_answer_receipt_async (cli->engine, content, g_str_equal (word, "confirm"), NULL, cli_got,
                                       &result);
      return alp_engine_answer_receipt_finish (cli->engine, cli_wait (&result), error);
    }
  if (!g_str_equal (word, "unsubscribe") || facts->one_click_uri == NULL)
    return cli_usage (error, _ ("This message cannot be answered like that."));
  alp_unsubscribe_async (facts->one_click_uri, NULL, cli_got, &result);
  return alp_unsubscribe_finish (cli_wait (&result), error);
}

static gboolean
examine (Cli *cli, JsonBuilder *builder, const char *name, const char *word, GError **error)
{
  g_autoptr (AlpContent) content = NULL;
  g_autoptr (AlpParsed) parsed = NULL;
  const AlpFacts *facts;
  guint64 id = 0;

  if (g_ascii_string_to_unsigned (name, 10, 1, G_MAXINT64, &id, NULL))
    {
      if ((cli->engine == NULL && !cli_open (cli, error))
          || (content = load (cli, (gint64) id, error)) == NULL
          || (word != NULL && !answer (cli, content, word, error)))
        return FALSE;
      facts = alp_content_get_facts (content);
    }
  else
    {
      if (word != NULL)
        return cli_usage (error, _ ("Only a message of a folder can be answered: give its number."));
      parsed = alp_parse_file (name, ALP_PARSE_DEFAULT, error);
      if (parsed == NULL)
        return FALSE;
      facts = parsed->facts;
    }
  build_facts (builder, name, facts);
  if (!cli->json)
    print_facts (name, facts);
  return TRUE;
}

gboolean
cli_examine (Cli *cli, int argc, char **argv, GError **error)
{
  g_autofree char *word = NULL;
  const GOptionEntry entries[] = {
    { "answer", 0, 0, G_OPTION_ARG_STRING, &word,
      N_ ("accept, tentative or decline (an invitation), confirm or ignore (a wish for a receipt), "
          "unsubscribe"),
      "A" },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };
  g_auto (GStrv) names = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (!cli_options (cli, entries, "ID|FILE…",
                    _ ("What is known of the sender, what is suspicious, what the message asks for."), argc,
                    argv, &names, error))
    return FALSE;
  if (names[0] == NULL)
    return cli_usage (error, _ ("examine needs the number or the file of a message."));
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "messages");
  json_builder_begin_array (builder);
  for (guint i = 0; names[i] != NULL; i++)
    {
      if (!examine (cli, builder, names[i], word, error))
        return FALSE;
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  if (cli->json)
    cli_print_json (json_builder_get_root (builder));
  return TRUE;
}
