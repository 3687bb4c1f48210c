/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime-choose.c: which parts are the text of a message
 *
 * One documented choice for viewer, preview, search and reply (C-124, C-125): of a multipart/alternative the last HTML
 * and the last plain text are the two forms of one text; of a multipart/related the root is shown, of everything else
 * each text that does not call itself an attachment, one after the other. Everything that is neither shown nor named by
 * the HTML shown is an attachment. RFC 2046 5.1, RFC 2387. */

#include "mime-message-private.h"

#include <string.h>

#include "mime-html.h"
#include "mime-text.h"
#include "mime-util.h"

#define MAX_TEXT (16 * 1024 * 1024)
#define MAX_SHOWN 100
#define PREVIEW_CHARS 200

static gboolean
is_text (MimePart *part)
{
  if (part->children != NULL || g_str_equal (part->disposition, "attachment"))
    return FALSE;
  return g_str_equal (part->type, "text/plain") || g_str_equal (part->type, "text/html");
}

static void
take (MimeMessage *self, MimePart *part, MimeShown *alternative)
{
  MimeMessagePrivate *priv = self->object;
  MimeShown *shown = alternative;

  if (shown == NULL)
    {
      if (priv->shown->len >= MAX_SHOWN)
        return;
      shown = g_new0 (MimeShown, 1);
      g_ptr_array_add (priv->shown, shown);
    }
  part->is_body = TRUE;
  if (g_str_equal (part->type, "text/html"))
    shown->html = part;
  else
    shown->plain = part;
}

/* The root of a related: the part its start parameter names, else the first one that can be shown (RFC 2387, 3.2). */
static MimePart *
related_root (MimePart *part)
{
  const char *given = g_mime_object_get_content_type_parameter (part->object, "start");
  g_auto (GStrv) start = mime_ids_parse (given, 1);

  for (guint i = 0; start[0] != NULL && i < part->children->len; i++)
    {
      MimePart *child = g_ptr_array_index (part->children, i);

      if (g_str_equal (child->content_id, start[0]))
        return child;
    }
  for (guint i = 0; i < part->children->len; i++)
    {
      MimePart *child = g_ptr_array_index (part->children, i);

      if (is_text (child) || child->is_multipart)
        return child;
    }
  return NULL;
}

static void
walk (MimeMessage *self, MimePart *part, MimeShown *alternative)
{
  MimeMessagePrivate *priv = self->object;
  gboolean is_related = g_str_equal (part->type, "multipart/related");
  MimeShown *shown = alternative;

  if (is_text (part))
    {
      /* A text with a name that comes later is a file. */
      if (alternative == NULL && *part->name != '\0' && priv->shown->len > 0)
        return;
      /* Several texts in one alternative (a mailing list's footer, say) are shown after each other. */
      gboolean is_taken
          = shown != NULL && (g_str_equal (part->type, "text/html") ? shown->html : shown->plain) != NULL;
      take (self, part, is_taken ? NULL : shown);
      return;
    }
  if (!part->is_multipart)
    return;
  if (g_str_equal (part->type, "multipart/alternative") && alternative == NULL
      && priv->shown->len < MAX_SHOWN)
    {
      shown = g_new0 (MimeShown, 1);
      g_ptr_array_add (priv->shown, shown);
    }
  if (is_related)
    {
      MimePart *root = related_root (part);

      if (root != NULL)
        walk (self, root, shown);
      return;
    }
  for (guint i = 0; i < part->children->len; i++)
    walk (self, g_ptr_array_index (part->children, i), shown);
}

static char *
sniff_meta_charset (const char *data, gsize length)
{
  g_autofree char *head = g_ascii_strdown (data, (gssize) strnlen (data, MIN (length, 1024)));
  const char *found = strstr (head, "charset=");
  gsize n;

  if (found == NULL)
    return NULL;
  found += strlen ("charset=");
  found += strspn (found, "\"' ");
  n = strcspn (found, "\"' ;/>");
  return n > 0 && n < 40 ? g_strndup (found, n) : NULL;
}

static char *
without_cr (char *text)
{
  char *out = text;

  for (const char *in = text; *in != '\0'; in++)
    if (*in != '\r' || in[1] != '\n')
      *out++ = *in;
  *out = '\0';
  return text;
}

static char *
decode_text (MimePart *part)
{
  g_autoptr (GBytes) bytes = mime_part_decode (part);
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  g_autofree char *meta = NULL;
  const char *charset = part->charset;
  g_autofree char *text = NULL;

  if (length == 0)
    return g_strdup ("");
  if (*charset == '\0' && g_str_equal (part->type, "text/html"))
    charset = meta = sniff_meta_charset (data, length);
  text = without_cr (mime_to_utf8 (data, MIN (length, MAX_TEXT), charset));
  return part->flowed ? mime_text_unflow (text, part->delsp) : g_steal_pointer (&text);
}

static gboolean
is_blank (const char *text)
{
  return text[strspn (text, " \t\r\n")] == '\0';
}

