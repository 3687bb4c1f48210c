/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-search.c: the search language, text preparation, the two ways to the newest hits, coverage, rebuilding the index */

#include "store-fixture.h"
#include "store-private.h"

/* ---- the language, compiled ---- */

#define IN_INDEX "m.id IN (SELECT rowid FROM mail.message_fts WHERE message_fts MATCH ?)"

static void
test_compile (void)
{
  static const struct
  {
    const char *text, *match, *where;
    guint binds, errors;
  } rows[] = {
    { "", NULL, "1", 0, 0 },
    { "  () \"\" - ", NULL, "1", 0, 0 },
    { "hut", "(\"hut\" *)", "1", 0, 0 },
    { "a hut", "(\"a\") AND (\"hut\" *)", "1", 0, 0 },
    { "\"alter hut\"", "(\"alter hut\")", "1", 0, 0 },
    { "from:anna", "(sender : \"anna\" *)", "1", 0, 0 },
    { "FROM:\"Anna M\"", "(sender : \"Anna M\")", "1", 0, 0 },
    { "to:bob cc:eva", "({recipients cc} : \"bob\" *) AND (cc : \"eva\" *)", "1", 0, 0 },
    { "hut -rot", "((\"hut\" *)) NOT ((\"rot\" *))", "1", 0, 0 },
    { "hut NOT rot", "((\"hut\" *)) NOT ((\"rot\" *))", "1", 0, 0 },
    { "hut AND rot", "(\"hut\" *) AND (\"rot\" *)", "1", 0, 0 },
    { "hut OR rot", "((\"hut\" *) OR (\"rot\" *))", "1", 0, 0 },
    { "hut or rot", "(\"hut\" *) AND (\"or\" *) AND (\"rot\" *)", "1", 0, 0 },
    { "(hut OR rot) blau", "((\"hut\" *) OR (\"rot\" *)) AND (\"blau\" *)", "1", 0, 0 },
    { "from:(anna OR bob)", "((sender : \"anna\" *) OR (sender : \"bob\" *))", "1", 0, 0 },
    { "-rot", NULL, "1 AND m.id NOT IN (SELECT rowid FROM mail.message_fts WHERE message_fts MATCH ?)", 1,
      0 },
    { "-(rot OR blau)", NULL,
      "1 AND m.id NOT IN (SELECT rowid FROM mail.message_fts WHERE message_fts MATCH ?)", 1, 0 },
    { "is:unread", NULL, "1 AND (m.flags & 1 = 0)", 0, 0 },
    { "-is:unread hut", "(\"hut\" *)", "1 AND NOT ((m.flags & 1 = 0))", 0, 0 },
    { "hut OR is:starred", NULL, "1 AND (" IN_INDEX " OR (m.flags & 4 <> 0))", 1, 0 },
    { "larger:2M smaller:1g", NULL, "1 AND (m.size > ?) AND (m.size < ?)", 2, 0 },
    { "has:pdf", "(filenames : (\"pdf\"))", "1", 0, 0 },
    { "has:attachment", NULL, "1 AND (m.has_attachment <> 0)", 0, 0 },
    { "label:Work", NULL, "1 AND (instr(' '||lower(m.keywords)||' ',' '||?||' ')>0)", 1, 0 },
    { "before:2026-03 after:2026-03-01", NULL, "1 AND (m.received < ?) AND (m.received >= ?)", 2, 0 },
    { "on:2026-03-01", NULL, "1 AND (m.received >= ? AND m.received < ?)", 2, 0 },
    { "older_than:2w", NULL, "1 AND (m.received < ?)", 1, 0 },
    { "is:nonsense", "(\"is:nonsense\")", "1", 0, 1 },
    { "http://x.example", "(\"http://x.example\")", "1", 0, 1 },
    { "before:2026-13-40", "(\"before:2026-13-40\")", "1", 0, 1 },
    { "larger:many", "(\"larger:many\")", "1", 0, 1 },
    { "x\"y z\"", "(\"x\") AND (\"y z\")", "1", 0, 0 },
    { "say \"un closed", "(\"say\" *) AND (\"un closed\")", "1", 0, 0 },
    { "(((hut", "(\"hut\" *)", "1", 0, 0 },
    { "hut)) rot", "(\"hut\" *) AND (\"rot\" *)", "1", 0, 0 },
    { "OR OR hut OR", "(\"hut\" *)", "1", 0, 0 },
    { "--hut", "(\"hut\" *)", "1", 0, 0 },
    { "日本", "(\" 日  本 \")", "1", 0, 0 },
    { "Straße", "(\"Strasse\" *)", "1", 0, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (StoreSearchPlan) plan = store_query_compile (rows[i].text, 1000000);

      g_test_message ("%s", rows[i].text);
      g_assert_cmpstr (plan->match, ==, rows[i].match);
      g_assert_cmpstr (plan->where, ==, rows[i].where);
      g_assert_cmpuint (plan->binds->len, ==, rows[i].binds);
      g_assert_cmpuint (plan->errors->len, ==, rows[i].errors);
    }
}

static void
test_bounds (void)
{
  g_autoptr (GString) deep = g_string_new (NULL);
  g_autofree char *long_word = g_strnfill (100000, 'x');
  g_autoptr (GString) many = g_string_new (NULL);
  g_autoptr (StoreSearchPlan) a = NULL;
  g_autoptr (StoreSearchPlan) b = NULL;
  g_autoptr (StoreSearchPlan) c = NULL;

  for (int i = 0; i < 100000; i++)
    g_string_append (deep, "(");
  g_string_append (deep, "hut");
  a = store_query_compile (deep->str, 0);
  g_assert_nonnull (a->match);
  b = store_query_compile (long_word, 0);
  g_assert_cmpuint (strlen (b->match), <, 300);
  for (int i = 0; i < 10000; i++)
    g_string_append_printf (many, "w%d ", i);
  c = store_query_compile (many->str, 0);
  g_assert_cmpuint (strlen (c->match), <, 64 * 30);
}

/* ---- hits ---- */

typedef struct
{
  const char *subject, *from_name, *from_email, *to, *cc, *list_id, *keywords, *text, *names;
  guint flags;
  guint64 size;
} Sample;

static const Sample samples[] = {
  { "Reise nach Zürich", "Anna Muster", "anna@alpenpost.example", "Demo <demo@x.example>",
    "Cleo <cleo@z.example>", NULL, "", "Viele Grüße aus der Straße 12, Rechnung CHF 1'250.50",
    "Plan_Final-v2.PDF", STORE_FLAG_SEEN, 3000000 },
  { "会議の資料", "山田", "yamada@jp.example", "demo@x.example", NULL, NULL, "work later",
    "日本語の文章です。東京タワー", "", 0, 4000 },
  { "Smörgåsbord", "Øyvind Łukasz", "oyvind@no.example", "demo@x.example", NULL, "Dev <dev.lists.example>",
    "Work", "ﬁnancial ﬂow, co\xc2\xadop, cafe\xcc\x81 ＡＢＣ １２３", "", STORE_FLAG_FLAGGED, 90 },
  { "Приве́т мир", "Иван", "ivan@ru.example", "other@x.example", NULL, NULL, "", "ภาษาไทย 한국어 עברית",
    "таблица.xlsx", 0, 5000 },
};

static void
fill_samples (Fixture *f)
{
  for (guint32 i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      const Sample *s = &samples[i];
      g_autofree char *id = g_strdup_printf ("<%u@s>", i);
      StoreNewMessage m = fixture_message (i + 1, id, s->subject);
      g_autoptr (GError) error = NULL;

      m.from_name = s->from_name;
      m.from_email = s->from_email;
      m.to = s->to;
      m.cc = s->cc;
      m.list_id = s->list_id;
      m.keywords = s->keywords;
      m.flags = s->flags;
      m.size = s->size;
      m.received = 1700000000 + i * 86400;
      store_body_set_text (f->store, fixture_add (f, i == 3 ? f->archive : f->inbox, m), "", s->text,
                           s->names, *s->names != '\0', &error);
      g_assert_no_error (error);
    }
}

static void
test_hits (void)
{
  static const struct
  {
    const char *query;
    const char *hits; /* which samples, newest first */
  } rows[] = {
    { "zurich", "0" },
    { "ZÜRICH", "0" },
    { "züri", "0" },
    { "grüsse", "0" },
    { "grusse", "0" },
    { "grüße", "0" },
    { "strasse", "0" },
    { "straße", "0" },
    { "1250", "" },
    { "1'250.50", "0" },
    { "250", "0" },
    { "rechnung -zürich", "" },
    { "anna@alpenpost.example", "0" },
    { "alpenpost", "0" },
    { "from:alpenpost.example", "0" },
    { "to:cleo", "0" },
    { "cc:cleo", "0" },
    { "cc:demo", "" },
    { "to:demo", "210" },
    { "plan", "0" },
    { "filename:final", "0" },
    { "has:pdf", "0" },
    { "has:sheet", "3" },
    { "has:attachment", "30" },
    { "v2", "0" },
    { "会議", "1" },
    { "議会", "" },
    { "資", "1" },
    { "日本", "1" },
    { "本語の", "1" },
    { "タワー", "1" },
    { "東京 会議", "1" },
    { "smorgasbord", "2" },
    { "smörgås", "2" },
    { "oyvind", "2" },
    { "øyvind", "2" },
    { "lukasz", "2" },
    { "financial", "2" },
    { "flow", "2" },
    { "coop", "2" },
    { "café", "2" },
    { "cafe", "2" },
    { "abc", "2" },
    { "123", "2" },
    { "привет", "3" },
    { "ПРИВЕТ", "3" },
    { "таблица", "3" },
    { "ไทย", "3" },
    { "한국", "3" },
    { "עברית", "3" },
    { "label:work", "21" },
    { "label:later", "1" },
    { "label:lat", "" },
    { "list:dev", "2" },
    { "has:list", "2" },
    { "is:unread", "321" },
    { "is:starred", "2" },
    { "-is:starred", "310" },
    { "in:archive", "3" },
    { "in:inbox", "210" },
    { "in:anywhere", "3210" },
    { "larger:2M", "0" },
    { "smaller:100", "2" },
    { "larger:1k smaller:10k", "31" },
    { "after:2023-11-16", "32" },
    { "before:2023-11-16", "10" },
    { "on:2023-11-15", "1" },
    { "older_than:1d", "3210" },
    { "newer_than:1d", "" },
    { "zürich OR 会議", "10" },
    { "zürich OR is:starred", "20" },
    { "(zürich OR 会議) -is:unread", "0" },
    { "-(zürich OR 会議)", "32" },
    { "from:(anna OR ivan)", "30" },
    { "from:anna from:ivan", "" },
    { "z", "0" },
    { "\"nach zürich\"", "0" },
    { "\"zürich nach\"", "" },
    { "\"nach zür\"", "" },
    { "nach zür", "0" },
    { "is:muted", "" },
    { "subject:reise to:cleo has:pdf larger:1M -is:unread in:inbox", "0" },
    { "NEAR(a b)", "" },
    { "' OR 1=1 --", "" },
    { "subject:{x", "" },
    { "*", "" },
    { "^zürich", "0" },
    { "col:umn", "" },
  };

  Fixture f;

  g_setenv ("TZ", "UTC", TRUE);
  fixture_set_up (&f);
  fill_samples (&f);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GArray) items
          = store_search (f.store, 0, rows[i].query, FALSE, i % 2 != 0 ? 0 : 50, NULL, &error);
      g_autoptr (GString) hits = g_string_new (NULL);

      g_test_message ("%s", rows[i].query);
      g_assert_no_error (error);
      for (guint j = 0; j < items->len; j++)
        {
          g_autoptr (StoreMessage) m
              = store_message_get (f.store, g_array_index (items, StoreListItem, j).id, NULL);

          g_string_append_c (hits, m->message_id[0]);
        }
      g_assert_cmpstr (hits->str, ==, rows[i].hits);
    }
  fixture_tear_down (&f);
}

