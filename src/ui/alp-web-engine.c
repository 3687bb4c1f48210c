/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-web-engine.c: the one locked-down WebKit set-up every mail body is shown in.
 *
 * Main thread.  Several independent walls, each enough on its own, because showing a message must never touch the
 * network: the sanitiser has already removed what loads (mime), JavaScript is off, a content filter blocks every URL
 * but our own parts, the content security policy allows only those, the network session is ephemeral and behind a
 * proxy that does not exist, and navigation is refused.  When the filter cannot be compiled nothing is shown (fail
 * closed).  Hardware acceleration is never used: a mail needs no GPU and it halves the web process. */
#include "alp-web-engine.h"

#include "alp-config.h"
#include "alp-settings.h"

#include <glib/gi18n.h>
#include <string.h>

/* Nothing listens on the discard port of a desktop, and nothing ever gets this far. */
#define DEAD_PROXY "http://127.0.0.1:9/"

#define CONTENT_POLICY                                                                                       \
  "default-src 'none'; img-src alp-part: data:; style-src 'unsafe-inline'; script-src 'none'; form-action "  \
  "'none'; "                                                                                                 \
  "base-uri 'none'; frame-src 'none'; object-src 'none'; connect-src 'none'; font-src 'none'; media-src "    \
  "'none'"

/* Rules apply in order; later ones lift the block for our own scheme and for images written into the message. */
static const char filter_rules[]
    = "[{\"trigger\":{\"url-filter\":\".*\"},\"action\":{\"type\":\"block\"}},"
      "{\"trigger\":{\"url-filter\":\"^alp-part:\"},\"action\":{\"type\":\"ignore-previous-rules\"}},"
      "{\"trigger\":{\"url-filter\":\"^data:image/\"},\"action\":{\"type\":\"ignore-previous-rules\"}},"
      "{\"trigger\":{\"url-filter\":\"^about:blank\"},\"action\":{\"type\":\"ignore-previous-rules\"}}]";

typedef struct
{
  GObject *owner; /* weak */
  AlpWebEngineReady func;
} Waiter;

static struct
{
  WebKitWebContext *context;
  WebKitNetworkSession *session;
  WebKitUserContentManager *content;
  WebKitUserContentFilterStore *filters;
  WebKitSettings *settings;
  WebKitUserContentFilter *compiled;
  GPtrArray *waiters;
  GPtrArray *idle; /* nullable: views that show nothing */

  enum
  {
    FILTER_NONE,
    FILTER_PENDING,
    FILTER_READY,
    FILTER_FAILED
  } filter;
} engine;

static void
waiter_free (gpointer data)
{
  Waiter *waiter = data;

  g_clear_weak_pointer (&waiter->owner);
  g_free (waiter);
}

static void
fail_part (WebKitURISchemeRequest *request)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "no such part");

  webkit_uri_scheme_request_finish_error (request, error);
}

static void
on_part_request (WebKitURISchemeRequest *request, gpointer unused)
{
  WebKitWebView *view = webkit_uri_scheme_request_get_web_view (request);
  AlpWebEnginePart func
      = view != NULL ? (AlpWebEnginePart) g_object_get_data (G_OBJECT (view), "alp-part-func") : NULL;

  if (func == NULL)
    fail_part (request);
  else
    func (request, g_object_get_data (G_OBJECT (view), "alp-part-data"));
}

/**
 * alp_web_engine_set_part_func:
 * @func: (nullable): answers the view's alp-part: requests from now on; %NULL refuses them
 */
void
alp_web_engine_set_part_func (GtkWidget *view, AlpWebEnginePart func, gpointer data)
{
  g_object_set_data (G_OBJECT (view), "alp-part-data", data);
  g_object_set_data (G_OBJECT (view), "alp-part-func", (gpointer) func);
}

