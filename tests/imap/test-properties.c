/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-properties.c: what we write, and what a server would write, read back: generated values, fixed seeds
 *
 * encode∘decode for strings in commands, names, sets, flags, dates; and an encoder of the test's own for what only servers
 * write: ENVELOPE, BODYSTRUCTURE, SEARCH, STATUS. */

#include <string.h>

#include "imap-bodystructure.h"
#include "imap-command.h"
#include "imap-date.h"
#include "imap-envelope.h"
#include "imap-flags.h"
#include "imap-framer.h"
#include "imap-search.h"
#include "imap-seqset.h"
#include "imap-status.h"
#include "imap-utf7.h"

#define ROUNDS 2000

/* The bytes of one line, literals in it, as a tree. */
static ImapTree *
read_tree (const GString *wire)
{
  const char *p = wire->str;
  const char *limit = wire->str + wire->len;
  ImapFramer framer = { 0 };
  g_autoptr (GError) error = NULL;
  GPtrArray *literals;
  GString *text;
  ImapTree *tree;

  for (;;)
    {
      const char *end = memmem (p, (gsize) (limit - p), "\r\n", 2);
      guint64 n = 0;
      g_autoptr (GBytes) literal = NULL;
      ImapFrame frame;

      g_assert_nonnull (end);
      frame = imap_framer_feed_line (&framer, p, (gsize) (end - p), &n, &error);
      g_assert_no_error (error);
      p = end + 2;
      if (frame == IMAP_FRAME_DONE)
        break;
      literal = g_bytes_new (p, n);
      p += n;
      g_assert_true (imap_framer_feed_literal (&framer, literal, &error));
    }
  g_assert_true (p == limit);
  text = imap_framer_take (&framer, &literals);
  tree = imap_tree_parse (text, 0, literals, &error);
  g_assert_no_error (error);
  return tree;
}

/* Any bytes but NUL: letters mostly, and what hurts. */
static char *
random_text (GRand *random, guint max)
{
  static const char nasty[] = " \"\\(){}[]%*&\r\n\t~+-,/.\x7f\x80\xc3\xbc\xff";
  guint length = (guint) g_rand_int_range (random, 0, (gint32) max + 1);
  char *text = g_malloc0 (length + 1);

  for (guint i = 0; i < length; i++)
    text[i] = g_rand_int_range (random, 0, 3) == 0
                  ? nasty[g_rand_int_range (random, 0, (gint32) sizeof nasty - 1)]
                  : (char) g_rand_int_range (random, 'A', 'z');
  return text;
}

/* "x" as the server would write it: quoted, or a literal where it has to be. */
static void
write_string (GString *wire, const char *value, GRand *random)
{
  if (value == NULL)
    g_string_append (wire, "NIL");
  else if (strpbrk (value, "\r\n") != NULL || g_rand_int_range (random, 0, 4) == 0)
    g_string_append_printf (wire, "{%zu}\r\n%s", strlen (value), value);
  else
    {
      g_string_append_c (wire, '"');
      for (const char *p = value; *p != '\0'; p++)
        g_string_append_printf (wire, "%s%c", *p == '"' || *p == '\\' ? "\\" : "", *p);
      g_string_append_c (wire, '"');
    }
}

static void
test_command_strings (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);

  for (guint round = 0; round < ROUNDS; round++)
    {
      g_autoptr (ImapCommand) command = imap_command_new ("(");
      g_autofree char *first = random_text (random, 30);
      g_autofree char *second = random_text (random, 30);
      g_autoptr (GString) wire = g_string_new (NULL);
      g_autoptr (ImapTree) tree = NULL;
      const ImapValue *value;
      GArray *pieces;

      command->utf8 = g_rand_boolean (random);
      imap_command_add_astring (command, first);
      imap_command_add (command, " ");
      imap_command_add_string (command, second);
      imap_command_add (command, ")");
      pieces = imap_command_get_pieces (command);
      for (guint i = 0; i < pieces->len; i++)
        {
          const ImapPiece *piece = &g_array_index (pieces, ImapPiece, i);

          /* outside literals nothing of ours ends a line */
          g_assert_null (strpbrk (piece->text, "\r\n"));
          g_string_append (wire, piece->text);
          if (piece->literal == NULL)
            continue;
          g_string_append_printf (wire, "{%zu}\r\n", g_bytes_get_size (piece->literal));
          g_string_append_len (wire, g_bytes_get_data (piece->literal, NULL),
                               (gssize) g_bytes_get_size (piece->literal));
        }
      g_string_append (wire, "\r\n");
      tree = read_tree (wire);
      value = imap_tree_child (tree, imap_tree_first (tree));
      g_assert_cmpmem (value->data, value->length, first, strlen (first));
      value = imap_tree_sibling (tree, imap_tree_first (tree), value);
      g_assert_cmpint (value->kind, ==, IMAP_VALUE_STRING);
      g_assert_cmpmem (value->data, value->length, second, strlen (second));
    }
}