/* ALPENPOST_ROUNDS: more than the quick number. */
static guint
get_rounds (guint quick)
{
  const char *text = g_getenv ("ALPENPOST_ROUNDS");

  return text != NULL ? (guint) g_ascii_strtoull (text, NULL, 10) : quick;
}

/* Whatever is typed, SQLite never sees a syntax error, and nothing is searched that crashes. */
static void
test_fuzz (void)
{
  static const char *const pieces[]
      = { "(",         ")",       "\"",     "-",       " OR ", " AND ", " NOT ", "from:", "is:",
          "is:unread", "before:", "2026",   "hut",     "*",    "^",     "'",     "%",     ":",
          "NEAR(",     "+",       "{",      "}",       " ",    "日本",  "ß",     "\xff",  "\xcc\x81",
          "larger:1k", "in:",     "label:", "has:pdf", "\\",   "--",    ";",     "\n",    "7d" };
  Fixture f;
  g_autoptr (GRand) random = g_rand_new_with_seed (20260302);

  fixture_set_up (&f);
  fill_samples (&f);
  for (guint i = 0; i < get_rounds (2000); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      int n = g_rand_int_range (random, 1, 12);
      g_autoptr (GError) error = NULL;
      g_autoptr (GArray) items = NULL;

      for (int j = 0; j < n; j++)
        g_string_append (text, pieces[g_rand_int_range (random, 0, G_N_ELEMENTS (pieces))]);
      items = store_search (f.store, 0, text->str, i % 2 == 0, 20, NULL, &error);
      if (error != NULL)
        g_test_message ("%s", text->str);
      g_assert_no_error (error);
    }
  fixture_tear_down (&f);
}

