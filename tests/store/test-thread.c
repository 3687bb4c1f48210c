/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-thread.c: conversations against two independent references, and their rules one by one
 *
 * 1. The reference algorithm (JWZ: containers, References in order, no loops, one parent each) over mail whose References are true:
 *    trees in random shapes, cut, shuffled, doubled, spread over folders. The partitions must be equal.
 * 2. Connected components of "mentions" over mail that lies (random References, cycles, self-reference): what this store promises where
 *    JWZ would cut a link (store-thread.c says where and why). */

#include "store-fixture.h"
#include "store-private.h"

typedef struct
{
  char *id;          /* nullable */
  char *reply_to;    /* nullable */
  char **references; /* nullable */
  gint64 key;        /* in the store */
} Mail;

static void
mail_clear (gpointer data)
{
  Mail *mail = data;

  g_free (mail->id);
  g_free (mail->reply_to);
  g_strfreev (mail->references);
}

/* ---- references, written without a look at the store ---- */

/* JWZ: one container per id, linked to at most one parent. Returns the root's name for each message. */
static GPtrArray *
partition_jwz (GArray *mails)
{
  g_autoptr (GHashTable) parent = g_hash_table_new (g_str_hash, g_str_equal); /* id → parent id */
  GPtrArray *roots = g_ptr_array_new ();

  for (guint i = 0; i < mails->len; i++)
    {
      const Mail *m = &g_array_index (mails, Mail, i);
      const char *before = NULL;

      for (guint j = 0; m->references != NULL && m->references[j] != NULL; j++)
        {
          const char *id = m->references[j];

          if (before != NULL && !g_hash_table_contains (parent, id))
            {
              const char *up = before;

              while (up != NULL && !g_str_equal (up, id)) /* no loops */
                up = g_hash_table_lookup (parent, up);
              if (up == NULL)
                g_hash_table_insert (parent, (char *) id, (char *) before);
            }
          before = id;
        }
      if (before != NULL && !g_str_equal (before, m->id))
        g_hash_table_insert (parent, m->id, (char *) before);
    }
  for (guint i = 0; i < mails->len; i++)
    {
      const char *up = g_array_index (mails, Mail, i).id;

      while (g_hash_table_contains (parent, up))
        up = g_hash_table_lookup (parent, up);
      g_ptr_array_add (roots, (char *) up);
    }
  return roots;
}

/* Floods from each message over equal ids until nothing changes: slow and plain. */
static GPtrArray *
partition_flood (GArray *mails)
{
  g_autoptr (GHashTable) label = g_hash_table_new (g_str_hash, g_str_equal); /* id → name of its part */
  GPtrArray *parts = g_ptr_array_new ();
  gboolean changed = TRUE;

  for (guint i = 0; i < mails->len; i++)
    g_ptr_array_add (parts, g_array_index (mails, Mail, i).id);
  while (changed)
    {
      changed = FALSE;
      for (guint i = 0; i < mails->len; i++)
        {
          const Mail *m = &g_array_index (mails, Mail, i);
          const char *all[40] = { m->id, m->reply_to };
          guint n = m->reply_to != NULL ? 2 : 1;
          const char *least = parts->pdata[i];

          for (guint j = 0; m->references != NULL && m->references[j] != NULL; j++)
            all[n++] = m->references[j];
          for (guint j = 0; j < n; j++)
            {
              const char *other = g_hash_table_lookup (label, all[j]);

              if (other != NULL && strcmp (other, least) < 0)
                least = other;
            }
          for (guint j = 0; j < n; j++)
            {
              changed |= g_strcmp0 (g_hash_table_lookup (label, all[j]), least) != 0;
              g_hash_table_insert (label, (char *) all[j], (char *) least);
            }
          parts->pdata[i] = (char *) least;
        }
    }
  return parts;
}

/* ---- making mail ---- */

static char *
make_id (guint32 seed, int n)
{
  return g_strdup_printf ("<%u.%d@thread>", seed, n);
}

