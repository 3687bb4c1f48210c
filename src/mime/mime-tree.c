/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime-tree.c: HTML parsed by gumbo within limits
 *
 * Parsing HTML5 can be made to take time and memory out of proportion (nested elements, formatting that is repeated in
 * every paragraph: hostile-content C-052). gumbo has no limits of its own, so it gets an allocator that has: memory
 * comes from one arena, and when arena or processor time run out, it jumps out of the parser and drops the arena. Any
 * thread; never fails otherwise. */

#include "mime-tree.h"

#include <setjmp.h>
#include <string.h>
#include <time.h>

#define MAX_HTML (4 * 1024 * 1024)
#define MAX_MEMORY (256 * 1024 * 1024)
#define MAX_NANOSECONDS G_GINT64_CONSTANT (1000000000)
#define BLOCK (256 * 1024)
#define CHECK_EVERY 16

typedef struct
{
  GPtrArray *blocks;
  char *at;
  gsize left;
  gsize total;
  guint64 n;
  gint64 deadline;
  jmp_buf over;
} Arena;

static gint64
thread_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * G_GINT64_CONSTANT (1000000000) + now.tv_nsec;
}

static void *
arena_alloc (void *user_data, size_t size)
{
  Arena *self = user_data;
  void *out;

  size = (size + 15) & ~(size_t) 15;
  if (self->total + size > MAX_MEMORY || (++self->n % CHECK_EVERY == 0 && thread_time () > self->deadline))
    longjmp (self->over, 1);
  self->total += size;
  if (size > self->left)
    {
      gsize block = MAX (size, BLOCK);

      self->at = g_malloc (block);
      self->left = block;
      g_ptr_array_add (self->blocks, self->at);
    }
  out = self->at;
  self->at += size;
  self->left -= size;
  return out;
}

static void
arena_free (void *user_data, void *memory)
{
}

/**
 * mime_tree_parse:
 * @html: valid UTF-8; over 4 MB only the beginning is read
 *
 * Returns: (transfer full): the tree; its output is %NULL when the text is a bomb
 */
MimeTree *
mime_tree_parse (const char *html)
{
  MimeTree *self = g_new0 (MimeTree, 1);
  Arena *arena = g_new0 (Arena, 1);
  GumboOptions options = kGumboDefaultOptions;
  gsize length = strlen (html);

  if (length > MAX_HTML)
    {
      const char *end = g_utf8_find_prev_char (html, html + MAX_HTML);
      length = end != NULL ? (gsize) (end - html) : 0;
      self->truncated = TRUE;
    }
  self->text = g_strndup (html, length);
  self->blocks = g_ptr_array_new_with_free_func (g_free);
  arena->blocks = self->blocks;
  arena->deadline = thread_time () + MAX_NANOSECONDS;
  options.allocator = arena_alloc;
  options.deallocator = arena_free;
  options.userdata = arena;
  options.max_errors = 0;
  if (setjmp (arena->over) == 0)
    self->output = gumbo_parse_with_options (&options, self->text, length);
  else
    self->truncated = TRUE;
  g_free (arena);
  return self;
}

/** mime_tree_free: frees the tree; %NULL is allowed. */
void
mime_tree_free (MimeTree *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->blocks);
  g_free (self->text);
  g_free (self);
}

/** mime_tree_strip_tags: Returns: (transfer full): what is outside of angle brackets, for a text that is no tree */
char *
mime_tree_strip_tags (const char *html)
{
  GString *out = g_string_new (NULL);

  for (gboolean in_tag = FALSE; *html != '\0' && out->len < MAX_HTML; html++)
    if (*html == '<' || (in_tag && *html == '>'))
      in_tag = *html == '<';
    else if (!in_tag)
      g_string_append_c (out, *html);
  g_autofree char *raw = g_string_free_and_steal (out);
  return g_utf8_make_valid (raw, -1);
}
