/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fake-imap.c: an IMAP server in memory for tests of what must happen once (fake-imap.h) */

#include "fake-imap.h"

#include <string.h>

typedef struct
{
  guint32 uid;
  GHashTable *flags; /* set of words */
  GBytes *bytes;
  char *message_id;
} Mail;

typedef struct
{
  char *name;
  guint32 validity;
  guint32 uidnext;
  GPtrArray *mails; /* Mail, rising by UID */
} Folder;

struct _FakeImap
{
  char *capabilities;
  GMainLoop *loop;
  GThread *thread;
  GSocketService *service;
  guint16 port;

  GMutex lock; /* guards everything below */
  GPtrArray *folders;
  GHashTable *commands; /* verb → guint */
  gint64 cut_input, cut_output;
  gboolean was_cut;
  gboolean silent;
  char *break_in;
  char *refuse_verb, *refuse_text;
  guint32 next_validity;
  FakeImapFunc func;
  gpointer func_data;
};

/* One connection, on a thread of its own. */
typedef struct
{
  FakeImap *server;
  GIOStream *stream;
  Folder *selected;
  gboolean gone;
} Connection;

static void
mail_free (Mail *mail)
{
  g_hash_table_unref (mail->flags);
  g_bytes_unref (mail->bytes);
  g_free (mail->message_id);
  g_free (mail);
}

static void
folder_free (Folder *folder)
{
  g_free (folder->name);
  g_ptr_array_unref (folder->mails);
  g_free (folder);
}