static char *
shown_plain (MimeShown *shown)
{
  g_autofree char *text = shown->plain != NULL ? decode_text (shown->plain) : NULL;

  if (shown->html == NULL || (text != NULL && !is_blank (text)))
    return text != NULL ? g_steal_pointer (&text) : g_strdup ("");
  g_autofree char *html = decode_text (shown->html);
  return mime_html_to_text (html);
}

/** mime_message_dup_text: Returns: (transfer full): the text in plain form: the sender's own where there is one, else
 * made of the HTML. UTF-8, LF. */
char *
mime_message_dup_text (MimeMessage *self)
{
  MimeMessagePrivate *priv = self->object;
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < priv->shown->len; i++)
    {
      g_autofree char *text = shown_plain (g_ptr_array_index (priv->shown, i));

      if (out->len > 0 && out->str[out->len - 1] != '\n')
        g_string_append_c (out, '\n');
      if (out->len < MAX_TEXT)
        g_string_append (out, text);
    }
  return g_string_free_and_steal (out);
}

static char *
keep_cid (const char *content_id, gpointer user_data)
{
  return g_strconcat ("cid:", content_id, NULL);
}

static char *
keep_remote (const char *uri, gpointer user_data)
{
  return g_strdup (uri);
}

/* Several texts: each is closed in itself, so that none can swallow its neighbour (C-081). */
static void
append_html (GString *out, MimeShown *shown)
{
  const MimeHtmlOptions options = { .cid_func = keep_cid, .remote_func = keep_remote };
  g_autofree char *text = decode_text (shown->html != NULL ? shown->html : shown->plain);

  if (shown->html != NULL)
    {
      g_autoptr (MimeHtml) clean = mime_html_sanitize (text, &options);
      g_string_append_printf (out, "<div>%s</div>", clean->html);
    }
  else
    {
      g_autofree char *html = mime_text_to_html (text);
      g_string_append (out, html);
    }
}

/**
 * mime_message_dup_html:
 *
 * Returns: (transfer full) (nullable): the text as HTML, UTF-8, *not* sanitised: it goes through mime_html_sanitize()
 *   before anything shows it. %NULL when the message has no HTML.
 */
char *
mime_message_dup_html (MimeMessage *self)
{
  MimeMessagePrivate *priv = self->object;
  GString *out;
  gboolean has_html = FALSE;

  for (guint i = 0; i < priv->shown->len; i++)
    has_html |= ((MimeShown *) g_ptr_array_index (priv->shown, i))->html != NULL;
  if (!has_html)
    return NULL;
  if (priv->shown->len == 1)
    return decode_text (((MimeShown *) g_ptr_array_index (priv->shown, 0))->html);
  out = g_string_new (NULL);
  for (guint i = 0; i < priv->shown->len; i++)
    {
      MimeShown *shown = g_ptr_array_index (priv->shown, i);

      if (shown->html != NULL || shown->plain != NULL)
        append_html (out, shown);
    }
  return g_string_free_and_steal (out);
}

/** mime_message_dup_preview: Returns: (transfer full): 200 characters on one line, of the form that is shown (C-125) */
char *
mime_message_dup_preview (MimeMessage *self)
{
  MimeMessagePrivate *priv = self->object;

  for (guint i = 0; i < priv->shown->len; i++)
    {
      MimeShown *shown = g_ptr_array_index (priv->shown, i);
      g_autofree char *html = shown->html != NULL ? decode_text (shown->html) : NULL;
      g_autofree char *text = html != NULL ? mime_html_to_text (html) : shown_plain (shown);
      g_autofree char *preview = mime_text_preview (text, PREVIEW_CHARS);

      if (*preview != '\0')
        return g_steal_pointer (&preview);
    }
  return g_strdup ("");
}

static void
list_attachments (MimeMessage *self, MimePart *part, const char *html)
{
  if (part->is_multipart)
    {
      for (guint i = 0; i < part->children->len; i++)
        list_attachments (self, g_ptr_array_index (part->children, i), html);
      return;
    }
  if (part->is_body)
    return;
  if (html != NULL && *part->content_id != '\0' && g_str_has_prefix (part->type, "image/")
      && !g_str_equal (part->disposition, "attachment") && strstr (html, part->content_id) != NULL)
    return;
  g_ptr_array_add (self->attachments, part);
}

/* mime_message_choose: decides what is shown and fills the list of attachments; called once. */
void
mime_message_choose (MimeMessage *self)
{
  MimeMessagePrivate *priv = self->object;
  g_autofree char *html = NULL;
  gboolean has_images = FALSE;

  walk (self, self->root, NULL);
  for (guint i = 0; i < self->leaves->len && !has_images; i++)
    {
      MimePart *leaf = g_ptr_array_index (self->leaves, i);
      has_images = *leaf->content_id != '\0' && g_str_has_prefix (leaf->type, "image/");
    }
  for (guint i = priv->shown->len; i-- > 0;)
    {
      MimeShown *shown = g_ptr_array_index (priv->shown, i);
      if (shown->html == NULL && shown->plain == NULL)
        g_ptr_array_remove_index (priv->shown, i);
    }
  if (has_images)
    html = mime_message_dup_html (self);
  list_attachments (self, self->root, html);
}