/* Many hits take the walk by date, few the rows: the newest must be the same as from all of them. */
static void
test_newest (void)
{
  Fixture f;
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  g_autoptr (GPtrArray) list = g_ptr_array_new ();
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autofree StoreNewMessage *all = g_new0 (StoreNewMessage, 1500);
  static const char *const queries[]
      = { "common",     "common -rare",   "rare",    "common is:unread", "is:unread",
          "is:starred", "common OR rare", "-common", "in:inbox",         "common is:starred" };

  fixture_set_up (&f);
  for (guint i = 0; i < 1500; i++)
    {
      g_ptr_array_add (texts, g_strdup_printf ("<%u@n>", i));
      all[i] = fixture_message (i + 1, texts->pdata[i],
                                i % 50 == 0   ? "common rare"
                                : i % 10 != 0 ? "common"
                                              : "other");
      all[i].received = g_rand_int_range (random, 1, 1000);
      all[i].flags = (i % 3 != 0 ? STORE_FLAG_SEEN : 0) | (i % 200 == 0 ? STORE_FLAG_FLAGGED : 0);
      all[i].in_reply_to = i % 4 != 0 ? texts->pdata[i - 1] : NULL;
      g_ptr_array_add (list, &all[i]);
    }
  store_messages_add (f.store, f.inbox, list, NULL, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (queries) * 2; i++)
    {
      g_autoptr (GArray) whole = store_search (f.store, 0, queries[i / 2], i % 2 != 0, 0, NULL, NULL);
      g_autoptr (GArray) first
          = store_search (f.store, f.account, queries[i / 2], i % 2 != 0, 25, NULL, NULL);

      g_test_message ("%s", queries[i / 2]);
      g_assert_cmpuint (first->len, ==, MIN (25, whole->len));
      g_assert_cmpmem (first->data, first->len * sizeof (StoreListItem), whole->data,
                       first->len * sizeof (StoreListItem));
    }
  fixture_tear_down (&f);
}

