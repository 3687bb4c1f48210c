/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base-log.c: recent messages kept for a report, and text of servers made safe to print
 *
 * Traffic never goes here (it stays in the redacted transcript of its stream). Any thread. */

#include "base-log.h"

#include <string.h>

#define RECENT_LINES 200

static GMutex recent_lock;
static GQueue recent = G_QUEUE_INIT; /* char * */

static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  const char *domain = NULL;

  if (!g_log_writer_default_would_drop (level, NULL))
    {
      char *line = g_log_writer_format_fields (level, fields, n_fields, FALSE);

      g_mutex_lock (&recent_lock);
      g_queue_push_tail (&recent, line);
      if (g_queue_get_length (&recent) > RECENT_LINES)
        g_free (g_queue_pop_head (&recent));
      g_mutex_unlock (&recent_lock);
    }
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "GLIB_DOMAIN"))
      domain = fields[i].value;
  if (g_log_writer_default_would_drop (level, domain))
    return G_LOG_WRITER_HANDLED;
  return g_log_writer_standard_streams (level, fields, n_fields, user_data);
}

/** base_log_install: keeps the last 200 messages of this process. Once, at the start of main(). */
void
base_log_install (void)
{
  g_log_set_writer_func (write_log, NULL, NULL);
}

/** base_log_dup_recent: Returns: (transfer full): the last messages, one a line */
char *
base_log_dup_recent (void)
{
  GString *out = g_string_new (NULL);

  g_mutex_lock (&recent_lock);
  for (GList *l = recent.head; l != NULL; l = l->next)
    g_string_append_printf (out, "%s\n", (const char *) l->data);
  g_mutex_unlock (&recent_lock);
  return g_string_free_and_steal (out);
}

static gboolean
is_unsafe (gunichar c)
{
  return g_unichar_iscntrl (c) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200E
         || c == 0x200F || (c >= 0xE0000 && c <= 0xE007F);
}

/**
 * base_log_clean_text:
 * @length: bytes of @text, or -1
 * @max_chars: characters to keep
 *
 * Makes text from outside fit to be logged or shown on one line: valid UTF-8, without control and direction
 * characters (hostile-servers I-33). Returns: (transfer full): the text
 */
char *
base_log_clean_text (const char *text, gssize length, gsize max_chars)
{
  g_autofree char *valid
      = g_utf8_make_valid (text, length < 0 ? -1 : (gssize) strnlen (text, (gsize) length));
  GString *out = g_string_new (NULL);
  gsize n = 0;

  for (const char *p = valid; *p != '\0' && n < max_chars; p = g_utf8_next_char (p), n++)
    g_string_append_unichar (out, is_unsafe (g_utf8_get_char (p)) ? ' ' : g_utf8_get_char (p));
  return g_string_free_and_steal (out);
}
