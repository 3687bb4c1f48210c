/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-editor.c: the text of a message being written.
 *
 * Main thread.  WebKit's editor, because it makes right HTML, keeps what it did not make (tables of a quoted mail, a
 * signature of another program), undoes every kind of change, checks spelling and gives assistive technology lists,
 * links and quotes as such; a GtkTextView has tags only, and each of these would be ours to write.  It runs behind all
 * the walls of alp-web-engine.c but one: script is on, and the only script is alp-editor.js, in a world of its own that
 * the page cannot reach.  What is pasted comes from the program's clipboard code and is cleaned before the page gets
 * it.  One spare page is kept warm, so that a composer opens at once. */
#include "alp-editor.h"

#include "alp-draft.h"
#include "alp-style.h"

#include <glib/gi18n.h>
#include <string.h>

#define WORLD "alp"
#define SCRIPT "/io/github/alpenpost/Alpenpost/editor/alp-editor.js"
#define PAGE_URI "about:blank"
#define WARM_DELAY_S 3

struct _AlpEditor
{
  GtkWidget parent_instance;

  GtkWidget *view; /* WebKitWebView, once HTML may be shown */
  WebKitUserContentManager *content;
  gboolean ready;
  GPtrArray *waiting; /* Call: until the page is ready */
  char *text;         /* loaded last, to begin again after a crash */
  char *state;
  gboolean plain;
  AlpWebEnginePart part_func;
  gpointer part_data;
};

G_DEFINE_FINAL_TYPE (AlpEditor, alp_editor, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_CHANGED,
  SIGNAL_STATE_CHANGED,
  SIGNAL_IMAGE_PASTED,
  SIGNAL_FILES_PASTED,
  SIGNAL_CRASHED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* A page that was loaded before anybody asked for one. */
static struct
{
  GtkWidget *view;
  WebKitUserContentManager *content;
  gboolean ready;
  guint id;
  gulong handler;
} spare;

typedef struct
{
  char *body;
  GVariant *arguments; /* a{sv}, nullable */
  GTask *task;         /* nullable */
} Call;

static void
call_free (gpointer data)
{
  Call *call = data;

  g_free (call->body);
  g_clear_pointer (&call->arguments, g_variant_unref);
  g_clear_object (&call->task);
  g_free (call);
}

/* ---- calls into the page ---- */

static void
on_called (GObject *view, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JSCValue) value
      = webkit_web_view_call_async_javascript_function_finish (WEBKIT_WEB_VIEW (view), result, &error);

  if (error != NULL)
    g_debug ("editor: %s", error->message);
  if (task == NULL)
    return;
  if (value == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, jsc_value_is_string (value) ? jsc_value_to_string (value) : g_strdup (""),
                           g_free);
}

static void
call_now (AlpEditor *self, Call *call)
{
  webkit_web_view_call_async_javascript_function (WEBKIT_WEB_VIEW (self->view), call->body, -1,
                                                  call->arguments, WORLD, NULL, NULL, on_called,
                                                  g_steal_pointer (&call->task));
  call_free (call);
}

/* @arguments: (nullable): a floating a{sv}. @task: (transfer full) (nullable): gets the string the script returns */
static void
call_page (AlpEditor *self, const char *body, GVariant *arguments, GTask *task)
{
  Call *call = g_new0 (Call, 1);

  call->body = g_strdup (body);
  call->arguments = arguments != NULL ? g_variant_ref_sink (arguments) : NULL;
  call->task = task;
  if (self->ready)
    call_now (self, call);
  else
    g_ptr_array_add (self->waiting, call);
}

static GVariant *
one_text (const char *text)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "text", "s", text != NULL ? text : "");
  return g_variant_dict_end (&dict);
}

static GVariant *
two_texts (const char *text, const char *other)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "text", "s", text != NULL ? text : "");
  g_variant_dict_insert (&dict, "other", "s", other != NULL ? other : "");
  return g_variant_dict_end (&dict);
}