static GHashTable *
parse_flags (const char *text)
{
  GHashTable *flags = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_auto (GStrv) words = g_strsplit_set (text != NULL ? text : "", " ()", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      g_hash_table_add (flags, g_strdup (words[i]));
  return flags;
}

static char *
format_flags (GHashTable *flags)
{
  g_autoptr (GList) keys = g_list_sort (g_hash_table_get_keys (flags), (GCompareFunc) strcmp);
  GString *text = g_string_new (NULL);

  for (GList *l = keys; l != NULL; l = l->next)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", (const char *) l->data);
  return g_string_free (text, FALSE);
}

static Folder *
find_folder (FakeImap *self, const char *name)
{
  for (guint i = 0; i < self->folders->len; i++)
    {
      Folder *folder = self->folders->pdata[i];

      if (strcmp (folder->name, name) == 0)
        return folder;
    }
  return NULL;
}

static Folder *
add_folder (FakeImap *self, const char *name)
{
  Folder *folder = g_new0 (Folder, 1);

  folder->name = g_strdup (name);
  folder->validity = self->next_validity++;
  folder->uidnext = 1;
  folder->mails = g_ptr_array_new_with_free_func ((GDestroyNotify) mail_free);
  g_ptr_array_add (self->folders, folder);
  return folder;
}

static char *
find_message_id (GBytes *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  g_autofree char *text = g_strndup (data, size);
  char *start = strstr (text, "Message-ID: <");
  char *end = start != NULL ? strchr (start, '>') : NULL;

  return end != NULL ? g_strndup (start + 13, (gsize) (end - start - 13)) : g_strdup ("");
}

static Mail *
add_mail (Folder *folder, GBytes *bytes, const char *flags)
{
  Mail *mail = g_new0 (Mail, 1);

  mail->uid = folder->uidnext++;
  mail->flags = parse_flags (flags);
  mail->bytes = g_bytes_ref (bytes);
  mail->message_id = find_message_id (bytes);
  g_ptr_array_add (folder->mails, mail);
  return mail;
}

/* ---- bytes, and where they end ---- */

static gboolean
spend (FakeImap *self, gint64 *budget, gsize *n)
{
  gboolean cut = FALSE;

  g_mutex_lock (&self->lock);
  if (*budget >= 0 && (gint64) *n >= *budget)
    {
      *n = (gsize) *budget;
      *budget = -1;
      cut = self->was_cut = TRUE;
    }
  else if (*budget >= 0)
    *budget -= (gint64) *n;
  g_mutex_unlock (&self->lock);
  return cut;
}

static void say (Connection *c, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
say (Connection *c, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;
  gsize length;
  gboolean cut;

  if (c->gone)
    return;
  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  length = strlen (text);
  cut = spend (c->server, &c->server->cut_output, &length);
  if (!g_output_stream_write_all (g_io_stream_get_output_stream (c->stream), text, length, NULL, NULL, NULL)
      || cut)
    c->gone = TRUE;
}

static int
read_byte (Connection *c, GInputStream *in)
{
  guint8 byte;
  gsize n = 1;

  if (c->gone || g_input_stream_read (in, &byte, 1, NULL, NULL) != 1)
    c->gone = TRUE;
  else if (spend (c->server, &c->server->cut_input, &n))
    c->gone = TRUE;
  return c->gone ? -1 : byte;
}

/* A line and, when it ends in a literal, its bytes and what follows. */
static GString *
read_command (Connection *c, GInputStream *in, GBytes **literal)
{
  g_autoptr (GString) line = g_string_new (NULL);

  *literal = NULL;
  while (TRUE)
    {
      int byte = read_byte (c, in);

      if (byte < 0)
        {
          g_clear_pointer (literal, g_bytes_unref);
          return NULL;
        }
      if (byte == '\n' && line->len > 0 && line->str[line->len - 1] == '\r')
        {
          char *brace = strrchr (line->str, '{');
          gsize length;
          g_autofree char *data = NULL;

          g_string_truncate (line, line->len - 1);
          if (brace == NULL || line->str[line->len - 1] != '}' || *literal != NULL)
            return g_steal_pointer (&line);
          length = (gsize) g_ascii_strtoull (brace + 1, NULL, 10);
          if (strstr (brace, "+}") == NULL)
            say (c, "+ go\r\n");
          data = g_malloc (length + 1);
          for (gsize i = 0; i < length; i++)
            {
              byte = read_byte (c, in);
              if (byte < 0)
                return NULL;
              data[i] = (char) byte;
            }
          *literal = g_bytes_new (data, length);
          continue;
        }
      g_string_append_c (line, (char) byte);
    }
}

/* ---- words ---- */

/* The next word of *text: an atom, a quoted string or a (list), without its quotes. */
static char *
next_word (const char **text)
{
  GString *word = g_string_new (NULL);
  const char *p = *text;
  int depth = 0;

  while (*p == ' ')
    p++;
  if (*p == '"')
    {
      for (p++; *p != '\0' && *p != '"'; p++)
        {
          if (*p == '\\' && p[1] != '\0')
            p++;
          g_string_append_c (word, *p);
        }
      *text = *p != '\0' ? p + 1 : p;
      return g_string_free (word, FALSE);
    }
  for (; *p != '\0' && (*p != ' ' || depth > 0); p++)
    {
      depth += (*p == '(' || *p == '[') - (*p == ')' || *p == ']');
      g_string_append_c (word, *p);
    }
  *text = p;
  return g_string_free (word, FALSE);
}

static gboolean
in_set (const char *set, guint32 uid, guint32 max)
{
  g_auto (GStrv) parts = g_strsplit (set, ",", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_auto (GStrv) ends = g_strsplit (parts[i], ":", 2);
      guint64 a = strcmp (ends[0], "*") == 0 ? max : g_ascii_strtoull (ends[0], NULL, 10);
      guint64 b = ends[1] == NULL              ? a
                  : strcmp (ends[1], "*") == 0 ? max
                                               : g_ascii_strtoull (ends[1], NULL, 10);

      if (uid >= MIN (a, b) && uid <= MAX (a, b))
        return TRUE;
    }
  return FALSE;
}

static guint32
max_uid (Folder *folder)
{
  return folder->mails->len > 0 ? ((Mail *) folder->mails->pdata[folder->mails->len - 1])->uid : 0;
}

static gboolean
is_silent (Connection *c)
{
  return c->server->silent || strstr (c->server->capabilities, "UIDPLUS") == NULL;
}

/* ---- commands; the lock is held ---- */

static void
do_select (Connection *c, const char *tag, const char *rest, gboolean read_only)
{
  g_autofree char *name = next_word (&rest);

  c->selected = find_folder (c->server, name);
  if (c->selected == NULL)
    {
      g_mutex_unlock (&c->server->lock);
      say (c, "%s NO [NONEXISTENT] no such folder\r\n", tag);
      g_mutex_lock (&c->server->lock);
      return;
    }
  {
    guint exists = c->selected->mails->len;
    guint32 validity = c->selected->validity, next = c->selected->uidnext;

    g_mutex_unlock (&c->server->lock);
    say (c,
         "* FLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft)\r\n* OK [PERMANENTFLAGS (\\Seen \\Answered "
         "\\Flagged \\Deleted \\Draft \\*)] x\r\n* %u EXISTS\r\n* 0 RECENT\r\n* OK [UIDVALIDITY %u] x\r\n"
         "* OK [UIDNEXT %u] x\r\n%s OK [%s] done\r\n",
         exists, validity, next, tag, read_only ? "READ-ONLY" : "READ-WRITE");
    g_mutex_lock (&c->server->lock);
  }
}

static gboolean
matches (Mail *mail, const char *criteria, guint32 max)
{
  while (*criteria != '\0')
    {
      g_autofree char *word = next_word (&criteria);

      if (g_ascii_strcasecmp (word, "UID") == 0)
        {
          g_autofree char *set = next_word (&criteria);

          if (!in_set (set, mail->uid, max))
            return FALSE;
        }
      else if (g_ascii_strcasecmp (word, "HEADER") == 0)
        {
          g_autofree char *field = next_word (&criteria);
          g_autofree char *value = next_word (&criteria);

          if (strstr (mail->message_id, value) == NULL
              && strstr (value, *mail->message_id != '\0' ? mail->message_id : "\001") == NULL)
            return FALSE;
        }
    }
  return TRUE;
}

static void
do_search (Connection *c, GString *out, const char *rest)
{
  g_string_append (out, "* SEARCH");
  for (guint i = 0; i < c->selected->mails->len; i++)
    {
      Mail *mail = c->selected->mails->pdata[i];

      if (matches (mail, rest, max_uid (c->selected)))
        g_string_append_printf (out, " %u", mail->uid);
    }
  g_string_append (out, "\r\n");
}

static void
do_fetch (Connection *c, GString *out, const char *rest)
{
  g_autofree char *set = next_word (&rest);
  const char *section = strstr (rest, "BODY.PEEK[");
  const char *section_end = section != NULL ? strchr (section, ']') : NULL;

  for (guint i = 0; i < c->selected->mails->len; i++)
    {
      Mail *mail = c->selected->mails->pdata[i];
      g_autofree char *flags = format_flags (mail->flags);
      gsize size;
      const char *data = g_bytes_get_data (mail->bytes, &size);

      if (!in_set (set, mail->uid, max_uid (c->selected)))
        continue;
      g_string_append_printf (
          out, "* %u FETCH (UID %u FLAGS (%s) RFC822.SIZE %u INTERNALDATE \"02-Nov-2026 10:00:00 +0000\"",
          i + 1, mail->uid, flags, (guint) size);
      if (section_end != NULL)
        {
          g_autofree char *name = g_strndup (section + 10, (gsize) (section_end - section - 10));
          const char *end = strstr (data, "\r\n\r\n");
          gsize length = g_str_has_prefix (name, "HEADER") && end != NULL ? (gsize) (end + 4 - data) : size;

          g_string_append_printf (out, " BODY[%s] {%u}\r\n", name, (guint) length);
          g_string_append_len (out, data, (gssize) length);
        }
      g_string_append (out, ")\r\n");
    }
}

static void
do_store (Connection *c, const char *rest)
{
  g_autofree char *set = next_word (&rest);
  g_autofree char *sign = next_word (&rest);
  g_autoptr (GHashTable) flags = parse_flags (rest);

  for (guint i = 0; i < c->selected->mails->len; i++)
    {
      Mail *mail = c->selected->mails->pdata[i];
      GHashTableIter iter;
      gpointer flag;

      if (!in_set (set, mail->uid, max_uid (c->selected)))
        continue;
      g_hash_table_iter_init (&iter, flags);
      while (g_hash_table_iter_next (&iter, &flag, NULL))
        {
          if (*sign == '+')
            g_hash_table_add (mail->flags, g_strdup (flag));
          else
            g_hash_table_remove (mail->flags, flag);
        }
    }
}

static void
do_expunge (Connection *c, const char *set, GString *out)
{
  guint32 max = max_uid (c->selected);

  for (guint i = c->selected->mails->len; i-- > 0;)
    {
      Mail *mail = c->selected->mails->pdata[i];

      if ((set != NULL && !in_set (set, mail->uid, max)) || !g_hash_table_contains (mail->flags, "\\Deleted"))
        continue;
      g_ptr_array_remove_index (c->selected->mails, i);
      g_string_append_printf (out, "* %u EXPUNGE\r\n", i + 1);
    }
}

/* COPY and MOVE. @half: only the first part of the set is done, of MOVE also only the copy. FALSE: no such target */
static gboolean
do_copy (Connection *c, const char *rest, gboolean move, gboolean half, GString *out, GString *code)
{
  g_autofree char *set = next_word (&rest);
  g_autofree char *name = next_word (&rest);
  Folder *target = find_folder (c->server, name);
  g_autoptr (GString) from = g_string_new (NULL);
  g_autoptr (GString) to = g_string_new (NULL);
  g_autoptr (GPtrArray) chosen = g_ptr_array_new ();
  guint n;

  if (target == NULL)
    return FALSE;
  for (guint i = 0; i < c->selected->mails->len; i++)
    if (in_set (set, ((Mail *) c->selected->mails->pdata[i])->uid, max_uid (c->selected)))
      g_ptr_array_add (chosen, c->selected->mails->pdata[i]);
  n = half ? (chosen->len + 1) / 2 : chosen->len;
  for (guint i = 0; i < n; i++)
    {
      Mail *mail = chosen->pdata[i];
      g_autofree char *flags = format_flags (mail->flags);
      Mail *copy = add_mail (target, mail->bytes, flags);

      g_string_append_printf (from, "%s%u", from->len > 0 ? "," : "", mail->uid);
      g_string_append_printf (to, "%s%u", to->len > 0 ? "," : "", copy->uid);
      if (!move || (half && i + 1 == n))
        continue;
      for (guint j = 0; j < c->selected->mails->len; j++)
        if (c->selected->mails->pdata[j] == mail)
          {
            g_ptr_array_remove_index (c->selected->mails, j);
            g_string_append_printf (out, "* %u EXPUNGE\r\n", j + 1);
            break;
          }
    }
  if (!is_silent (c) && from->len > 0)
    g_string_append_printf (code, "[COPYUID %u %s %s] ", target->validity, from->str, to->str);
  return TRUE;
}

static void
do_append (Connection *c, const char *rest, GBytes *literal, GString *code, gboolean *no_target)
{
  g_autofree char *name = next_word (&rest);
  g_autofree char *flags = next_word (&rest);
  Folder *target = find_folder (c->server, name);
  Mail *mail;

  *no_target = target == NULL;
  if (target == NULL || literal == NULL)
    return;
  mail = add_mail (target, literal, *flags == '(' ? flags : "");
  if (!is_silent (c))
    g_string_append_printf (code, "[APPENDUID %u %u] ", target->validity, mail->uid);
}

static void
do_status (Connection *c, const char *rest, GString *out, gboolean *missing)
{
  g_autofree char *name = next_word (&rest);
  Folder *folder = find_folder (c->server, name);

  *missing = folder == NULL;
  if (folder != NULL)
    g_string_append_printf (out, "* STATUS \"%s\" (MESSAGES %u UIDNEXT %u UIDVALIDITY %u UNSEEN 0)\r\n", name,
                            folder->mails->len, folder->uidnext, folder->validity);
}

static void
do_list (Connection *c, GString *out)
{
  static const char *const roles[] = { "Archive", "Trash", "Sent", "Drafts" };

  for (guint i = 0; i < c->server->folders->len; i++)
    {
      Folder *folder = c->server->folders->pdata[i];
      const char *role = "";

      for (guint j = 0; j < G_N_ELEMENTS (roles); j++)
        if (strcmp (roles[j], folder->name) == 0)
          role = roles[j];
      g_string_append_printf (out, "* LIST (%s%s) \"/\" \"%s\"\r\n", *role != '\0' ? "\\" : "", role,
                              folder->name);
    }
}

static gboolean
rename_folder (FakeImap *self, const char *rest)
{
  g_autofree char *from = next_word (&rest);
  g_autofree char *to = next_word (&rest);
  Folder *folder = find_folder (self, from);

  if (folder == NULL || find_folder (self, to) != NULL)
    return FALSE;
  g_free (folder->name);
  folder->name = g_strdup (to);
  return TRUE;
}

static const char *
do_folder (Connection *c, const char *verb, const char *rest)
{
  const char *all = rest;
  g_autofree char *name = next_word (&rest);
  Folder *folder = find_folder (c->server, name);

  if (strcmp (verb, "RENAME") == 0)
    return rename_folder (c->server, all) ? "OK" : "NO [ALREADYEXISTS]";
  if (strcmp (verb, "CREATE") == 0)
    {
      if (folder != NULL)
        return "NO [ALREADYEXISTS]";
      add_folder (c->server, name);
      return "OK";
    }
  if (strcmp (verb, "DELETE") == 0)
    {
      if (folder == NULL)
        return "NO [NONEXISTENT]";
      if (c->selected == folder)
        c->selected = NULL;
      g_ptr_array_remove (c->server->folders, folder);
    }
  return "OK";
}

/* Does the command under the lock; what to say is collected. @status: OK, NO …; NULL: the connection ends. */
static const char *
do_command (Connection *c, const char *verb, const char *rest, GBytes *literal, GString *out, GString *code)
{
  FakeImap *self = c->server;
  gboolean half = g_strcmp0 (self->break_in, verb) == 0;
  gboolean missing = FALSE;

  if (half)
    g_clear_pointer (&self->break_in, g_free);
  if (self->refuse_verb != NULL && strcmp (self->refuse_verb, verb) == 0)
    return self->refuse_text;
  if (g_str_has_prefix (verb, "UID ") && c->selected == NULL)
    return "BAD";
  if (strcmp (verb, "UID SEARCH") == 0)
    do_search (c, out, rest);
  else if (strcmp (verb, "UID FETCH") == 0)
    do_fetch (c, out, rest);
  else if (strcmp (verb, "UID STORE") == 0)
    do_store (c, rest);
  else if (strcmp (verb, "UID EXPUNGE") == 0)
    do_expunge (c, strstr (self->capabilities, "UIDPLUS") != NULL ? rest : "0", out);
  else if (strcmp (verb, "EXPUNGE") == 0)
    do_expunge (c, NULL, out);
  else if (strcmp (verb, "UID COPY") == 0 || strcmp (verb, "UID MOVE") == 0)
    missing = !do_copy (c, rest, strcmp (verb, "UID MOVE") == 0, half, out, code);
  else if (strcmp (verb, "APPEND") == 0)
    do_append (c, rest, literal, code, &missing);
  else if (strcmp (verb, "LIST") == 0)
    do_list (c, out);
  else if (strcmp (verb, "STATUS") == 0)
    {
      do_status (c, rest, out, &missing);
      if (missing)
        return "NO [NONEXISTENT]";
    }
  else if (strcmp (verb, "CAPABILITY") == 0)
    g_string_append_printf (out, "* CAPABILITY %s\r\n", self->capabilities);
  else if (strcmp (verb, "CREATE") == 0 || strcmp (verb, "DELETE") == 0 || strcmp (verb, "RENAME") == 0)
    return do_folder (c, verb, rest);
  else if (strcmp (verb, "LOGIN") != 0 && strcmp (verb, "NOOP") != 0 && strcmp (verb, "SUBSCRIBE") != 0
           && strcmp (verb, "UNSUBSCRIBE") != 0 && strcmp (verb, "LOGOUT") != 0)
    return "BAD";
  if (half)
    return NULL;
  return missing ? "NO [TRYCREATE]" : "OK";
}

static void
count_command (FakeImap *self, const char *verb)
{
  gpointer n = g_hash_table_lookup (self->commands, verb);

  g_hash_table_insert (self->commands, g_strdup (verb), GUINT_TO_POINTER (GPOINTER_TO_UINT (n) + 1));
}

static void
run_command (Connection *c, const char *line, GBytes *literal)
{
  FakeImap *self = c->server;
  const char *rest = line;
  g_autofree char *tag = next_word (&rest);
  g_autofree char *word = next_word (&rest);
  g_autofree char *verb = g_ascii_strup (word, -1);
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GString) code = g_string_new (NULL);
  const char *status;
  FakeImapFunc func;
  gpointer data;

  if (strcmp (verb, "UID") == 0)
    {
      g_autofree char *second = next_word (&rest);
      g_autofree char *upper = g_ascii_strup (second, -1);

      g_free (verb);
      verb = g_strdup_printf ("UID %s", upper);
    }
  while (*rest == ' ')
    rest++;
  g_mutex_lock (&self->lock);
  count_command (self, verb);
  func = self->func;
  data = self->func_data;
  g_mutex_unlock (&self->lock);
  if (func != NULL)
    func (self, verb, data);
  g_mutex_lock (&self->lock);
  if (strcmp (verb, "SELECT") == 0 || strcmp (verb, "EXAMINE") == 0)
    {
      do_select (c, tag, rest, *verb == 'E');
      g_mutex_unlock (&self->lock);
      return;
    }
  status = do_command (c, verb, rest, literal, out, code);
  g_mutex_unlock (&self->lock);
  if (status == NULL)
    {
      c->gone = TRUE;
      return;
    }
  if (out->len > 0)
    say (c, "%s", out->str);
  say (c, "%s %s%s%s done\r\n", tag, status, code->len > 0 ? " " : "", code->str);
  if (strcmp (verb, "LOGOUT") == 0)
    c->gone = TRUE;
}

/* AUTHENTICATE PLAIN, with or without an initial response. */
static void
authenticate (Connection *c, const char *line, GInputStream *in)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 4);

  if (g_strv_length (words) < 4)
    {
      g_autoptr (GBytes) literal = NULL;
      GString *answer;

      say (c, "+ \r\n");
      answer = read_command (c, in, &literal);
      if (answer != NULL)
        g_string_free (answer, TRUE);
    }
  say (c, "%s OK welcome\r\n", words[0]);
}