/* True References: the path from the root, sometimes cut to its end, sometimes only In-Reply-To. */
static GArray *
make_true (GRand *random, guint32 seed, int n)
{
  GArray *mails = g_array_new (FALSE, TRUE, sizeof (Mail));
  g_autofree int *up = g_new (int, n);

  g_array_set_clear_func (mails, mail_clear);
  for (int i = 0; i < n; i++)
    {
      Mail m = { make_id (seed, i) };
      g_autoptr (GPtrArray) path = g_ptr_array_new ();

      up[i] = i == 0 || g_rand_int_range (random, 0, 4) == 0 ? -1
                                                             : g_rand_int_range (random, MAX (0, i - 12), i);
      for (int j = up[i]; j >= 0 && path->len < 30; j = up[j])
        g_ptr_array_insert (path, 0, make_id (seed, j));
      while (path->len > 1 && g_rand_int_range (random, 0, 3) == 0)
        g_free (g_ptr_array_steal_index (path, 0));
      g_ptr_array_add (path, NULL);
      m.references = (char **) g_ptr_array_free (g_steal_pointer (&path), FALSE);
      g_array_append_val (mails, m);
    }
  return mails;
}

static GArray *
make_lies (GRand *random, guint32 seed, int n)
{
  GArray *mails = g_array_new (FALSE, TRUE, sizeof (Mail));

  g_array_set_clear_func (mails, mail_clear);
  for (int i = 0; i < n; i++)
    {
      Mail m = { make_id (seed, i) };
      int count = g_rand_int_range (random, 0, 3);
      g_autoptr (GPtrArray) list = g_ptr_array_new ();

      if (g_rand_int_range (random, 0, 3) == 0)
        m.reply_to = make_id (seed, g_rand_int_range (random, 0, n * 4)); /* mostly of nobody */
      for (int j = 0; j < count; j++)
        g_ptr_array_add (list, make_id (seed, g_rand_int_range (random, 0, n * 4)));
      g_ptr_array_add (list, NULL);
      m.references = (char **) g_ptr_array_free (g_steal_pointer (&list), FALSE);
      g_array_append_val (mails, m);
    }
  return mails;
}

/* ---- the store ---- */

/* Batches of random sizes in random order, over three folders, some messages in two of them. */
static void
add_all (Fixture *f, GRand *random, GArray *mails)
{
  g_autofree guint *order = g_new (guint, mails->len);
  gint64 folders[] = { f->inbox, f->archive, f->trash };
  guint at = 0;

  for (guint i = 0; i < mails->len; i++)
    {
      guint j = (guint) g_rand_int_range (random, 0, (gint32) i + 1);

      order[i] = order[j];
      order[j] = i;
    }
  while (at < mails->len)
    {
      guint some = (guint) g_rand_int_range (random, 1, 30);
      guint n = MIN (mails->len - at, some);
      g_autofree StoreNewMessage *all = g_new0 (StoreNewMessage, n);
      g_autoptr (GPtrArray) list = g_ptr_array_new ();
      g_autoptr (GArray) ids = NULL;
      gint64 folder = folders[g_rand_int_range (random, 0, 3)];

      for (guint i = 0; i < n; i++)
        {
          Mail *m = &g_array_index (mails, Mail, order[at + i]);

          all[i] = fixture_message (order[at + i] + 1, m->id, "Re: the same subject for all");
          all[i].in_reply_to = m->reply_to;
          all[i].references = (const char *const *) m->references;
          all[i].from_email = m->id; /* nobody wrote to anybody: subjects join nothing */
          all[i].to = "";
          g_ptr_array_add (list, &all[i]);
        }
      g_assert_cmpint (store_messages_add (f->store, folder, list, &ids, NULL), ==, n);
      if (g_rand_int_range (random, 0, 5) == 0)
        store_messages_add (f->store, folders[g_rand_int_range (random, 0, 3)], list, NULL, NULL);
      for (guint i = 0; i < n; i++)
        g_array_index (mails, Mail, order[at + i]).key = g_array_index (ids, gint64, i);
      at += n;
    }
}