static WebKitSettings *
make_settings (void)
{
  WebKitSettings *settings = webkit_settings_new_with_settings (
      "enable-javascript", FALSE, "enable-javascript-markup", FALSE, "enable-html5-database", FALSE,
      "enable-html5-local-storage", FALSE, "enable-media", FALSE, "enable-media-stream", FALSE,
      "enable-mediasource", FALSE, "enable-webaudio", FALSE, "enable-webgl", FALSE, "enable-webrtc", FALSE,
      "enable-page-cache", FALSE, "enable-fullscreen", FALSE, "enable-developer-extras", FALSE,
      "enable-back-forward-navigation-gestures", FALSE, "allow-modal-dialogs", FALSE,
      "allow-file-access-from-file-urls", FALSE, "allow-universal-access-from-file-urls", FALSE,
      "allow-top-navigation-to-data-urls", FALSE, "javascript-can-open-windows-automatically", FALSE,
      "javascript-can-access-clipboard", FALSE, "disable-web-security", FALSE, "default-charset", "utf-8",
      "hardware-acceleration-policy", WEBKIT_HARDWARE_ACCELERATION_POLICY_NEVER, NULL);

  return settings;
}

/* The web process extension only measures the page (alp-web-process.c); without it mails scroll in a fixed height. */
static char *
find_extension_dir (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *bin = self != NULL ? g_path_get_dirname (self) : NULL;
  const char *tries[] = { "../ui/web-process", "../../src/ui/web-process" };

  for (gsize i = 0; bin != NULL && i < G_N_ELEMENTS (tries); i++)
    {
      g_autofree char *dir = g_build_filename (bin, tries[i], NULL);
      g_autofree char *module = g_build_filename (dir, "libalp-web-process.so", NULL);

      if (g_file_test (module, G_FILE_TEST_EXISTS))
        return g_canonicalize_filename (dir, NULL);
    }
  return g_strdup (ALP_WEB_PROCESS_DIR);
}

static void
finish_filter (WebKitUserContentFilter *filter, const GError *error)
{
  g_autoptr (GPtrArray) waiters = g_steal_pointer (&engine.waiters);

  if (filter != NULL)
    {
      webkit_user_content_manager_add_filter (engine.content, filter);
      engine.compiled = webkit_user_content_filter_ref (filter);
    }
  else
    g_warning ("content filter: %s; HTML stays hidden", error != NULL ? error->message : "unknown");
  engine.filter = filter != NULL ? FILTER_READY : FILTER_FAILED;

  for (guint i = 0; waiters != NULL && i < waiters->len; i++)
    {
      Waiter *waiter = g_ptr_array_index (waiters, i);

      if (waiter->owner != NULL)
        waiter->func (filter != NULL, waiter->owner);
    }
}

static void
on_filter_saved (GObject *store, GAsyncResult *result, gpointer unused)
{
  g_autoptr (GError) error = NULL;
  WebKitUserContentFilter *filter = webkit_user_content_filter_store_save_finish (
      WEBKIT_USER_CONTENT_FILTER_STORE (store), result, &error);

  finish_filter (filter, error);
  g_clear_pointer (&filter, webkit_user_content_filter_unref);
}

static void
engine_start (void)
{
  g_autofree char *filters = NULL, *extension = NULL;
  g_autoptr (GBytes) rules = g_bytes_new_static (filter_rules, strlen (filter_rules));
  WebKitNetworkProxySettings *proxy;
  WebKitSecurityManager *security;

  if (engine.context != NULL)
    return;

  engine.context = webkit_web_context_new ();
  extension = find_extension_dir ();
  webkit_web_context_set_web_process_extensions_directory (engine.context, extension);
  webkit_web_context_set_cache_model (engine.context, WEBKIT_CACHE_MODEL_DOCUMENT_VIEWER);
  webkit_web_context_register_uri_scheme (engine.context, "alp-part", on_part_request, NULL, NULL);
  security = webkit_web_context_get_security_manager (engine.context);
  webkit_security_manager_register_uri_scheme_as_no_access (security, "alp-part");

  engine.session = webkit_network_session_new_ephemeral ();
  proxy = webkit_network_proxy_settings_new (DEAD_PROXY, NULL);
  webkit_network_session_set_proxy_settings (engine.session, WEBKIT_NETWORK_PROXY_MODE_CUSTOM, proxy);
  webkit_network_proxy_settings_free (proxy);
  webkit_network_session_set_tls_errors_policy (engine.session, WEBKIT_TLS_ERRORS_POLICY_FAIL);
  webkit_network_session_set_persistent_credential_storage_enabled (engine.session, FALSE);
  webkit_cookie_manager_set_accept_policy (webkit_network_session_get_cookie_manager (engine.session),
                                           WEBKIT_COOKIE_POLICY_ACCEPT_NEVER);

  engine.settings = make_settings ();
  engine.content = webkit_user_content_manager_new ();
  engine.waiters = g_ptr_array_new_with_free_func (waiter_free);
  engine.filter = FILTER_PENDING;
  filters = g_build_filename (g_get_user_cache_dir (), "alpenpost", "filter", NULL);
  engine.filters = webkit_user_content_filter_store_new (filters);
  webkit_user_content_filter_store_save (engine.filters, "mail", rules, NULL, on_filter_saved, NULL);
}