static gboolean
on_run (GThreadedSocketService *service, GSocketConnection *connection, GObject *source, gpointer data)
{
  Connection c = { .server = data, .stream = G_IO_STREAM (connection) };
  g_autoptr (GInputStream) in = g_buffered_input_stream_new (g_io_stream_get_input_stream (c.stream));

  say (&c, "* OK [CAPABILITY %s] ready\r\n", c.server->capabilities);
  while (!c.gone)
    {
      g_autoptr (GBytes) literal = NULL;
      GString *line = read_command (&c, in, &literal);

      if (line == NULL)
        break;
      if (strstr (line->str, " AUTHENTICATE ") != NULL)
        authenticate (&c, line->str, in);
      else
        run_command (&c, line->str, literal);
      g_string_free (line, TRUE);
    }
  g_io_stream_close (c.stream, NULL, NULL);
  return TRUE;
}

/* ---- life ---- */

static gpointer
serve (gpointer data)
{
  FakeImap *self = data;
  GMainContext *context = g_main_loop_get_context (self->loop);
  guint16 port;

  g_main_context_push_thread_default (context);
  self->service = g_threaded_socket_service_new (16);
  g_signal_connect (self->service, "run", G_CALLBACK (on_run), self);
  port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (self->service), NULL, NULL);
  g_mutex_lock (&self->lock);
  self->port = port;
  g_mutex_unlock (&self->lock);
  g_main_loop_run (self->loop);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_object_unref (self->service);
  g_main_context_pop_thread_default (context);
  return NULL;
}

