/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fake-imap-commands.c: what the server in memory does for each command (fake-imap.h) */

#include "fake-imap-private.h"

#include <string.h>

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

  c->selected = fake_imap_find_folder (c->server, name);
  if (c->selected == NULL)
    {
      g_mutex_unlock (&c->server->lock);
      fake_imap_say (c, "%s NO [NONEXISTENT] no such folder\r\n", tag);
      g_mutex_lock (&c->server->lock);
      return;
    }
  {
    guint exists = c->selected->mails->len;
    guint32 validity = c->selected->validity, next = c->selected->uidnext;

    g_mutex_unlock (&c->server->lock);
    fake_imap_say (
        c,
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
      g_autofree char *flags = fake_imap_format_flags (mail->flags);
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
          const char *end = g_strstr_len (data, (gssize) size, "\r\n\r\n");
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
  g_autoptr (GHashTable) flags = fake_imap_parse_flags (rest);

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
  Folder *target = fake_imap_find_folder (c->server, name);
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
      g_autofree char *flags = fake_imap_format_flags (mail->flags);
      Mail *copy = fake_imap_add_mail (target, mail->bytes, flags);

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
  Folder *target = fake_imap_find_folder (c->server, name);
  Mail *mail;

  *no_target = target == NULL;
  if (target == NULL || literal == NULL)
    return;
  mail = fake_imap_add_mail (target, literal, *flags == '(' ? flags : "");
  if (!is_silent (c))
    g_string_append_printf (code, "[APPENDUID %u %u] ", target->validity, mail->uid);
}

static void
do_status (Connection *c, const char *rest, GString *out, gboolean *missing)
{
  g_autofree char *name = next_word (&rest);
  Folder *folder = fake_imap_find_folder (c->server, name);

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
  Folder *folder = fake_imap_find_folder (self, from);

  if (folder == NULL || fake_imap_find_folder (self, to) != NULL)
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
  Folder *folder = fake_imap_find_folder (c->server, name);

  if (strcmp (verb, "RENAME") == 0)
    return rename_folder (c->server, all) ? "OK" : "NO [ALREADYEXISTS]";
  if (strcmp (verb, "CREATE") == 0)
    {
      if (folder != NULL)
        return "NO [ALREADYEXISTS]";
      fake_imap_add_folder (c->server, name);
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

void
fake_imap_run_command (Connection *c, const char *line, GBytes *literal)
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
  if (func != NULL)
    {
      g_autofree char *done = g_strconcat ("+", verb, NULL);

      func (self, done, data);
    }
  if (status == NULL)
    {
      c->gone = TRUE;
      return;
    }
  if (out->len > 0)
    fake_imap_say (c, "%s", out->str);
  fake_imap_say (c, "%s %s%s%s done\r\n", tag, status, code->len > 0 ? " " : "", code->str);
  if (strcmp (verb, "LOGOUT") == 0)
    c->gone = TRUE;
}