/* ---- coverage and rebuilding ---- */

static gboolean
give_text (GBytes *body, StoreBodyText *text, gpointer data)
{
  const char *bytes = g_bytes_get_data (body, NULL);

  text->text = g_strndup (bytes, g_bytes_get_size (body));
  text->preview = g_strdup ("again");
  return TRUE;
}

static void
add_body (Fixture *f, gint64 id, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  g_assert_true (store_body_add (f->store, id, bytes, NULL));
  g_assert_true (store_body_set_text (f->store, id, "p", text, "", FALSE, NULL));
}

static void
test_coverage (void)
{
  Fixture f;
  gint64 ids[4];
  StoreCoverage c;

  fixture_set_up (&f);
  for (guint32 i = 0; i < 4; i++)
    {
      g_autofree char *id = g_strdup_printf ("<%u@cov>", i);

      ids[i] = fixture_add (&f, f.inbox, fixture_message (i + 1, id, "x")); /* received 1001… */
    }
  g_assert_true (store_search_get_coverage (f.store, f.account, &c, NULL));
  g_assert_cmpuint (c.to_go, ==, 4);
  g_assert_cmpint (c.back_to, ==, 1004);
  g_assert_true (c.current);
  add_body (&f, ids[3], "four");
  add_body (&f, ids[2], "three");
  add_body (&f, ids[0], "one");
  g_assert_cmpuint (fixture_search (&f, "three"), ==, 1); /* writes what waits */
  g_assert_true (store_search_get_coverage (f.store, 0, &c, NULL));
  g_assert_cmpuint (c.to_go, ==, 1);
  g_assert_cmpint (c.back_to, ==, 1002);
  g_assert_true (store_body_set_gone (f.store, ids[1], NULL));
  g_assert_true (store_search_get_coverage (f.store, 0, &c, NULL));
  g_assert_cmpuint (c.to_go, ==, 0);
  g_assert_cmpint (c.back_to, ==, 0);
  fixture_tear_down (&f);
}