static void
test_names (void)
{
  static const gunichar ranges[][2]
      = { { 1, 0x7f }, { 0x80, 0x7ff }, { 0x800, 0xd7ff }, { 0xe000, 0xffff }, { 0x10000, 0x10ffff } };
  g_autoptr (GRand) random = g_rand_new_with_seed (2);

  for (guint round = 0; round < ROUNDS; round++)
    {
      g_autoptr (GString) name = g_string_new (NULL);
      g_autofree char *raw = NULL;
      g_autofree char *back = NULL;
      guint length = (guint) g_rand_int_range (random, 0, 20);

      for (guint i = 0; i < length; i++)
        {
          const gunichar *range = ranges[g_rand_int_range (random, 0, G_N_ELEMENTS (ranges))];

          g_string_append_unichar (
              name, (gunichar) g_rand_int_range (random, (gint32) range[0], (gint32) range[1] + 1));
        }
      raw = imap_utf7_encode (name->str);
      for (const char *p = raw; *p != '\0'; p++)
        g_assert_true (*p >= 0x20 && *p < 0x7f);
      back = imap_utf7_decode (raw);
      g_assert_cmpstr (back, ==, name->str);
    }
}

static BaseIdset *
random_set (GRand *random)
{
  BaseIdset *set = base_idset_new ();
  guint n = (guint) g_rand_int_range (random, 0, 50);

  for (guint i = 0; i < n; i++)
    {
      guint32 first = (guint32) g_rand_int_range (random, 1, 5000);

      base_idset_add_range (set, first, first + (guint32) g_rand_int_range (random, 0, 5));
    }
  return set;
}

/* Sets as we write them, in pieces of bounded length; as ESEARCH and as SEARCH write them. */
static void
test_sets (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (3);

  for (guint round = 0; round < ROUNDS; round++)
    {
      g_autoptr (BaseIdset) set = random_set (random);
      g_autoptr (BaseIdset) back = base_idset_new ();
      g_autoptr (GPtrArray) texts = imap_seqset_format (set, 60);
      g_autofree char *whole = base_idset_to_string (set);
      g_autoptr (GString) esearch = g_string_new ("(TAG \"x\") UID");
      g_autoptr (GString) search = g_string_new (NULL);
      g_autoptr (ImapTree) esearch_tree = NULL;
      g_autoptr (ImapTree) search_tree = NULL;
      g_autoptr (ImapSearch) found = NULL;
      g_autoptr (ImapSearch) found_plain = NULL;
      BaseIdsetIter iter = { .set = set };
      guint64 uid;

      for (guint i = 0; i < texts->len; i++)
        {
          g_autoptr (BaseIdset) part = imap_seqset_parse (texts->pdata[i], strlen (texts->pdata[i]));

          g_assert_cmpuint (strlen (texts->pdata[i]), <=, 60);
          base_idset_union (back, part);
        }
      g_assert_true (base_idset_equal (set, back));
      if (*whole != '\0')
        g_string_append_printf (esearch, " ALL %s", whole);
      g_string_append (esearch, "\r\n");
      while (base_idset_next (&iter, &uid))
        g_string_prepend (search, g_rand_boolean (random) ? " " : "  "), g_string_prepend (search, "7 "),
            g_string_append_printf (search, "%" G_GUINT64_FORMAT " ", uid);
      base_idset_add (back, 7);
      g_string_append (search, "\r\n");
      esearch_tree = read_tree (esearch);
      search_tree = read_tree (search);
      found = imap_esearch_parse (esearch_tree, NULL);
      found_plain = imap_search_parse (search_tree, NULL);
      g_assert_true (found->uid && base_idset_equal (found->all, set));
      g_assert_cmpstr (found->tag, ==, "x");
      if (!base_idset_is_empty (set))
        g_assert_true (base_idset_equal (found_plain->all, back));
    }
}