/* ---- messages from the page ---- */

static void
become_ready (AlpEditor *self)
{
  self->ready = TRUE;
  while (self->waiting->len > 0)
    call_now (self, g_ptr_array_steal_index (self->waiting, 0));
}

static void
on_message (AlpEditor *self, JSCValue *value)
{
  g_autofree char *text = jsc_value_is_string (value) ? jsc_value_to_string (value) : NULL;

  if (text == NULL)
    return;
  if (g_str_equal (text, "changed"))
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  else if (g_str_equal (text, "paste"))
    alp_editor_paste (self);
  else if (g_str_equal (text, "ready") && !self->ready)
    become_ready (self);
  else if (g_str_has_prefix (text, "state ") && strlen (text) < 200)
    {
      g_set_str (&self->state, text + strlen ("state"));
      g_signal_emit (self, signals[SIGNAL_STATE_CHANGED], 0);
    }
}

/* Only our own document may load; links are text here. */
static gboolean
on_decide_policy (WebKitWebView *view, WebKitPolicyDecision *decision, WebKitPolicyDecisionType type,
                  gpointer unused)
{
  const char *uri;

  if (type == WEBKIT_POLICY_DECISION_TYPE_RESPONSE)
    {
      WebKitURIResponse *response
          = webkit_response_policy_decision_get_response (WEBKIT_RESPONSE_POLICY_DECISION (decision));

      uri = webkit_uri_response_get_uri (response);
      if (!g_str_equal (uri, PAGE_URI) && !g_str_has_prefix (uri, "alp-part:"))
        webkit_policy_decision_ignore (decision);
      else
        webkit_policy_decision_use (decision);
      return TRUE;
    }
  uri = webkit_uri_request_get_uri (
      webkit_navigation_action_get_request (webkit_navigation_policy_decision_get_navigation_action (
          WEBKIT_NAVIGATION_POLICY_DECISION (decision))));
  if (type == WEBKIT_POLICY_DECISION_TYPE_NAVIGATION_ACTION && g_str_equal (uri, PAGE_URI))
    webkit_policy_decision_use (decision);
  else
    webkit_policy_decision_ignore (decision);
  return TRUE;
}

/* ---- the page ---- */

static const char page_text[]
    = "<meta charset=\"utf-8\"><style>"
      "html{min-height:100%;cursor:text;color-scheme:light;color:#1e1e20}"
      "html.dark{color-scheme:dark;color:#f0f0f3}"
      "body{margin:0!important;padding:0!important;background:transparent!important;"
      "font:11pt/1.5 \"Adwaita Sans\",Cantarell,system-ui,sans-serif;overflow-wrap:anywhere}"
      "#alp{padding:14px 18px 24px;min-height:60px;outline:none;max-width:860px;margin:0 "
      "auto;box-sizing:border-box}"
      "#alp.plain{white-space:pre-wrap}"
      "#alp a{color:var(--link)}"
      "#alp blockquote{margin:.5em 0;padding:0 0 0 .8em;"
      "border-left:3px solid color-mix(in srgb,currentColor 22%,transparent)}"
      "#alp>.alp-signature,#alp>.alp-quote>div:first-child{opacity:.72}"
      "#alp img{max-width:100%;height:auto}"
      "#alp ul,#alp ol{margin:.3em 0;padding-left:1.7em}"
      "</style></head><body><div id=\"alp\" role=\"textbox\" aria-multiline=\"true\" "
      "contenteditable=\"true\" "
      "spellcheck=\"true\" dir=\"auto\"><div><br></div></div></body></html>";

static void
update_look (AlpEditor *self)
{
  gboolean dark = alp_style_get_dark (alp_style_get_default ());
  g_autofree char *link = alp_style_dup_link_color (alp_style_get_default (), dark);

  call_page (self, "alp.look(text, other)", two_texts (dark ? "dark" : "", link), NULL);
}