/* Same part in one exactly when same part in the other. */
static void
compare (Fixture *f, GArray *mails, GPtrArray *parts)
{
  g_autoptr (GHashTable) to_thread = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  g_autoptr (GHashTable) to_part = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (guint i = 0; i < mails->len; i++)
    {
      g_autoptr (StoreMessage) m = store_message_get (f->store, g_array_index (mails, Mail, i).key, NULL);
      const char *part = parts->pdata[i];
      gint64 *thread = g_hash_table_lookup (to_thread, part);
      const char *known = g_hash_table_lookup (to_part, &m->thread_id);

      g_assert_true (thread == NULL || *thread == m->thread_id);
      g_assert_true (known == NULL || g_str_equal (known, part));
      if (thread == NULL)
        g_hash_table_insert (to_thread, (char *) part, g_memdup2 (&m->thread_id, sizeof m->thread_id));
      if (known == NULL)
        g_hash_table_insert (to_part, g_memdup2 (&m->thread_id, sizeof m->thread_id), (char *) part);
    }
}

static gint64
value (Fixture *f, const char *sql)
{
  StoreConn *conn = store_read_begin (f->store, NULL);
  gint64 n = store_value (conn, -1, sql, "");

  store_read_end (f->store, conn);
  return n;
}

/* What hangs on conversations agrees with them. */
static void
check_tables (Fixture *f)
{
  g_assert_cmpint (
      value (f, "SELECT count(*) FROM (SELECT folder_id,thread_id,max(received) FROM mail.placement WHERE"
                " hidden=0 GROUP BY 1,2 EXCEPT SELECT * FROM mail.folder_thread)"),
      ==, 0);
  g_assert_cmpint (
      value (f, "SELECT count(*) FROM mail.folder_thread"), ==,
      value (f, "SELECT count(*) FROM (SELECT DISTINCT folder_id,thread_id FROM mail.placement)"));
  g_assert_cmpint (value (f, "SELECT count(*) FROM mail.placement p JOIN mail.message m ON m.id=p.message_id"
                             " WHERE m.thread_id<>p.thread_id"),
                   ==, 0);
  g_assert_cmpint (value (f, "SELECT count(*) FROM mail.thread"), ==,
                   value (f, "SELECT count(DISTINCT thread_id) FROM mail.message"));
  g_assert_cmpint (
      value (f, "SELECT count(*) FROM mail.message m WHERE visible<>(SELECT count(*) FROM mail.placement"
                " p WHERE p.message_id=m.id)"),
      ==, 0);
  g_assert_cmpint (
      value (f, "SELECT count(*) FROM mail.folder d WHERE total<>(SELECT count(*) FROM mail.placement p"
                " WHERE p.folder_id=d.id) OR unread<>total"),
      ==, 0);
}

static void
run_seed (guint32 seed, gboolean lies, int n)
{
  Fixture f;
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  g_autoptr (GArray) mails = lies ? make_lies (random, seed, n) : make_true (random, seed, n);
  g_autoptr (GPtrArray) parts = lies ? partition_flood (mails) : partition_jwz (mails);

  fixture_set_up (&f);
  add_all (&f, random, mails);
  compare (&f, mails, parts);
  check_tables (&f);
  fixture_tear_down (&f);
}

static void
test_reference (void)
{
  for (guint32 seed = 1; seed <= 12; seed++)
    run_seed (seed, FALSE, 120);
}

static void
test_lies (void)
{
  for (guint32 seed = 1; seed <= 12; seed++)
    run_seed (seed, TRUE, 120);
}

/* D-15: any depth, and the worst order: every other message first, then those that tie them together. */
static void
test_depth (void)
{
  /* ALPENPOST_ROUNDS: the long run's depth */
  const int depths[] = { 300, 3000, g_getenv ("ALPENPOST_ROUNDS") != NULL ? 30000 : 10000 };
  gint64 begin = g_get_monotonic_time ();

  for (gsize d = 0; d < G_N_ELEMENTS (depths); d++)
    {
      Fixture f;
      int n = depths[d];
      g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
      StoreListQuery query = { 0 };
      g_autoptr (GArray) rows = NULL;
      g_autoptr (GArray) ids = NULL;

      fixture_set_up (&f);
      for (int i = 0; i < n; i++)
        g_ptr_array_add (names, g_strdup_printf ("<%d@deep>", i));
      for (int at = 0; at < n; at += 1000)
        {
          g_autofree StoreNewMessage *all = g_new0 (StoreNewMessage, 1000);
          g_autoptr (GPtrArray) list = g_ptr_array_new ();

          for (int i = at; i < MIN (n, at + 1000); i++)
            {
              int k = i < (n + 1) / 2 ? i * 2 : (i - (n + 1) / 2) * 2 + 1;

              all[i - at] = fixture_message ((guint32) k + 1, names->pdata[k], "tief");
              all[i - at].in_reply_to = k > 0 ? names->pdata[k - 1] : NULL;
              g_ptr_array_add (list, &all[i - at]);
            }
          g_clear_pointer (&ids, g_array_unref);
          g_assert_cmpint (store_messages_add (f.store, f.inbox, list, &ids, NULL), ==, list->len);
        }
      g_assert_cmpuint (fixture_count (&f, f.inbox, TRUE), ==, 1);
      query.thread_id = value (&f, "SELECT id FROM mail.thread");
      rows = store_list_ids (f.store, &query, 0, NULL, NULL);
      g_assert_cmpuint (rows->len, ==, n);
      fixture_tear_down (&f);
    }
  g_test_message ("%.1f s", (double) (g_get_monotonic_time () - begin) / 1e6);
}