static gint64
value (Fixture *f, const char *sql)
{
  StoreConn *conn = store_read_begin (f->store, NULL);
  gint64 n = store_value (conn, -1, sql, "");

  store_read_end (f->store, conn);
  return n;
}

/* What waited in memory is lost by a crash, known as missing, and found again. */
static void
test_lost (void)
{
  Fixture f;
  gint64 id;

  fixture_set_up (&f);
  id = fixture_add (&f, f.inbox, fixture_message (1, "<1@lost>", "x"));
  add_body (&f, id, "waiting words");
  g_assert_cmpint (value (&f, "SELECT text_version FROM mail.message"), ==, 0);
  /* as a crash leaves it: the rows without the queue */
  g_hash_table_remove_all (f.store->index_waiting);
  fixture_reopen (&f);
  g_assert_cmpuint (fixture_search (&f, "waiting"), ==, 0);
  g_assert_true (store_search_rebuild (f.store, FALSE, give_text, NULL, NULL, NULL, NULL));
  g_assert_cmpuint (fixture_search (&f, "waiting"), ==, 1);
  fixture_tear_down (&f);
}

static gboolean
stop_once (gint64 done, gint64 total, gpointer data)
{
  Fixture *f = data;
  g_autofree char *id = g_strdup_printf ("<late%" G_GINT64_FORMAT "@r>", done);
  gint64 key;

  /* the former index answers, mail comes, texts come, mail goes while the new one is made */
  g_assert_cmpuint (fixture_search (f, "\"subject7\""), ==, 1);
  if (value (f, "SELECT count(*) FROM mail.message WHERE subject='late'") >= 3)
    return TRUE;
  key = fixture_add (f, f->inbox, fixture_message ((guint32) (5000 + done), id, "late"));
  add_body (f, key, "latebody");
  add_body (f, 3, "changed");
  g_assert_cmpuint (fixture_search (f, "changed"), ==, 1);
  return FALSE;
}

static void
test_rebuild (void)
{
  Fixture f;
  g_autoptr (GPtrArray) list = g_ptr_array_new ();
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autofree StoreNewMessage *all = g_new0 (StoreNewMessage, 700);
  StoreCoverage c;
  guint rounds = 0;
  g_autoptr (GError) error = NULL;

  fixture_set_up (&f);
  for (guint i = 0; i < 700; i++)
    {
      char *id = g_strdup_printf ("<%u@r>", i);
      char *subject = g_strdup_printf ("subject%u", i);

      g_ptr_array_add (texts, id);
      g_ptr_array_add (texts, subject);
      all[i] = fixture_message (i + 1, id, subject);
      g_ptr_array_add (list, &all[i]);
    }
  store_messages_add (f.store, f.inbox, list, NULL, NULL);
  for (gint64 id = 1; id <= 20; id++)
    {
      g_autofree char *text = g_strdup_printf ("text%" G_GINT64_FORMAT, id);

      add_body (&f, id, text);
    }
  /* an index of an older version, as after an update of the program */
  g_assert_true (store_exec_script (&f.store->writer, "UPDATE mail.search_state SET version=0", NULL));
  g_assert_true (store_search_get_coverage (f.store, 0, &c, NULL));
  g_assert_false (c.current);
  while (!store_search_rebuild (f.store, FALSE, give_text, stop_once, &f, NULL, &error))
    {
      g_assert_no_error (error);
      g_assert_true (store_search_get_coverage (f.store, 0, &c, NULL));
      g_assert_true (c.rebuilding);
      if (rounds++ == 1)
        fixture_reopen (&f); /* goes on after a restart */
      g_assert_cmpuint (rounds, <, 100);
    }
  g_assert_cmpuint (rounds, >=, 3);
  g_assert_true (store_search_get_coverage (f.store, 0, &c, NULL));
  g_assert_true (c.current);
  g_assert_false (c.rebuilding);
  g_assert_cmpuint (fixture_search (&f, "text9"), ==, 1);
  g_assert_cmpuint (fixture_search (&f, "changed"), ==, 1);
  g_assert_cmpuint (fixture_search (&f, "text3"), ==, 0);
  g_assert_cmpuint (fixture_search (&f, "latebody"), ==, 3);
  g_assert_cmpuint (fixture_search (&f, "subject699"), ==, 1);
  g_assert_true (store_search_rebuild (f.store, TRUE, give_text, NULL, NULL, NULL, &error));
  g_assert_cmpuint (fixture_search (&f, "text9"), ==, 1);
  fixture_tear_down (&f);
}