static void
add_script (WebKitUserContentManager *content)
{
  g_autoptr (GBytes) bytes = g_resources_lookup_data (SCRIPT, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  WebKitUserScript *script;

  g_return_if_fail (bytes != NULL);

  script = webkit_user_script_new_for_world (g_bytes_get_data (bytes, NULL),
                                             WEBKIT_USER_CONTENT_INJECT_TOP_FRAME,
                                             WEBKIT_USER_SCRIPT_INJECT_AT_DOCUMENT_START, WORLD, NULL, NULL);
  webkit_user_content_manager_add_script (content, script);
  webkit_user_script_unref (script);
  webkit_user_content_manager_register_script_message_handler (content, WORLD, WORLD);
}

static GtkWidget *
new_view (WebKitUserContentManager *content)
{
  GtkWidget *view;
  GdkRGBA clear = { 0, 0, 0, 0 };
  g_autofree char *title = NULL, *page = NULL;

  add_script (content);
  view = alp_web_engine_new_editor (content);
  webkit_web_view_set_background_color (WEBKIT_WEB_VIEW (view), &clear);
  g_signal_connect (view, "decide-policy", G_CALLBACK (on_decide_policy), NULL);
  title = g_markup_escape_text (_ ("Message text"), -1);
  page = g_strdup_printf ("<!DOCTYPE html><html><head><title>%s</title>%s", title, page_text);
  webkit_web_view_load_html (WEBKIT_WEB_VIEW (view), page, PAGE_URI);
  return view;
}

static void
on_spare_message (WebKitUserContentManager *content, JSCValue *value, gpointer unused)
{
  spare.ready = TRUE;
}

static void
make_spare_now (gboolean ready, gpointer owner)
{
  if (!ready || spare.view != NULL)
    return;
  spare.content = webkit_user_content_manager_new ();
  spare.ready = FALSE;
  spare.handler = g_signal_connect (spare.content, "script-message-received::" WORLD,
                                    G_CALLBACK (on_spare_message), NULL);
  spare.view = g_object_ref_sink (new_view (spare.content));
}

static gboolean
make_spare (gpointer unused)
{
  spare.id = 0;
  if (g_application_get_default () != NULL && spare.view == NULL)
    alp_web_engine_when_ready (G_OBJECT (g_application_get_default ()), make_spare_now);
  return G_SOURCE_REMOVE;
}

/**
 * alp_editor_warm_up:
 *
 * Loads an empty page a moment later, so that the next composer opens at once.  Costs one web process.
 */
void
alp_editor_warm_up (void)
{
  if (spare.view == NULL && spare.id == 0)
    spare.id = g_timeout_add_seconds (WARM_DELAY_S, make_spare, NULL);
}

static void
on_terminated (AlpEditor *self)
{
  self->ready = FALSE;
  g_clear_pointer (&self->view, gtk_widget_unparent);
  g_clear_object (&self->content);
  g_signal_emit (self, signals[SIGNAL_CRASHED], 0);
}

static void
adopt (AlpEditor *self, GtkWidget *view, WebKitUserContentManager *content)
{
  self->view = view;
  self->content = content;
  g_signal_connect_object (content, "script-message-received::" WORLD, G_CALLBACK (on_message), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "web-process-terminated", G_CALLBACK (on_terminated), self,
                           G_CONNECT_SWAPPED);
  alp_web_engine_set_part_func (view, self->part_func, self->part_data);
  gtk_widget_set_parent (view, GTK_WIDGET (self));
  if (gtk_widget_has_focus (GTK_WIDGET (self)))
    gtk_widget_grab_focus (GTK_WIDGET (self));
  gtk_widget_set_focusable (GTK_WIDGET (self), FALSE);
}

static void
take_view (gboolean ready, gpointer data)
{
  AlpEditor *self = data;

  if (!ready || self->view != NULL)
    return;
  if (spare.view != NULL)
    {
      GtkWidget *view = g_steal_pointer (&spare.view);

      g_signal_handler_disconnect (spare.content, spare.handler);
      adopt (self, view, g_steal_pointer (&spare.content));
      g_object_unref (view);
      if (spare.ready)
        become_ready (self);
    }
  else
    {
      WebKitUserContentManager *content = webkit_user_content_manager_new ();

      adopt (self, new_view (content), content);
    }
  alp_editor_warm_up ();
}

/* ---- for the composer ---- */

/**
 * alp_editor_load:
 * @content: HTML that was made safe, or text when @plain
 *
 * Begins anew with @content; nothing before it can be undone to.
 */
void
alp_editor_load (AlpEditor *self, const char *content, gboolean plain)
{
  GVariantDict dict;

  g_return_if_fail (ALP_IS_EDITOR (self));

  self->plain = plain;
  g_set_str (&self->text, content != NULL ? content : "");
  alp_web_engine_when_ready (G_OBJECT (self), take_view);
  update_look (self);
  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "text", "s", self->text);
  g_variant_dict_insert (&dict, "kind", "s", plain ? "plain" : "");
  g_variant_dict_insert (&dict, "label", "s", _ ("Message text"));
  call_page (self, "alp.load(text, kind === \"plain\", label)", g_variant_dict_end (&dict), NULL);
}