static void
test_subjects (void)
{
  static const struct
  {
    const char *subject, *base;
    gboolean reply;
  } rows[] = {
    { "Ausflug am Samstag", "ausflug am samstag", FALSE },
    { "Re: Ausflug am Samstag", "ausflug am samstag", TRUE },
    { "AW: Re: [liste] Ausflug am Samstag ", "ausflug am samstag", TRUE },
    { "RE[3]: Ausflug am Samstag", "ausflug am samstag", TRUE },
    { "Antw: WG: x", "x", FALSE },
    { "Fwd: Ausflug (fwd)", "ausflug", FALSE },
    { "[liste]", "[liste]", FALSE },
    { "Reise: Ausflug", "reise: ausflug", FALSE },
    { "回复：会议", " 会  议 ", TRUE },
    { "", "", FALSE },
    { "Re:", "", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gboolean reply;
      g_autofree char *base = store_subject_base (rows[i].subject, &reply);

      g_test_message ("%s", rows[i].subject);
      g_assert_cmpint (reply, ==, rows[i].reply);
      g_assert_cmpstr (base, ==, rows[i].base);
    }
}

/* One pair of messages that refer to nothing; in both orders. */
static void
test_fallback (void)
{
  static const struct
  {
    const char *subject, *from, *to, *subject2, *from2, *to2, *in_reply_to2;
    gint64 days;
    gboolean together;
  } rows[] = {
    { "Offerte Dach", "a@x", "B <b@x>", "Re: Offerte Dach", "b@x", "A <a@x>", NULL, 3, TRUE },
    { "Offerte Dach", "a@x", "B <b@x>", "AW: OFFERTE Dach", "B@x", "a@x", NULL, 13, TRUE },
    { "Offerte Dach", "a@x", "B <b@x>", "Offerte Dach", "b@x", "A <a@x>", NULL, 3, FALSE }, /* no answer */
    { "Offerte Dach", "a@x", "B <b@x>", "Re: Offerte Dach", "b@x", "A <a@x>", NULL, 15, FALSE }, /* late */
    { "Offerte Dach", "a@x", "B <b@x>", "Re: Offerte Dach", "b@x", "A <a@x>", NULL, -1, FALSE }, /* before */
    { "Offerte Dach", "a@x", "B <b@x>", "Re: Offerte Dach", "c@x", "D <d@x>", NULL, 3,
      FALSE }, /* strangers */
    { "Offerte Dach", "a@x", "B <b@x>", "Re: Offerte Dach", "b@x", "A <a@x>", "<other@x>", 3, FALSE },
    { "Hi", "a@x", "B <b@x>", "Re: Hi", "b@x", "A <a@x>", NULL, 1, FALSE }, /* says nothing */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows) * 2; i++)
    {
      Fixture f;
      gboolean swapped = i % 2 != 0;
      StoreNewMessage m[2];

      m[0] = fixture_message (1, "<1@sub>", rows[i / 2].subject);
      m[1] = fixture_message (2, "<2@sub>", rows[i / 2].subject2);
      m[0].from_email = rows[i / 2].from;
      m[0].to = rows[i / 2].to;
      m[1].from_email = rows[i / 2].from2;
      m[1].to = rows[i / 2].to2;
      m[1].in_reply_to = rows[i / 2].in_reply_to2;
      m[0].received = 1700000000;
      m[1].received = m[0].received + rows[i / 2].days * 86400;
      fixture_set_up (&f);
      fixture_add (&f, f.inbox, m[swapped]);
      fixture_add (&f, f.inbox, m[!swapped]);
      g_test_message ("%zu", i);
      g_assert_cmpuint (fixture_count (&f, f.inbox, TRUE), ==, rows[i / 2].together ? 1 : 2);
      fixture_tear_down (&f);
    }
}