/* A stopped search gives an error of its own kind, and the reader is fit for the next one. */
static void
test_cancel (void)
{
  Fixture f;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GPtrArray) list = g_ptr_array_new ();
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autofree StoreNewMessage *all = g_new0 (StoreNewMessage, 3000);
  g_autoptr (GError) error = NULL;

  fixture_set_up (&f);
  for (guint i = 0; i < 3000; i++)
    {
      g_ptr_array_add (texts, g_strdup_printf ("<%u@c>", i));
      all[i] = fixture_message (i + 1, texts->pdata[i], "same words for all");
      g_ptr_array_add (list, &all[i]);
    }
  store_messages_add (f.store, f.inbox, list, NULL, NULL);
  g_cancellable_cancel (cancellable);
  g_assert_null (store_search (f.store, 0, "same is:read", FALSE, 0, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (fixture_search (&f, "same"), ==, 3000);
  fixture_tear_down (&f);
}

/* Conditions without the words they stand with: never stricter than the whole. */
static void
test_conditions (void)
{
  static const struct
  {
    const char *query;
    const char *where;
  } rows[] = {
    { "budget", "1" },
    { "budget is:starred", "1 AND (m.flags & 4 <> 0)" },
    { "budget OR is:starred", "1" },
    { "-(budget is:starred)", "1" },
    { "-is:starred budget", "1 AND NOT ((m.flags & 4 <> 0))" },
    { "from:anna -report has:pdf", "1" },
    { "(budget is:starred) OR (report is:unread)", "1 AND (((m.flags & 4 <> 0)) OR ((m.flags & 1 = 0)))" },
    { "", "1" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (StoreSearchPlan) plan = store_query_compile_conditions (rows[i].query, 1000);

      g_test_message ("%s", rows[i].query);
      g_assert_cmpstr (plan->where, ==, rows[i].where);
      g_assert_null (plan->match);
    }
}

/* Only messages whose text is not in the index, and which may match. */
static void
test_unread (void)
{
  Fixture f;
  StoreNewMessage starred = fixture_message (2, "<2@unread>", "two");
  g_autoptr (GArray) all = NULL;
  g_autoptr (GArray) some = NULL;
  g_autoptr (GArray) newest = NULL;
  gint64 first, second, third;

  fixture_set_up (&f);
  first = fixture_add (&f, f.inbox, fixture_message (1, "<1@unread>", "one"));
  starred.flags = STORE_FLAG_FLAGGED;
  second = fixture_add (&f, f.inbox, starred);
  third = fixture_add (&f, f.archive, fixture_message (3, "<3@unread>", "three"));
  g_assert_true (store_body_set_text (f.store, first, "", "budget", "", FALSE, NULL));
  g_assert_cmpuint (fixture_search (&f, "budget"), ==, 1); /* it is in the index now */
  all = store_search_unread (f.store, f.account, "budget", 100, NULL, NULL);
  g_assert_cmpuint (all->len, ==, 2);
  g_assert_cmpint (g_array_index (all, StoreUnread, 0).message_id, ==, third);
  g_assert_cmpuint (g_array_index (all, StoreUnread, 0).uid, ==, 3);
  g_assert_cmpint (g_array_index (all, StoreUnread, 0).folder_id, ==, f.archive);
  some = store_search_unread (f.store, f.account, "budget is:starred", 100, NULL, NULL);
  g_assert_cmpuint (some->len, ==, 1);
  g_assert_cmpint (g_array_index (some, StoreUnread, 0).message_id, ==, second);
  newest = store_search_unread (f.store, f.account, "budget", 1, NULL, NULL);
  g_assert_cmpuint (newest->len, ==, 1);
  fixture_tear_down (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/search/conditions", test_conditions);
  g_test_add_func ("/search/unread", test_unread);
  g_test_add_func ("/search/compile", test_compile);
  g_test_add_func ("/search/bounds", test_bounds);
  g_test_add_func ("/search/hits", test_hits);
  g_test_add_func ("/search/fuzz", test_fuzz);
  g_test_add_func ("/search/newest", test_newest);
  g_test_add_func ("/search/coverage", test_coverage);
  g_test_add_func ("/search/lost", test_lost);
  g_test_add_func ("/search/rebuild", test_rebuild);
  g_test_add_func ("/search/cancel", test_cancel);
  return g_test_run ();
}