static void
test_flags (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (4);

  for (guint round = 0; round < ROUNDS; round++)
    {
      guint flags = (guint) g_rand_int_range (random, 0, 32);
      g_autofree char *keyword = g_strdup_printf ("$k%d", g_rand_int_range (random, 0, 1000));
      const char *keywords[] = { "NIL", keyword, NULL };
      g_autoptr (GString) wire = g_string_new (NULL);
      g_autoptr (ImapTree) tree = NULL;
      g_auto (GStrv) back = NULL;
      guint flags_back;

      g_assert_true (imap_flags_format (flags, keywords, wire, NULL));
      g_string_append (wire, "\r\n");
      tree = read_tree (wire);
      g_assert_true (imap_flags_parse (tree, imap_tree_first (tree), &flags_back, &back));
      g_assert_cmpuint (flags_back, ==, flags);
      g_assert_true (g_strv_equal ((const char *const *) back, keywords));
    }
}

static void
test_dates (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (5);

  for (guint round = 0; round < ROUNDS; round++)
    {
      gint64 moment = 1 + (gint64) (g_rand_double (random) * 253000000000.0);
      g_autofree char *text = imap_date_format (moment);
      gint64 back = 0;

      g_assert_true (text[0] == '"' && text[strlen (text) - 1] == '"');
      g_assert_true (imap_date_parse (text + 1, strlen (text) - 2, &back));
      g_assert_cmpint (back, ==, moment);
    }
}

/* NULL for what a server has to write as NIL; the empty string counts as nothing too. */
static char *
random_field (GRand *random)
{
  char *text = g_rand_int_range (random, 0, 5) == 0 ? NULL : random_text (random, 20);

  if (text != NULL && *text == '\0')
    g_clear_pointer (&text, g_free);
  return text;
}

static void
test_envelopes (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (6);

  for (guint round = 0; round < ROUNDS; round++)
    {
      g_autofree char *date = random_field (random);
      g_autofree char *subject = random_field (random);
      g_autofree char *name = random_field (random);
      g_autofree char *mailbox = random_field (random);
      g_autofree char *message_id = random_field (random);
      guint n = (guint) g_rand_int_range (random, 0, 4);
      g_autoptr (GString) wire = g_string_new ("(");
      g_autoptr (ImapTree) tree = NULL;
      g_autoptr (ImapEnvelope) envelope = NULL;

      write_string (wire, date, random);
      g_string_append_c (wire, ' ');
      write_string (wire, subject, random);
      g_string_append (wire, n > 0 ? " (" : " NIL");
      for (guint i = 0; i < n; i++)
        {
          g_string_append_c (wire, '(');
          write_string (wire, name, random);
          g_string_append (wire, " NIL ");
          write_string (wire, mailbox, random);
          g_string_append (wire, " \"host\")");
        }
      g_string_append (wire, n > 0 ? ") NIL NIL NIL NIL NIL NIL " : " NIL NIL NIL NIL NIL NIL ");
      write_string (wire, message_id, random);
      g_string_append (wire, ")\r\n");
      tree = read_tree (wire);
      envelope = imap_envelope_parse (tree, imap_tree_first (tree), NULL);
      g_assert_cmpstr (envelope->date, ==, date);
      g_assert_cmpstr (envelope->subject, ==, subject);
      g_assert_cmpstr (envelope->message_id, ==, message_id);
      g_assert_cmpuint (envelope->from->len, ==, n);
      for (guint i = 0; i < n; i++)
        {
          const ImapAddress *address = envelope->from->pdata[i];

          g_assert_cmpstr (address->name, ==, name);
          g_assert_cmpstr (address->mailbox, ==, mailbox);
          g_assert_cmpstr (address->host, ==, "host");
        }
    }
}

