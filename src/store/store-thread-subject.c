/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store-thread-subject.c: the last resort for answers without References
 *
 * Some programs answer without naming what they answer. Two messages of one address are of one conversation by subject alone
 * when all of this holds:
 *   - neither refers to anything (no In-Reply-To, no References);
 *   - their bare subjects (RFC 5256, section 2.1, with the reply words of more languages) are equal, case and diacritics aside, and
 *     have MIN_LETTERS letters at least;
 *   - the later one's subject begins with a reply word, and it came at most WINDOW_S after the other;
 *   - one of the two was written by somebody the other was addressed to.
 * The rule looks the same from both sides, so the order of arrival does not matter. In the writer's transaction. */

#include "store-private.h"

#include <string.h>

#define WINDOW_S ((gint64) 14 * 24 * 3600)
#define MIN_LETTERS 4
#define MAX_CANDIDATES 40

static const char *const reply_words[]
    = { "re",  "aw",  "antw", "antwort", "sv",  "vs", "rif", "ref",  "res",  "r",    "rép",
        "rep", "odp", "ynt",  "απ",      "отв", "ha", "yt",  "回复", "回覆", "답장", "atb" };
static const char *const forward_words[]
    = { "fw", "fwd", "wg", "tr", "rv", "enc", "i", "doorst", "vl", "vb", "转发" };

/* The length of "WORD[2]:" at the start, 0: none. */
static gsize
match_word (const char *text, const char *const *words, gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      gsize length = strlen (words[i]);
      const char *p = text + length;

      if (strncmp (text, words[i], length) != 0)
        continue;
      if (*p == '[' || *p == '(')
        {
          p += 1 + strspn (p + 1, "0123456789");
          if (*p != ']' && *p != ')')
            continue;
          p++;
        }
      while (*p == ' ')
        p++;
      if (*p == ':')
        return (gsize) (p + 1 - text);
      if (g_str_has_prefix (p, "：")) /* full width */
        return (gsize) (p - text) + strlen ("：");
    }
  return 0;
}

static gsize
match_blob (const char *text)
{
  const char *end = *text == '[' ? strchr (text, ']') : NULL;

  /* a subject that is nothing but a blob keeps it */
  return end != NULL && end[1 + strspn (end + 1, " ")] != '\0' && end - text < 100 ? (gsize) (end + 1 - text)
                                                                                   : 0;
}

char *
store_subject_base (const char *subject, gboolean *is_reply)
{
  g_autofree char *folded = g_utf8_casefold (subject, -1);
  char *p = g_strstrip (folded);
  gsize length;

  *is_reply = FALSE;
  for (;;)
    {
      while (g_ascii_isspace (*p))
        p++;
      if ((length = match_word (p, reply_words, G_N_ELEMENTS (reply_words))) > 0)
        *is_reply = TRUE;
      else if ((length = match_word (p, forward_words, G_N_ELEMENTS (forward_words))) > 0)
        *is_reply = FALSE;
      else
        length = match_blob (p);
      if (length == 0)
        break;
      p += length;
    }
  if (g_str_has_suffix (p, "(fwd)"))
    p[strlen (p) - strlen ("(fwd)")] = '\0';
  return store_text_prepare (g_strchomp (p));
}

static gboolean
is_telling (const char *base)
{
  guint letters = 0;

  for (const char *p = base; *p != '\0'; p = g_utf8_next_char (p))
    letters += g_unichar_isalpha (g_utf8_get_char (p));
  return letters >= MIN_LETTERS;
}

static gint64
bucket_of (gint64 received)
{
  return received >= 0 ? received / WINDOW_S : -1;
}

/* Whether @email is one of the addresses in @text. */
static gboolean
is_addressed (const char *email, const char *text, const char *more)
{
  g_autofree char *wanted = g_utf8_casefold (email, -1);
  g_autofree char *folded = NULL;
  g_autofree char *both = NULL;

  if (*email == '\0')
    return FALSE;
  both = g_strconcat (text, " ", more, NULL);
  folded = g_utf8_casefold (both, -1);
  return strstr (folded, wanted) != NULL;
}