static void
test_mute (void)
{
  Fixture f;
  g_autoptr (StoreMessage) m = NULL;
  g_autoptr (StoreMessage) later = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autofree char *path = NULL;
  StoreNewMessage new = fixture_message (2, "<2@mute>", "Re: x");

  fixture_set_up (&f);
  m = store_message_get (f.store, fixture_add (&f, f.inbox, fixture_message (1, "<1@mute>", "x")), NULL);
  g_assert_true (store_thread_set_muted (f.store, m->thread_id, TRUE, NULL));
  new.in_reply_to = "<1@mute>";
  fixture_add (&f, f.archive, new);
  rows = store_conversations_get (f.store, &m->thread_id, 1, 0, NULL);
  g_assert_true (((StoreConversation *) rows->pdata[0])->muted);
  g_assert_cmpuint (((StoreConversation *) rows->pdata[0])->count, ==, 2);
  /* mail.db made anew: the choice is in local.db, and an answer alone is enough to know */
  g_clear_pointer (&f.store, store_free);
  path = g_build_filename (f.cache, "mail.db", NULL);
  g_assert_cmpint (g_unlink (path), ==, 0);
  fixture_open (&f);
  fixture_make_folders (&f);
  later = store_message_get (f.store, fixture_add (&f, f.inbox, new), NULL);
  g_assert_true (store_thread_is_muted (f.store, later->thread_id));
  g_assert_true (store_thread_set_muted (f.store, later->thread_id, FALSE, NULL));
  g_assert_false (store_thread_is_muted (f.store, later->thread_id));
  g_assert_cmpint (value (&f, "SELECT count(*) FROM main.muted"), ==, 0);
  fixture_tear_down (&f);
}

/* A message that goes for good leaves its id with the conversation; the last one takes the conversation along. */
static void
test_gone (void)
{
  Fixture f;
  StoreNewMessage new = fixture_message (2, "<2@gone>", "b");
  g_autoptr (BaseIdset) first = base_idset_new ();
  g_autoptr (BaseIdset) all = base_idset_new ();

  fixture_set_up (&f);
  fixture_add (&f, f.inbox, fixture_message (1, "<1@gone>", "a"));
  new.in_reply_to = "<1@gone>";
  fixture_add (&f, f.inbox, new);
  base_idset_add (first, 1);
  g_assert_cmpint (store_placements_vanish (f.store, f.inbox, first, NULL), ==, 1);
  g_assert_true (store_collect_garbage (f.store, G_MAXINT64, NULL));
  new = fixture_message (3, "<3@gone>", "c");
  new.in_reply_to = "<1@gone>";
  fixture_add (&f, f.inbox, new);
  g_assert_cmpuint (fixture_count (&f, f.inbox, TRUE), ==, 1);
  base_idset_add_range (all, 1, 100);
  g_assert_cmpint (store_placements_vanish (f.store, f.inbox, all, NULL), ==, 2);
  g_assert_true (store_collect_garbage (f.store, G_MAXINT64, NULL));
  g_assert_cmpint (
      value (&f, "SELECT (SELECT count(*) FROM mail.thread)+(SELECT count(*) FROM mail.thread_key)"), ==, 0);
  fixture_tear_down (&f);
}