/**
 * alp_web_engine_when_ready:
 * @owner: what the answer is for; @func is not called when it is gone by then, and gets it as data
 *
 * Calls @func once, now or later, when it is known whether HTML may be shown.
 */
void
alp_web_engine_when_ready (GObject *owner, AlpWebEngineReady func)
{
  Waiter *waiter;

  engine_start ();
  if (engine.filter != FILTER_PENDING)
    {
      func (engine.filter == FILTER_READY, owner);
      return;
    }
  waiter = g_new0 (Waiter, 1);
  waiter->func = func;
  g_set_weak_pointer (&waiter->owner, owner);
  g_ptr_array_add (engine.waiters, waiter);
}

static gboolean
deny_permission (WebKitWebView *view, WebKitPermissionRequest *request, gpointer unused)
{
  webkit_permission_request_deny (request);
  return TRUE;
}

static gboolean
refuse (void)
{
  return TRUE;
}

static gboolean
keep_menu_item (WebKitContextMenuItem *item)
{
  switch ((int) webkit_context_menu_item_get_stock_action (item))
    {
    case WEBKIT_CONTEXT_MENU_ACTION_COPY:
    case WEBKIT_CONTEXT_MENU_ACTION_SELECT_ALL:
    case WEBKIT_CONTEXT_MENU_ACTION_COPY_LINK_TO_CLIPBOARD:
    case WEBKIT_CONTEXT_MENU_ACTION_COPY_IMAGE_TO_CLIPBOARD:
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
on_context_menu (WebKitWebView *view, WebKitContextMenu *menu, WebKitHitTestResult *hit, gpointer unused)
{
  g_autoptr (GList) items = g_list_copy (webkit_context_menu_get_items (menu));

  for (GList *l = items; l != NULL; l = l->next)
    if (!keep_menu_item (l->data))
      webkit_context_menu_remove (menu, l->data);
  return webkit_context_menu_get_n_items (menu) == 0;
}

/**
 * alp_web_engine_new_view:
 *
 * Call only after alp_web_engine_when_ready () said yes.
 *
 * Returns: (transfer floating): a #WebKitWebView that can load nothing but what it is given
 */
GtkWidget *
alp_web_engine_new_view (void)
{
  GtkWidget *view;

  g_return_val_if_fail (engine.filter == FILTER_READY, NULL);

  view = g_object_new (WEBKIT_TYPE_WEB_VIEW, "web-context", engine.context, "network-session", engine.session,
                       "user-content-manager", engine.content, "settings", engine.settings,
                       "default-content-security-policy", CONTENT_POLICY, "is-muted", TRUE, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Message text"),
                                  -1);
  g_signal_connect (view, "permission-request", G_CALLBACK (deny_permission), NULL);
  g_signal_connect (view, "context-menu", G_CALLBACK (on_context_menu), NULL);
  g_signal_connect (view, "run-file-chooser", G_CALLBACK (refuse), NULL);
  g_signal_connect (view, "script-dialog", G_CALLBACK (refuse), NULL);
  g_signal_connect (view, "enter-fullscreen", G_CALLBACK (refuse), NULL);
  g_signal_connect (view, "show-notification", G_CALLBACK (refuse), NULL);
  return view;
}

/* ---- views used again ---- */

/* Each has a process of its own of 60 to 100 MB; starting one takes longer than showing a message. */
#define MAX_IDLE 3
/* What one page left behind in a process shall not meet all later ones. */
#define MAX_USES 40

static gboolean
is_for (GtkWidget *view, GtkRoot *root)
{
  return g_object_get_data (G_OBJECT (view), "alp-root") == root;
}

static void
forget_root (gpointer unused, GObject *root)
{
  for (guint i = engine.idle->len; i-- > 0;)
    if (is_for (g_ptr_array_index (engine.idle, i), (GtkRoot *) root))
      g_ptr_array_remove_index (engine.idle, i);
}

static void
on_idle_terminated (GtkWidget *view)
{
  g_ptr_array_remove (engine.idle, view);
}

/* A window's views end with it. */
static void
watch_root (GtkRoot *root)
{
  if (g_object_get_data (G_OBJECT (root), "alp-web-watched") != NULL)
    return;
  g_object_set_data (G_OBJECT (root), "alp-web-watched", root);
  g_object_weak_ref (G_OBJECT (root), forget_root, NULL);
}

/**
 * alp_web_engine_take_view:
 * @root: (nullable): the window it is for: WebKitGTK does not like to move from one to another
 *
 * Call only after alp_web_engine_when_ready () said yes.
 *
 * Returns: (transfer full): a view that shows nothing, as of alp_web_engine_new_view ()
 */
GtkWidget *
alp_web_engine_take_view (GtkRoot *root)
{
  for (guint i = engine.idle != NULL ? engine.idle->len : 0; i-- > 0;)
    if (root != NULL && is_for (g_ptr_array_index (engine.idle, i), root))
      {
        GtkWidget *view = g_ptr_array_steal_index (engine.idle, i);

        g_signal_handlers_disconnect_by_func (view, on_idle_terminated, NULL);
        return view;
      }
  return g_object_ref_sink (alp_web_engine_new_view ());
}

static void
keep (GtkWidget *view, GtkRoot *root)
{
  if (engine.idle == NULL)
    engine.idle = g_ptr_array_new_with_free_func (g_object_unref);
  watch_root (root);
  g_object_set_data (G_OBJECT (view), "alp-root", root);
  g_signal_connect (view, "web-process-terminated", G_CALLBACK (on_idle_terminated), NULL);
  webkit_web_view_load_html (WEBKIT_WEB_VIEW (view), "", "about:blank#empty");
  g_ptr_array_add (engine.idle, view);
}

gboolean
alp_web_engine_was_used (GtkWidget *view)
{
  return g_object_get_data (G_OBJECT (view), "alp-uses") != NULL;
}

static void
warm_now (gboolean ready, gpointer root)
{
  if (ready && (engine.idle == NULL || engine.idle->len == 0))
    keep (g_object_ref_sink (alp_web_engine_new_view ()), root);
}

/**
 * alp_web_engine_warm:
 * @root: a window that will show messages
 */
void
alp_web_engine_warm (GtkRoot *root)
{
  alp_web_engine_when_ready (G_OBJECT (root), warm_now);
}

/**
 * alp_web_engine_give_view:
 * @view: (transfer full): not terminated, without parent
 * @root: (nullable): the window it was in
 *
 * Keeps it for the next message, emptied; or ends it.
 */
void
alp_web_engine_give_view (GtkWidget *view, GtkRoot *root)
{
  guint uses = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (view), "alp-uses")) + 1;

  alp_web_engine_set_part_func (view, NULL, NULL);
  if (root == NULL || uses > MAX_USES || (engine.idle != NULL && engine.idle->len >= MAX_IDLE))
    {
      g_object_unref (view);
      return;
    }
  g_object_set_data (G_OBJECT (view), "alp-uses", GUINT_TO_POINTER (uses));
  webkit_web_view_stop_loading (WEBKIT_WEB_VIEW (view));
  webkit_find_controller_search_finish (webkit_web_view_get_find_controller (WEBKIT_WEB_VIEW (view)));
  keep (view, root);
}