gboolean
alp_editor_get_plain (AlpEditor *self)
{
  g_return_val_if_fail (ALP_IS_EDITOR (self), FALSE);

  return self->plain;
}

static void
ask_page (AlpEditor *self, const char *body, GVariant *arguments, GAsyncReadyCallback callback,
          gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  call_page (self, body, arguments, task);
}

/**
 * alp_editor_get_content_async:
 *
 * The whole text: HTML, or text of a plain message.  Ends in alp_editor_get_content_finish (), as the other questions do.
 */
void
alp_editor_get_content_async (AlpEditor *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ALP_IS_EDITOR (self));

  ask_page (self, "return alp.get()", NULL, callback, user_data);
}

/* What the person wrote, without quote and signature. */
void
alp_editor_get_own_text_async (AlpEditor *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ALP_IS_EDITOR (self));

  ask_page (self, "return alp.ownText()", NULL, callback, user_data);
}

/* The target of the link at the cursor, "" when there is none. */
void
alp_editor_get_link_async (AlpEditor *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (ALP_IS_EDITOR (self));

  ask_page (self, "return alp.currentLink()", NULL, callback, user_data);
}

/* Types @letter; the answer is two times in milliseconds: laid out, and with a frame made. For the measuring program. */
void
alp_editor_measure_async (AlpEditor *self, const char *letter, GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_return_if_fail (ALP_IS_EDITOR (self));

  ask_page (self, "return await alp.latency(text)", one_text (letter), callback, user_data);
}