static void
test_contacts (void)
{
  Fixture f;
  StoreNewMessage m = fixture_message (1, "<1@c>", "x");
  gint64 sent;
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GPtrArray) by_word = NULL;
  g_autoptr (StoreContact) contact = NULL;

  fixture_set_up (&f);
  sent = fixture_folder (&f, "Sent", STORE_ROLE_SENT);
  for (guint32 i = 1; i <= 5; i++)
    {
      g_autofree char *id = g_strdup_printf ("<c%u@c>", i);

      m = fixture_message (i, id, "x");
      m.from_name = "Zoë Öhrli";
      m.from_email = "Zoe@X.example";
      fixture_add (&f, f.inbox, m);
    }
  m = fixture_message (1, "<s@c>", "x");
  m.to = "\"Muster, Anna\" <anna@x.example>, bob@y.example";
  m.cc = "<cleo@z.example>, not an address";
  fixture_add (&f, sent, m);
  m = fixture_message (1, "<spam@c>", "x");
  m.from_email = "spam@spam.example";
  fixture_add (&f, f.trash, m);
  found = store_contacts_search (f.store, 0, "", 0, NULL);
  g_assert_cmpuint (found->len, ==, 4);
  g_assert_cmpuint (((StoreContact *) found->pdata[0])->sent, ==, 1); /* written to before written by */
  g_assert_cmpstr (((StoreContact *) found->pdata[3])->email, ==, "Zoe@X.example");
  g_assert_cmpuint (((StoreContact *) found->pdata[3])->received, ==, 5);
  by_word = store_contacts_search (f.store, f.account, "ohrli zo", 0, NULL);
  g_assert_cmpuint (by_word->len, ==, 1);
  contact = store_contact_get (f.store, 0, "ANNA@x.example", NULL);
  g_assert_cmpstr (contact->name, ==, "\"Muster, Anna\"");
  g_assert_cmpint (contact->last_sent, ==, m.received);
  g_assert_true (store_contact_set_hidden (f.store, "anna@x.example", TRUE, NULL));
  g_assert_null (store_contact_get (f.store, 0, "anna@x.example", NULL));
  fixture_tear_down (&f);
}

/* What a message costs does not depend on how many are there: rows written, counted by SQLite. */
static void
test_incremental (void)
{
  Fixture f;
  g_autoptr (GPtrArray) list = g_ptr_array_new ();
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree StoreNewMessage *all = g_new0 (StoreNewMessage, 3000);
  StoreNewMessage answer = fixture_message (5000, "<answer@inc>", "Re: x");
  StoreNewMessage joining = fixture_message (5001, "<joining@inc>", "Re: x");
  const char *both[] = { "<30@inc>", "<60@inc>", NULL };
  sqlite3 *db;
  gint64 before;

  fixture_set_up (&f);
  for (guint i = 0; i < 3000; i++)
    {
      g_ptr_array_add (names, g_strdup_printf ("<%u@inc>", i));
      all[i] = fixture_message (i + 1, names->pdata[i], "x");
      all[i].in_reply_to = i % 3 != 0 ? names->pdata[i - 1] : NULL; /* three each */
      g_ptr_array_add (list, &all[i]);
    }
  g_assert_cmpint (store_messages_add (f.store, f.inbox, list, NULL, NULL), ==, 3000);
  db = f.store->writer.db;
  before = sqlite3_total_changes64 (db);
  answer.in_reply_to = "<300@inc>";
  fixture_add (&f, f.inbox, answer);
  g_test_message ("an answer: %" G_GINT64_FORMAT " rows", (gint64) sqlite3_total_changes64 (db) - before);
  g_assert_cmpint (sqlite3_total_changes64 (db) - before, <, 40);
  before = sqlite3_total_changes64 (db);
  joining.references = both;
  fixture_add (&f, f.inbox, joining);
  g_test_message ("two conversations joined: %" G_GINT64_FORMAT " rows",
                  (gint64) sqlite3_total_changes64 (db) - before);
  g_assert_cmpint (sqlite3_total_changes64 (db) - before, <, 60);
  check_tables (&f);
  fixture_tear_down (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/thread/reference", test_reference);
  g_test_add_func ("/thread/lies", test_lies);
  g_test_add_func ("/thread/depth", test_depth);
  g_test_add_func ("/thread/subjects", test_subjects);
  g_test_add_func ("/thread/fallback", test_fallback);
  g_test_add_func ("/thread/incremental", test_incremental);
  g_test_add_func ("/thread/mute", test_mute);
  g_test_add_func ("/thread/gone", test_gone);
  g_test_add_func ("/thread/contacts", test_contacts);
  return g_test_run ();
}