FakeImap *
fake_imap_new (const char *capabilities)
{
  static const char *const folders[] = { "INBOX", "Archive", "Trash", "Sent", "Drafts" };
  g_autoptr (GMainContext) context = g_main_context_new ();
  FakeImap *self = g_new0 (FakeImap, 1);

  g_mutex_init (&self->lock);
  self->capabilities = g_strdup (capabilities);
  self->folders = g_ptr_array_new_with_free_func ((GDestroyNotify) folder_free);
  self->commands = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->cut_input = self->cut_output = -1;
  self->next_validity = 7;
  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    add_folder (self, folders[i])->validity = 7;
  self->loop = g_main_loop_new (context, FALSE);
  self->thread = g_thread_new ("fake-imap", serve, self);
  while (fake_imap_get_port (self) == 0)
    g_usleep (500);
  return self;
}

static gboolean
quit (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

/* The clients must have gone. */
void
fake_imap_free (FakeImap *self)
{
  g_main_context_invoke (g_main_loop_get_context (self->loop), quit, self->loop);
  g_thread_join (self->thread);
  g_main_loop_unref (self->loop);
  g_ptr_array_unref (self->folders);
  g_hash_table_unref (self->commands);
  g_mutex_clear (&self->lock);
  g_free (self->capabilities);
  g_free (self->break_in);
  g_free (self->refuse_verb);
  g_free (self->refuse_text);
  g_free (self);
}

guint16
fake_imap_get_port (FakeImap *self)
{
  guint16 port;

  g_mutex_lock (&self->lock);
  port = self->port;
  g_mutex_unlock (&self->lock);
  return port;
}

static void
set_number (FakeImap *self, gint64 *field, gint64 value)
{
  g_mutex_lock (&self->lock);
  *field = value;
  self->was_cut = FALSE;
  g_mutex_unlock (&self->lock);
}

void
fake_imap_cut_input (FakeImap *self, gint64 bytes)
{
  set_number (self, &self->cut_input, bytes);
}

void
fake_imap_cut_output (FakeImap *self, gint64 bytes)
{
  set_number (self, &self->cut_output, bytes);
}

gboolean
fake_imap_was_cut (FakeImap *self)
{
  gboolean was_cut;

  g_mutex_lock (&self->lock);
  was_cut = self->was_cut;
  g_mutex_unlock (&self->lock);
  return was_cut;
}

void
fake_imap_set_silent (FakeImap *self, gboolean silent)
{
  g_mutex_lock (&self->lock);
  self->silent = silent;
  g_mutex_unlock (&self->lock);
}

void
fake_imap_break_in (FakeImap *self, const char *verb)
{
  g_mutex_lock (&self->lock);
  g_set_str (&self->break_in, verb);
  g_mutex_unlock (&self->lock);
}

void
fake_imap_refuse (FakeImap *self, const char *verb, const char *text)
{
  g_mutex_lock (&self->lock);
  g_set_str (&self->refuse_verb, text != NULL ? verb : NULL);
  g_free (self->refuse_text);
  self->refuse_text = text != NULL ? g_strdup_printf ("NO %s", text) : NULL;
  g_mutex_unlock (&self->lock);
}

void
fake_imap_set_func (FakeImap *self, FakeImapFunc func, gpointer data)
{
  g_mutex_lock (&self->lock);
  self->func = func;
  self->func_data = data;
  g_mutex_unlock (&self->lock);
}

guint32
fake_imap_add (FakeImap *self, const char *folder, const char *message_id, const char *flags)
{
  g_autofree char *field
      = message_id != NULL ? g_strdup_printf ("Message-ID: <%s>\r\n", message_id) : g_strdup ("");
  g_autofree char *text = g_strdup_printf (
      "From: b@x.example\r\nTo: a@x.example\r\nSubject: x\r\nDate: Mon, 2 Nov 2026 10:00:00 "
      "+0000\r\n%s\r\nhello\r\n",
      field);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  guint32 uid;

  g_mutex_lock (&self->lock);
  uid = add_mail (find_folder (self, folder), bytes, flags)->uid;
  g_mutex_unlock (&self->lock);
  return uid;
}

void
fake_imap_remove (FakeImap *self, const char *name, guint32 uid)
{
  Folder *folder;

  g_mutex_lock (&self->lock);
  folder = find_folder (self, name);
  for (guint i = folder->mails->len; i-- > 0;)
    if (((Mail *) folder->mails->pdata[i])->uid == uid)
      g_ptr_array_remove_index (folder->mails, i);
  g_mutex_unlock (&self->lock);
}

void
fake_imap_set_flags (FakeImap *self, const char *name, guint32 uid, const char *flags)
{
  Folder *folder;

  g_mutex_lock (&self->lock);
  folder = find_folder (self, name);
  for (guint i = 0; i < folder->mails->len; i++)
    {
      Mail *mail = folder->mails->pdata[i];

      if (mail->uid != uid)
        continue;
      g_hash_table_unref (mail->flags);
      mail->flags = parse_flags (flags);
    }
  g_mutex_unlock (&self->lock);
}

static guint
count (FakeImap *self, const char *name, const char *message_id, gboolean deleted)
{
  Folder *folder;
  guint n = 0;

  g_mutex_lock (&self->lock);
  folder = find_folder (self, name);
  for (guint i = 0; folder != NULL && i < folder->mails->len; i++)
    {
      Mail *mail = folder->mails->pdata[i];

      n += g_hash_table_contains (mail->flags, "\\Deleted") == deleted
           && (message_id == NULL || strcmp (message_id, mail->message_id) == 0);
    }
  g_mutex_unlock (&self->lock);
  return n;
}

guint
fake_imap_count (FakeImap *self, const char *folder, const char *message_id)
{
  return count (self, folder, message_id, FALSE);
}

guint
fake_imap_count_deleted (FakeImap *self, const char *folder)
{
  return count (self, folder, NULL, TRUE);
}

static Mail *
find_mail (FakeImap *self, const char *name, const char *message_id)
{
  Folder *folder = find_folder (self, name);

  for (guint i = 0; folder != NULL && i < folder->mails->len; i++)
    if (strcmp (((Mail *) folder->mails->pdata[i])->message_id, message_id) == 0)
      return folder->mails->pdata[i];
  return NULL;
}

char *
fake_imap_dup_flags (FakeImap *self, const char *folder, const char *message_id)
{
  Mail *mail;
  char *flags;

  g_mutex_lock (&self->lock);
  mail = find_mail (self, folder, message_id);
  flags = mail != NULL ? format_flags (mail->flags) : NULL;
  g_mutex_unlock (&self->lock);
  return flags;
}

GBytes *
fake_imap_dup_message (FakeImap *self, const char *folder, const char *message_id)
{
  Mail *mail;
  GBytes *bytes;

  g_mutex_lock (&self->lock);
  mail = find_mail (self, folder, message_id);
  bytes = mail != NULL ? g_bytes_ref (mail->bytes) : NULL;
  g_mutex_unlock (&self->lock);
  return bytes;
}

gboolean
fake_imap_has_folder (FakeImap *self, const char *name)
{
  gboolean has;

  g_mutex_lock (&self->lock);
  has = find_folder (self, name) != NULL;
  g_mutex_unlock (&self->lock);
  return has;
}

guint32
fake_imap_get_validity (FakeImap *self, const char *name)
{
  guint32 validity;

  g_mutex_lock (&self->lock);
  validity = find_folder (self, name)->validity;
  g_mutex_unlock (&self->lock);
  return validity;
}

void
fake_imap_renumber (FakeImap *self, const char *name)
{
  Folder *folder;
  g_autoptr (GPtrArray) turned = g_ptr_array_new_with_free_func ((GDestroyNotify) mail_free);

  g_mutex_lock (&self->lock);
  folder = find_folder (self, name);
  folder->validity = self->next_validity++ + 100;
  folder->uidnext = 1;
  while (folder->mails->len > 0)
    {
      Mail *mail = g_ptr_array_steal_index (folder->mails, folder->mails->len - 1);

      mail->uid = folder->uidnext++;
      g_ptr_array_add (turned, mail);
    }
  g_ptr_array_unref (folder->mails);
  folder->mails = g_steal_pointer (&turned);
  g_mutex_unlock (&self->lock);
}

guint
fake_imap_take_commands (FakeImap *self, const char *verb)
{
  guint n;

  g_mutex_lock (&self->lock);
  n = GPOINTER_TO_UINT (g_hash_table_lookup (self->commands, verb));
  g_hash_table_remove (self->commands, verb);
  g_mutex_unlock (&self->lock);
  return n;
}