char *
alp_editor_get_content_finish (AlpEditor *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * alp_editor_is_on:
 * @name: bold, italic, underline, strikeThrough, insertUnorderedList, insertOrderedList, quote or link
 *
 * Returns: whether it holds at the cursor
 */
gboolean
alp_editor_is_on (AlpEditor *self, const char *name)
{
  g_auto (GStrv) words = NULL;

  g_return_val_if_fail (ALP_IS_EDITOR (self), FALSE);

  words = g_strsplit (self->state != NULL ? self->state : "", " ", -1);
  return g_strv_contains ((const char *const *) words, name);
}

/**
 * alp_editor_command:
 * @name: as for alp_editor_is_on (), or undo, redo, clear, focus, indent, outdent, paste, paste-text
 *
 * Does it at the cursor.
 */
void
alp_editor_command (AlpEditor *self, const char *name)
{
  g_return_if_fail (ALP_IS_EDITOR (self));

  if (g_str_equal (name, "paste"))
    alp_editor_paste (self);
  else if (g_str_equal (name, "paste-text"))
    alp_editor_paste_text (self);
  else if (g_str_equal (name, "focus"))
    {
      gtk_widget_grab_focus (GTK_WIDGET (self));
      call_page (self, "alp.focus()", NULL, NULL);
    }
  else if (g_str_equal (name, "clear"))
    call_page (self, "alp.clearFormat()", NULL, NULL);
  else if (g_str_equal (name, "quote"))
    call_page (self, "alp.quote()", NULL, NULL);
  else
    call_page (self, "alp.run(text)", one_text (name), NULL);
}

/* @html: anything; cleaned before the page gets it. */
void
alp_editor_insert_html (AlpEditor *self, const char *html)
{
  g_autofree char *clean = NULL;

  g_return_if_fail (ALP_IS_EDITOR (self));

  clean = alp_draft_clean_html (html);
  call_page (self, "alp.insert(text)", one_text (clean), NULL);
}

void
alp_editor_insert_text (AlpEditor *self, const char *text)
{
  g_return_if_fail (ALP_IS_EDITOR (self));

  call_page (self, "alp.insertText(text)", one_text (text), NULL);
}

/* @uri: "" takes the link at the cursor away. */
void
alp_editor_insert_link (AlpEditor *self, const char *uri, const char *text)
{
  g_return_if_fail (ALP_IS_EDITOR (self));

  call_page (self, "alp.link(text, other)", two_texts (uri, text), NULL);
}

/* @uri: what the part function serves. */
void
alp_editor_insert_image (AlpEditor *self, const char *uri, const char *name)
{
  g_return_if_fail (ALP_IS_EDITOR (self));

  call_page (self, "alp.image(text, other)", two_texts (uri, name), NULL);
}

/**
 * alp_editor_set_signature:
 * @html: cleaned already; "": none
 * @quiet: without "changed"
 *
 * Takes the place of the signature that is there.
 */
void
alp_editor_set_signature (AlpEditor *self, const char *html, gboolean quiet)
{
  g_return_if_fail (ALP_IS_EDITOR (self));

  call_page (self, "alp.signature(text, other === \"quiet\")", two_texts (html, quiet ? "quiet" : ""), NULL);
}

void
alp_editor_replace_text (AlpEditor *self, const char *old, const char *text)
{
  g_return_if_fail (ALP_IS_EDITOR (self));

  call_page (self, "alp.replaceText(text, other)", two_texts (old, text), NULL);
}

void
alp_editor_set_part_func (AlpEditor *self, AlpWebEnginePart func, gpointer data)
{
  g_return_if_fail (ALP_IS_EDITOR (self));

  self->part_func = func;
  self->part_data = data;
  if (self->view != NULL)
    alp_web_engine_set_part_func (self->view, func, data);
}

/* ---- keys ---- */

static const struct
{
  guint key;
  GdkModifierType mods;
  const char *command;
} keys[] = {
  { GDK_KEY_b, GDK_CONTROL_MASK, "bold" },
  { GDK_KEY_i, GDK_CONTROL_MASK, "italic" },
  { GDK_KEY_u, GDK_CONTROL_MASK, "underline" },
  { GDK_KEY_x, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "strikeThrough" },
  { GDK_KEY_8, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "insertUnorderedList" },
  { GDK_KEY_7, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "insertOrderedList" },
  { GDK_KEY_9, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "quote" },
  { GDK_KEY_backslash, GDK_CONTROL_MASK, "clear" },
  { GDK_KEY_space, GDK_CONTROL_MASK, "clear" },
  { GDK_KEY_bracketright, GDK_CONTROL_MASK, "indent" },
  { GDK_KEY_bracketleft, GDK_CONTROL_MASK, "outdent" },
  { GDK_KEY_z, GDK_CONTROL_MASK, "undo" },
  { GDK_KEY_z, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "redo" },
  { GDK_KEY_y, GDK_CONTROL_MASK, "redo" },
  { GDK_KEY_v, GDK_CONTROL_MASK, "paste" },
  { GDK_KEY_v, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "paste-text" },
};

static gboolean
on_key (AlpEditor *self, guint key, guint code, GdkModifierType state, GtkEventControllerKey *controller)
{
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (controller));

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (gdk_key_event_matches (event, keys[i].key, keys[i].mods) == GDK_KEY_MATCH_EXACT)
      {
        alp_editor_command (self, keys[i].command);
        return GDK_EVENT_STOP;
      }
  return GDK_EVENT_PROPAGATE;
}