/* ---- writing ---- */

static WebKitSettings *
editor_settings (void)
{
  static WebKitSettings *settings;

  if (settings == NULL)
    {
      settings = make_settings ();
      /* For the editor's own script in its own world; what stands in the page still runs nothing. */
      webkit_settings_set_enable_javascript (settings, TRUE);
    }
  return settings;
}

static gboolean
keep_editor_item (WebKitContextMenuItem *item)
{
  switch ((int) webkit_context_menu_item_get_stock_action (item))
    {
    case WEBKIT_CONTEXT_MENU_ACTION_CUT:
    case WEBKIT_CONTEXT_MENU_ACTION_COPY:
    case WEBKIT_CONTEXT_MENU_ACTION_PASTE:
    case WEBKIT_CONTEXT_MENU_ACTION_PASTE_AS_PLAIN_TEXT:
    case WEBKIT_CONTEXT_MENU_ACTION_DELETE:
    case WEBKIT_CONTEXT_MENU_ACTION_SELECT_ALL:
    case WEBKIT_CONTEXT_MENU_ACTION_INSERT_EMOJI:
    case WEBKIT_CONTEXT_MENU_ACTION_SPELLING_GUESS:
    case WEBKIT_CONTEXT_MENU_ACTION_NO_GUESSES_FOUND:
    case WEBKIT_CONTEXT_MENU_ACTION_IGNORE_SPELLING:
    case WEBKIT_CONTEXT_MENU_ACTION_LEARN_SPELLING:
    case WEBKIT_CONTEXT_MENU_ACTION_NO_ACTION:
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
on_editor_menu (WebKitWebView *view, WebKitContextMenu *menu, WebKitHitTestResult *hit, gpointer unused)
{
  g_autoptr (GList) items = g_list_copy (webkit_context_menu_get_items (menu));

  for (GList *l = items; l != NULL; l = l->next)
    if (!keep_editor_item (l->data))
      webkit_context_menu_remove (menu, l->data);
  return webkit_context_menu_get_n_items (menu) == 0;
}

static void
check_spelling (void)
{
  static gulong followed;
  const char *const *names = g_get_language_names ();
  g_autoptr (GPtrArray) languages = g_ptr_array_new ();

  for (guint i = 0; names[i] != NULL; i++)
    if (strchr (names[i], '.') == NULL && strlen (names[i]) > 1)
      g_ptr_array_add (languages, (gpointer) names[i]);
  if (languages->len == 0)
    g_ptr_array_add (languages, (gpointer) "en_US");
  g_ptr_array_add (languages, NULL);
  webkit_web_context_set_spell_checking_languages (engine.context, (const char *const *) languages->pdata);
  if (followed == 0)
    followed = g_signal_connect (alp_settings_get_default (), "changed::spell-check",
                                 G_CALLBACK (check_spelling), NULL);
  webkit_web_context_set_spell_checking_enabled (
      engine.context, g_settings_get_boolean (alp_settings_get_default (), "spell-check"));
}

/**
 * alp_web_engine_new_editor:
 * @content: of this view alone, with its script; gets the filter
 *
 * Call only after alp_web_engine_when_ready () said yes.  As alp_web_engine_new_view (), but scripts added to @content
 * run; the page's own do not.
 *
 * Returns: (transfer floating): a #WebKitWebView to write in
 */
GtkWidget *
alp_web_engine_new_editor (WebKitUserContentManager *content)
{
  GtkWidget *view;

  g_return_val_if_fail (engine.filter == FILTER_READY, NULL);

  webkit_user_content_manager_add_filter (content, engine.compiled);
  check_spelling ();
  view = g_object_new (WEBKIT_TYPE_WEB_VIEW, "web-context", engine.context, "network-session", engine.session,
                       "user-content-manager", content, "settings", editor_settings (),
                       "default-content-security-policy", CONTENT_POLICY, "is-muted", TRUE, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Message text"),
                                  -1);
  g_signal_connect (view, "permission-request", G_CALLBACK (deny_permission), NULL);
  g_signal_connect (view, "context-menu", G_CALLBACK (on_editor_menu), NULL);
  g_signal_connect (view, "run-file-chooser", G_CALLBACK (refuse), NULL);
  g_signal_connect (view, "script-dialog", G_CALLBACK (refuse), NULL);
  g_signal_connect (view, "enter-fullscreen", G_CALLBACK (refuse), NULL);
  g_signal_connect (view, "show-notification", G_CALLBACK (refuse), NULL);
  return view;
}

/* What other programs put around what they quote; names come from mime/ with "m-" in front. */
#define QUOTES                                                                                               \
  ".m-gmail_quote,.m-gmail_extra,.m-yahoo_quoted,.m-protonmail_quote,.m-moz-cite-prefix,.m-ik_mail_quote,"   \
  ".m-zmail_extra,.m-moz-forward-container,blockquote[type=cite]"

/* The place of a picture that is not loaded keeps the size that the message gives it. */
#define PLACES                                                                                               \
  "img:not([src*=\"/remote/\"]){height:auto}"                                                                \
  "img[src*=\"/remote/\"]{background:rgb(127 127 127/.13);border-radius:6px}"

/**
 * alp_web_engine_has_quotes:
 * @body_html: sanitised HTML of a body
 *
 * Returns: whether %ALP_WEB_HIDE_QUOTES would hide something
 */
gboolean
alp_web_engine_has_quotes (const char *body_html)
{
  static const char *const marks[]
      = { "m-gmail_quote",   "m-gmail_extra", "m-yahoo_quoted", "m-protonmail_quote",     "m-moz-cite-prefix",
          "m-ik_mail_quote", "m-zmail_extra", "type=\"cite\"",  "m-moz-forward-container" };

  for (gsize i = 0; body_html != NULL && i < G_N_ELEMENTS (marks); i++)
    if (strstr (body_html, marks[i]) != NULL)
      return TRUE;
  return FALSE;
}

/**
 * alp_web_engine_wrap:
 * @body_html: sanitised HTML of a body
 * @dark: whether the ground is dark
 * @link_color: a CSS colour
 *
 * Returns: (transfer full): a whole document around it.  The base type is the desktop's; the message may choose its own.
 */
char *
alp_web_engine_wrap (const char *body_html, gboolean dark, const char *link_color, AlpWebFlags flags)
{
  gboolean inverted = (flags & ALP_WEB_RENDER_DARK) != 0;
  /* What a screen reader calls it. */
  g_autofree char *title = g_markup_escape_text (_ ("Message text"), -1);

  return g_strdup_printf (
      "<!DOCTYPE html><html><head><title>%s</title><meta charset=\"utf-8\">"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"%s\"><meta name=\"referrer\" "
      "content=\"no-referrer\">"
      "<style>"
      ":root{color-scheme:%s}"
      "html,body{margin:0;padding:0;background:transparent}"
      "html{overflow-y:hidden}"
      "body{font:11pt/1.5 \"Adwaita "
      "Sans\",Cantarell,system-ui,sans-serif;color:%s;overflow-wrap:anywhere;height:auto!important;"
      "padding:4px 18px 8px}"
      "a{color:%s}img{max-width:100%%}%s"
      "pre{white-space:pre-wrap;font-family:inherit}"
      "blockquote{margin:.6em 0;padding-left:.8em;border-left:3px solid %s;opacity:.85}"
      "table{max-width:100%%}"
      "%s%s</style></head><body dir=\"auto\">%s</body></html>",
      title, CONTENT_POLICY, dark ? "dark" : "light", dark ? "#f0f0f3" : "#1e1e20", link_color,
      (flags & ALP_WEB_BLOCKED) != 0 ? PLACES : "img{height:auto}",
      dark ? "rgb(255 255 255/.18)" : "rgb(0 0 0/.14)",
      (flags & ALP_WEB_HIDE_QUOTES) != 0 ? QUOTES "{display:none!important}" : "",
      inverted ? "body{filter:invert(.92) hue-rotate(180deg)}img{filter:invert(1) hue-rotate(180deg)}" : "",
      body_html);
}
