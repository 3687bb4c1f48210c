/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-web-process.c: measures the page, nothing else.
 *
 * Runs in WebKit's sandboxed web process, on its main thread.  A card in the conversation is as high as its message;
 * WebKit does not tell the outside how high that is, and JavaScript is off.  So this module reads two layout numbers
 * through JavaScriptCore's property getters, which run no script, and sends them with the page's address as the message
 * "size" (suu): views are used again, and the size of the page before must not be taken for that of the next. */
#include <webkit/webkit-web-process-extension.h>

#define PAGE "alp-page"

G_MODULE_EXPORT void webkit_web_process_extension_initialize (WebKitWebProcessExtension *extension);

static guint32
number (JSCValue *object, const char *name)
{
  g_autoptr (JSCValue) value = jsc_value_object_get_property (object, name);
  double n = value != NULL && jsc_value_is_number (value) ? jsc_value_to_double (value) : 0;

  return n > 0 && n < 1e7 ? (guint32) (n + 0.5) : 0;
}

static void
measure (WebKitWebPage *page)
{
  const char *name = g_object_get_data (G_OBJECT (page), PAGE);
  WebKitFrame *frame;
  g_autoptr (JSCContext) context = NULL;
  g_autoptr (JSCValue) document = NULL;
  g_autoptr (JSCValue) body = NULL;
  guint32 width, height;

  /* Deprecated in newer versions for pages in several processes; ours has one frame, and the floor is 2.48. */
  G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  frame = webkit_web_page_get_main_frame (page);
  G_GNUC_END_IGNORE_DEPRECATIONS
  context = webkit_frame_get_js_context (frame);
  document = jsc_context_get_value (context, "document");

  if (document == NULL || !jsc_value_is_object (document))
    return;
  body = jsc_value_object_get_property (document, "body");
  if (body == NULL || !jsc_value_is_object (body))
    return;
  height = MAX (number (body, "scrollHeight"), number (body, "offsetHeight"));
  width = number (body, "scrollWidth");
  webkit_web_page_send_message_to_view (
      page,
      webkit_user_message_new ("size", g_variant_new ("(suu)", name != NULL ? name : "", width, height)),
      NULL, NULL, NULL);
}

/* A click on a mark inside the page changes its address; what was loaded stays the same. */
static void
on_loaded (WebKitWebPage *page)
{
  g_object_set_data_full (G_OBJECT (page), PAGE, g_strdup (webkit_web_page_get_uri (page)), g_free);
  measure (page);
}

static gboolean
on_message (WebKitWebPage *page, WebKitUserMessage *message, gpointer unused)
{
  measure (page);
  return TRUE;
}

static void
on_page_created (WebKitWebProcessExtension *extension, WebKitWebPage *page, gpointer unused)
{
  g_signal_connect (page, "document-loaded", G_CALLBACK (on_loaded), NULL);
  g_signal_connect (page, "user-message-received", G_CALLBACK (on_message), NULL);
}

void
webkit_web_process_extension_initialize (WebKitWebProcessExtension *extension)
{
  g_signal_connect (extension, "page-created", G_CALLBACK (on_page_created), NULL);
}