typedef struct
{
  gint64 received;
  gint64 message_id;
  gboolean reply;
} Candidate;

static gboolean
collect (StoreConn *conn, gint64 account_id, gint64 bucket, gint64 key, GArray *found, GError **error)
{
  g_auto (StoreStmt) stmt = store_sql (
      conn, error,
      "SELECT received,message_id,reply FROM mail.thread_subject WHERE account_id=?1 AND bucket=?2"
      " AND key=?3 LIMIT ?4",
      "iiii", account_id, bucket, key, (gint64) MAX_CANDIDATES);
  int result = -1;

  while (stmt != NULL && (result = store_step (conn, stmt, error)) > 0)
    {
      Candidate candidate = { sqlite3_column_int64 (stmt, 0), sqlite3_column_int64 (stmt, 1),
                              sqlite3_column_int (stmt, 2) != 0 };

      g_array_append_val (found, candidate);
    }
  return result == 0;
}

/* The later one must be an answer, close enough after the other. */
static gboolean
may_belong (const Candidate *other, gint64 received, gboolean is_reply)
{
  gint64 gap = received - other->received;

  if (ABS (gap) > WINDOW_S)
    return FALSE;
  return gap > 0 ? is_reply : gap < 0 ? other->reply : is_reply || other->reply;
}

/* Returns: 1: the person on one side is on the other; @thread_id is set. 0: not. -1: error */
static int
check_people (StoreConn *conn, const StoreThreadLinks *links, gint64 message_id, gint64 *thread_id,
              GError **error)
{
  g_auto (StoreStmt) stmt = store_sql (
      conn, error, "SELECT thread_id,from_email,to_text,cc FROM mail.message WHERE id=?1", "i", message_id);
  int result = stmt != NULL ? store_step (conn, stmt, error) : -1;

  if (result <= 0)
    return result;
  *thread_id = sqlite3_column_int64 (stmt, 0);
  return is_addressed (links->from_email, (const char *) sqlite3_column_text (stmt, 2),
                       (const char *) sqlite3_column_text (stmt, 3))
         || is_addressed ((const char *) sqlite3_column_text (stmt, 1), links->to, links->cc);
}

gboolean
store_subject_find (StoreConn *conn, gint64 account_id, const StoreThreadLinks *links, GArray *others,
                    GError **error)
{
  gboolean is_reply;
  g_autofree char *base = store_subject_base (links->subject, &is_reply);
  g_autoptr (GArray) found = NULL;
  gint64 bucket = bucket_of (links->received), key;

  if (!is_telling (base) || bucket < 0)
    return TRUE;
  key = store_hash64 (base, -1);
  found = g_array_new (FALSE, FALSE, sizeof (Candidate));
  for (gint64 b = is_reply ? bucket - 1 : bucket; b <= bucket + 1; b++)
    if (!collect (conn, account_id, b, key, found, error))
      return FALSE;
  for (guint i = 0; i < found->len; i++)
    {
      const Candidate *other = &g_array_index (found, Candidate, i);
      gint64 thread_id;
      int result = may_belong (other, links->received, is_reply)
                       ? check_people (conn, links, other->message_id, &thread_id, error)
                       : 0;
      gboolean known = FALSE;

      if (result < 0)
        return FALSE;
      for (guint j = 0; j < others->len; j++)
        known |= result > 0 && g_array_index (others, gint64, j) == thread_id;
      if (result > 0 && !known)
        g_array_append_val (others, thread_id);
    }
  return TRUE;
}

gboolean
store_subject_add (StoreConn *conn, gint64 account_id, const StoreThreadLinks *links, gint64 message_id,
                   GError **error)
{
  gboolean is_reply;
  g_autofree char *base = store_subject_base (links->subject, &is_reply);
  gint64 bucket = bucket_of (links->received);

  if (!is_telling (base) || bucket < 0)
    return TRUE;
  return store_run (conn, error, "INSERT OR IGNORE INTO mail.thread_subject VALUES (?1,?2,?3,?4,?5,?6)",
                    "iiiiii", account_id, bucket, store_hash64 (base, -1), links->received, message_id,
                    (gint64) is_reply);
}
