/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime-rich.c: what an editor holds, made ready to be sent
 *
 * Through the sanitiser, as everything that came from elsewhere may be in it (pasted, quoted: hostile-servers O-09,
 * hostile-content C-115): nothing remote, no script, no form, no style sheet, nothing hidden. Pictures inside of the text as
 * data: become parts of their own, since many readers do not show the former. Pure, any thread. */

#include "mime-rich.h"

#include <string.h>

#include "mime-html.h"

#define MAX_PICTURES 200

typedef struct
{
  GPtrArray *attachments;
} Context;

/* A picture is named only when it goes along. */
static char *
keep_own_cid (const char *content_id, gpointer user_data)
{
  const Context *context = user_data;

  for (guint i = 0; i < context->attachments->len; i++)
    {
      const MimeAttachment *one = g_ptr_array_index (context->attachments, i);

      if (one->content_id != NULL && g_str_equal (one->content_id, content_id))
        return g_strconcat ("cid:", content_id, NULL);
    }
  return NULL;
}

static MimeAttachment *
picture_new (const char *type, GBytes *bytes, guint number)
{
  const char *subtype = strchr (type, '/') + 1;
  g_autofree char *name
      = g_strdup_printf ("image%u.%s", number, g_str_equal (subtype, "jpeg") ? "jpg" : subtype);
  g_autofree char *uuid = g_uuid_string_random ();
  MimeAttachment *picture = mime_attachment_new (name, type, bytes, NULL);

  picture->content_id = g_strdup_printf ("%s@alpenpost.invalid", uuid);
  return picture;
}

/* src="data:image/png;base64,…" as the sanitiser writes it → src="cid:…" */
static char *
take_pictures (const char *html, GPtrArray *pictures)
{
  static const char mark[] = " src=\"data:";
  GString *out = g_string_new (NULL);
  const char *p = html;

  for (const char *found; (found = strstr (p, mark)) != NULL;)
    {
      const char *type = found + strlen (mark);
      const char *end = strchr (type, '"');
      const char *data = strstr (type, ";base64,");
      gsize length = 0;

      if (end == NULL || data == NULL || data > end || pictures->len >= MAX_PICTURES)
        break;
      g_string_append_len (out, p, found - p);
      g_autofree char *kind = g_strndup (type, (gsize) (data - type));
      g_autofree char *base64 = g_strndup (data + 8, (gsize) (end - data - 8));
      guint8 *bytes = g_base64_decode (base64, &length);
      g_autoptr (GBytes) content = g_bytes_new_take (bytes, length);
      MimeAttachment *picture = picture_new (kind, content, pictures->len + 1);
      g_string_append_printf (out, " src=\"cid:%s\"", picture->content_id);
      g_ptr_array_add (pictures, picture);
      p = end + 1;
    }
  g_string_append (out, p);
  return g_string_free_and_steal (out);
}

/**
 * mime_rich_prepare:
 * @html: UTF-8, from an editor
 * @attachments: (element-type MimeAttachment): those that go along; a picture may name one by its content id
 * @pictures: (element-type MimeAttachment): pictures that were in the text are added here
 *
 * Returns: (transfer full): HTML to send
 */
char *
mime_rich_prepare (const char *html, GPtrArray *attachments, GPtrArray *pictures)
{
  Context context = { attachments };
  const MimeHtmlOptions options = { .cid_func = keep_own_cid, .user_data = &context, .for_quote = TRUE };
  g_autoptr (MimeHtml) clean = mime_html_sanitize (html, &options);

  return take_pictures (clean->html, pictures);
}

/** mime_rich_text: Returns: (transfer full): the plain form to send beside: links written out, lists numbered, quotes marked */
char *
mime_rich_text (const char *html)
{
  return mime_html_to_text_full (html);
}