/* ---- GtkWidget ---- */

static void
alp_editor_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                    int *minimum_baseline, int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_VERTICAL ? 60 : 120;
  *natural = orientation == GTK_ORIENTATION_VERTICAL ? 240 : 640;
}

static void
alp_editor_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  AlpEditor *self = ALP_EDITOR (widget);

  if (self->view != NULL)
    gtk_widget_allocate (self->view, width, height, baseline, NULL);
}

static gboolean
alp_editor_grab_focus (GtkWidget *widget)
{
  AlpEditor *self = ALP_EDITOR (widget);

  /* No page yet: the focus waits here, so that what is typed early acts on nothing else. */
  if (self->view == NULL)
    return GTK_WIDGET_CLASS (alp_editor_parent_class)->grab_focus (widget);
  if (!gtk_widget_grab_focus (self->view))
    return FALSE;
  call_page (self, "alp.focus()", NULL, NULL);
  return TRUE;
}

static void
alp_editor_dispose (GObject *object)
{
  AlpEditor *self = ALP_EDITOR (object);

  if (self->view != NULL)
    alp_web_engine_set_part_func (self->view, NULL, NULL);
  g_clear_pointer (&self->view, gtk_widget_unparent);
  g_clear_object (&self->content);
  g_clear_pointer (&self->waiting, g_ptr_array_unref);
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->state, g_free);
  G_OBJECT_CLASS (alp_editor_parent_class)->dispose (object);
}

static void
alp_editor_class_init (AlpEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = alp_editor_dispose;
  widget_class->measure = alp_editor_measure;
  widget_class->size_allocate = alp_editor_size_allocate;
  widget_class->grab_focus = alp_editor_grab_focus;
  gtk_widget_class_set_css_name (widget_class, "editor");

  /* changed: something was typed. */
  signals[SIGNAL_CHANGED]
      = g_signal_new ("changed", ALP_TYPE_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /* state-changed: alp_editor_is_on () says something else now. */
  signals[SIGNAL_STATE_CHANGED] = g_signal_new ("state-changed", ALP_TYPE_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL,
                                                NULL, NULL, G_TYPE_NONE, 0);
  /* image-pasted (GBytes): a PNG that was on the clipboard. */
  signals[SIGNAL_IMAGE_PASTED] = g_signal_new ("image-pasted", ALP_TYPE_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL,
                                               NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BYTES);
  /* files-pasted (GdkFileList) */
  signals[SIGNAL_FILES_PASTED] = g_signal_new ("files-pasted", ALP_TYPE_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL,
                                               NULL, NULL, G_TYPE_NONE, 1, GDK_TYPE_FILE_LIST);
  /* crashed: the page is gone; load it again. */
  signals[SIGNAL_CRASHED]
      = g_signal_new ("crashed", ALP_TYPE_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
alp_editor_init (AlpEditor *self)
{
  GtkEventController *controller = gtk_event_controller_key_new ();

  self->waiting = g_ptr_array_new_with_free_func (call_free);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect_object (controller, "key-pressed", G_CALLBACK (on_key), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (update_look), self,
                           G_CONNECT_SWAPPED);
}

/**
 * alp_editor_new:
 *
 * Returns: (transfer floating): an editor; call alp_editor_load () to begin
 */
GtkWidget *
alp_editor_new (void)
{
  return g_object_new (ALP_TYPE_EDITOR, NULL);
}