/* Writes one body, and in @expected its parts as a walk gives them. */
static void
write_body (GString *wire, GString *expected, const char *section, guint depth, GRand *random)
{
  if (depth < 5 && g_rand_int_range (random, 0, 3) > 0)
    {
      guint n = (guint) g_rand_int_range (random, 1, 4);

      g_string_append_printf (expected, "%s:%u:multipart/mixed ", section, depth);
      g_string_append_c (wire, '(');
      for (guint i = 1; i <= n; i++)
        {
          g_autofree char *child
              = *section == '\0' ? g_strdup_printf ("%u", i) : g_strdup_printf ("%s.%u", section, i);

          write_body (wire, expected, child, depth + 1, random);
        }
      g_string_append (wire, " \"MIXED\" (\"BOUNDARY\" \"b\") NIL NIL)");
      return;
    }
  g_string_append_printf (expected, "%s:%u:text/x-%u ", depth == 0 ? "1" : section, depth, depth);
  g_string_append_printf (wire, "(\"TEXT\" \"X-%u\" (\"CHARSET\" ", depth);
  write_string (wire, "utf-8", random);
  g_string_append (wire, ") NIL NIL \"8BIT\" 7 1 NIL (\"inline\" NIL) NIL)");
}

static void
test_bodystructures (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  for (guint round = 0; round < ROUNDS / 4; round++)
    {
      g_autoptr (GString) wire = g_string_new (NULL);
      g_autoptr (GString) expected = g_string_new (NULL);
      g_autoptr (GString) got = g_string_new (NULL);
      g_autoptr (ImapTree) tree = NULL;
      g_autoptr (ImapBodystructure) structure = NULL;

      write_body (wire, expected, "", 0, random);
      g_string_append (wire, "\r\n");
      tree = read_tree (wire);
      structure = imap_bodystructure_parse (tree, imap_tree_first (tree), NULL);
      for (guint i = 0; i < structure->parts->len; i++)
        {
          const ImapPart *part = structure->parts->pdata[i];

          g_string_append_printf (got, "%s:%u:%s/%s ", part->section, part->depth, part->type, part->subtype);
          if (!part->is_multipart)
            g_assert_cmpstr (((ImapParameter *) part->parameters->pdata[0])->value, ==, "utf-8");
        }
      g_assert_cmpstr (got->str, ==, expected->str);
    }
}

static void
test_statuses (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (8);

  for (guint round = 0; round < ROUNDS; round++)
    {
      g_autofree char *name = random_text (random, 20);
      guint32 messages = g_rand_int (random), uidnext = g_rand_int (random);
      guint64 modseq = (guint64) g_rand_int (random) << 20;
      g_autoptr (GString) wire = g_string_new (NULL);
      g_autoptr (ImapTree) tree = NULL;
      ImapStatus *status;

      write_string (wire, name, random);
      g_string_append_printf (
          wire, " (UIDNEXT %u HIGHESTMODSEQ %" G_GUINT64_FORMAT " X-OTHER (1 2) MESSAGES %u)\r\n", uidnext,
          modseq, messages);
      tree = read_tree (wire);
      status = imap_status_parse (tree, NULL);
      g_assert_cmpstr (status->name, ==, name);
      g_assert_true (status->messages == messages && status->uidnext == uidnext
                     && status->highestmodseq == modseq);
      imap_status_free (status);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/imap/properties/command-strings", test_command_strings);
  g_test_add_func ("/imap/properties/names", test_names);
  g_test_add_func ("/imap/properties/sets", test_sets);
  g_test_add_func ("/imap/properties/flags", test_flags);
  g_test_add_func ("/imap/properties/dates", test_dates);
  g_test_add_func ("/imap/properties/envelopes", test_envelopes);
  g_test_add_func ("/imap/properties/bodystructures", test_bodystructures);
  g_test_add_func ("/imap/properties/statuses", test_statuses);
  return g_test_run ();
}
