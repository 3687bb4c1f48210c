/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-web-view.c: the HTML body of one message.
 *
 * Main thread.  Shows one document from alp-web-engine at the height of its content, so that the conversation scrolls
 * as one column; above MAX_HEIGHT it scrolls inside.  Links do nothing here but emit "link-activated", and only on a
 * click: the page itself can never leave. */
#include "alp-web-view.h"

#include "alp-style.h"

#include <math.h>
#include <string.h>

/* WebKit paints the whole view without tiles when there is no GPU: beyond this a mail scrolls in its own frame. */
#define MAX_HEIGHT 6000
#define START_HEIGHT 120
#define PLAIN_HEIGHT 480
/* Loading may take this long; a process that stopped answering (WebKit notices after three seconds) gets this long more. */
#define LOAD_SECONDS 5
#define BUSY_SECONDS 2
#define PAGE_URI "about:blank"

struct _AlpWebView
{
  GtkWidget parent_instance;

  GtkWidget *view; /* WebKitWebView, from the first load on */
  char *html;
  char *page;       /* nullable: address of the page that was loaded last */
  gboolean retried; /* the process it was given was worn out by another page */
  GtkRoot *root;    /* the window @view was made for; only compared */
  gboolean dark;
  AlpWebFlags flags;
  double zoom;
  guint watch_id;
  gboolean measured;
  int height;
  int content_height;
  int last_width;
  guint measure_id;
  AlpWebEnginePart part_func;
  gpointer part_data;
};

G_DEFINE_FINAL_TYPE (AlpWebView, alp_web_view, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_LINK_ACTIVATED,
  SIGNAL_LINK_HOVERED,
  SIGNAL_UNAVAILABLE,
  SIGNAL_SHOWN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void load_now (gboolean ready, gpointer data);

static void
set_height (AlpWebView *self, int height)
{
  height = CLAMP (height, 24, MAX_HEIGHT);
  if (self->height == height)
    return;
  self->height = height;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static gboolean
on_user_message (AlpWebView *self, WebKitUserMessage *message)
{
  GVariant *parameters = webkit_user_message_get_parameters (message);
  const char *page;
  guint32 width, height;
  gboolean first = !self->measured;

  if (!g_str_equal (webkit_user_message_get_name (message), "size") || parameters == NULL
      || !g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(suu)")))
    return FALSE;
  g_variant_get (parameters, "(&suu)", &page, &width, &height);
  if (self->page == NULL || !g_str_equal (page, self->page))
    return TRUE;
  self->measured = TRUE;
  self->content_height = (int) MIN (height, G_MAXINT / 2);
  set_height (self, self->content_height);
  if (first)
    g_signal_emit (self, signals[SIGNAL_SHOWN], 0);
  return TRUE;
}

static gboolean
measure_now (gpointer data)
{
  AlpWebView *self = data;

  self->measure_id = 0;
  if (self->view != NULL)
    webkit_web_view_send_message_to_page (WEBKIT_WEB_VIEW (self->view),
                                          webkit_user_message_new ("measure", NULL), NULL, NULL, NULL);
  return G_SOURCE_REMOVE;
}

static void
measure_soon (AlpWebView *self)
{
  if (self->measure_id == 0)
    self->measure_id = g_timeout_add (60, measure_now, self);
}

/* A page that keeps its process busy is let go of: the plain text is shown instead (C-052). */
static gboolean
on_busy_too_long (gpointer data)
{
  AlpWebView *self = data;

  self->watch_id = 0;
  if (self->view != NULL)
    webkit_web_view_terminate_web_process (WEBKIT_WEB_VIEW (self->view));
  return G_SOURCE_REMOVE;
}

static void
watch (AlpWebView *self, guint seconds)
{
  g_clear_handle_id (&self->watch_id, g_source_remove);
  self->watch_id = g_timeout_add_seconds (seconds, on_busy_too_long, self);
}

static void
on_responsive (AlpWebView *self)
{
  if (webkit_web_view_get_is_web_process_responsive (WEBKIT_WEB_VIEW (self->view)))
    g_clear_handle_id (&self->watch_id, g_source_remove);
  else
    watch (self, BUSY_SECONDS);
}

static void
on_load_changed (AlpWebView *self, WebKitLoadEvent event)
{
  if (event != WEBKIT_LOAD_FINISHED)
    return;
  g_clear_handle_id (&self->watch_id, g_source_remove);
  if (!self->measured)
    set_height (self, PLAIN_HEIGHT);
  measure_soon (self);
}

static gboolean
is_openable (const char *uri)
{
  g_autofree char *scheme = uri != NULL ? g_uri_parse_scheme (uri) : NULL;

  return scheme != NULL
         && (g_ascii_strcasecmp (scheme, "http") == 0 || g_ascii_strcasecmp (scheme, "https") == 0
             || g_ascii_strcasecmp (scheme, "mailto") == 0);
}

/* Only our own document may load; a click on a link is told to the program, anything else is refused in silence. */
static gboolean
on_decide_policy (AlpWebView *self, WebKitPolicyDecision *decision, WebKitPolicyDecisionType type)
{
  WebKitNavigationAction *action;
  const char *uri;

  if (type == WEBKIT_POLICY_DECISION_TYPE_RESPONSE)
    {
      WebKitURIResponse *response
          = webkit_response_policy_decision_get_response (WEBKIT_RESPONSE_POLICY_DECISION (decision));

      uri = webkit_uri_response_get_uri (response);
      if (g_str_has_prefix (uri, PAGE_URI) || g_str_has_prefix (uri, "alp-part:"))
        webkit_policy_decision_use (decision);
      else
        webkit_policy_decision_ignore (decision);
      return TRUE;
    }

  action = webkit_navigation_policy_decision_get_navigation_action (
      WEBKIT_NAVIGATION_POLICY_DECISION (decision));
  uri = webkit_uri_request_get_uri (webkit_navigation_action_get_request (action));
  if (type == WEBKIT_POLICY_DECISION_TYPE_NAVIGATION_ACTION
      && (g_str_equal (uri, PAGE_URI) || g_str_has_prefix (uri, PAGE_URI "#")))
    {
      webkit_policy_decision_use (decision);
      return TRUE;
    }
  webkit_policy_decision_ignore (decision);
  if (webkit_navigation_action_get_navigation_type (action) == WEBKIT_NAVIGATION_TYPE_LINK_CLICKED
      && webkit_navigation_action_is_user_gesture (action) && is_openable (uri))
    g_signal_emit (self, signals[SIGNAL_LINK_ACTIVATED], 0, uri);
  return TRUE;
}

static void
on_mouse_target (AlpWebView *self, WebKitHitTestResult *hit)
{
  const char *uri
      = webkit_hit_test_result_context_is_link (hit) ? webkit_hit_test_result_get_link_uri (hit) : NULL;

  g_signal_emit (self, signals[SIGNAL_LINK_HOVERED], 0, is_openable (uri) ? uri : NULL);
}

/* @again: whether another message may have it: its process is sound. */
static void
drop_view (AlpWebView *self, gboolean again)
{
  GtkWidget *view = g_steal_pointer (&self->view);

  if (view == NULL)
    return;
  g_signal_handlers_disconnect_by_data (view, self);
  alp_web_engine_set_part_func (view, NULL, NULL);
  g_object_ref (view);
  gtk_widget_unparent (view);
  if (again && webkit_web_view_get_is_web_process_responsive (WEBKIT_WEB_VIEW (view)))
    alp_web_engine_give_view (view, self->root);
  else
    g_object_unref (view);
}

static void
on_terminated (AlpWebView *self)
{
  g_clear_handle_id (&self->watch_id, g_source_remove);
  if (!self->measured && !self->retried && alp_web_engine_was_used (self->view))
    {
      self->retried = TRUE;
      drop_view (self, FALSE);
      load_now (TRUE, self);
      return;
    }
  drop_view (self, FALSE);
  g_signal_emit (self, signals[SIGNAL_UNAVAILABLE], 0);
}

static void
make_view (AlpWebView *self)
{
  GdkRGBA clear = { 0, 0, 0, 0 };

  self->root = gtk_widget_get_root (GTK_WIDGET (self));
  self->view = alp_web_engine_take_view (self->retried ? NULL : self->root);
  webkit_web_view_set_background_color (WEBKIT_WEB_VIEW (self->view), &clear);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, "message", -1);
  g_signal_connect_swapped (self->view, "user-message-received", G_CALLBACK (on_user_message), self);
  g_signal_connect_swapped (self->view, "load-changed", G_CALLBACK (on_load_changed), self);
  g_signal_connect_swapped (self->view, "decide-policy", G_CALLBACK (on_decide_policy), self);
  g_signal_connect_swapped (self->view, "mouse-target-changed", G_CALLBACK (on_mouse_target), self);
  g_signal_connect_swapped (self->view, "web-process-terminated", G_CALLBACK (on_terminated), self);
  g_signal_connect_swapped (self->view, "notify::is-web-process-responsive", G_CALLBACK (on_responsive),
                            self);
  alp_web_engine_set_part_func (self->view, self->part_func, self->part_data);
  gtk_widget_set_parent (self->view, GTK_WIDGET (self));
  g_object_unref (self->view);
}

/* No two pages have the same address, so that what is told of one is not taken for another. */
static guint64 last_page;

static void
load_now (gboolean ready, gpointer data)
{
  AlpWebView *self = data;
  g_autofree char *link = NULL, *document = NULL;

  if (self->html == NULL)
    return;
  if (!ready)
    {
      g_signal_emit (self, signals[SIGNAL_UNAVAILABLE], 0);
      return;
    }
  if (self->view == NULL)
    make_view (self);
  link = alp_style_dup_link_color (alp_style_get_default (), self->dark);
  document = alp_web_engine_wrap (self->html, self->dark, link, self->flags);
  webkit_web_view_set_zoom_level (WEBKIT_WEB_VIEW (self->view), self->zoom);
  g_free (self->page);
  self->page = g_strdup_printf (PAGE_URI "#%" G_GUINT64_FORMAT, ++last_page);
  self->measured = FALSE;
  webkit_web_view_load_html (WEBKIT_WEB_VIEW (self->view), document, self->page);
  watch (self, LOAD_SECONDS);
}

/**
 * alp_web_view_set_zoom:
 * @zoom: 1 is the size the message asks for
 */
void
alp_web_view_set_zoom (AlpWebView *self, double zoom)
{
  g_return_if_fail (ALP_IS_WEB_VIEW (self));

  self->zoom = CLAMP (zoom, 0.5, 3);
  if (self->view != NULL)
    webkit_web_view_set_zoom_level (WEBKIT_WEB_VIEW (self->view), self->zoom);
  measure_soon (self);
}

/**
 * alp_web_view_find:
 * @text: (nullable): what to mark; %NULL ends it
 * @direction: 0: begin, 1: next, -1: previous
 */
void
alp_web_view_find (AlpWebView *self, const char *text, int direction)
{
  WebKitFindController *finder;

  g_return_if_fail (ALP_IS_WEB_VIEW (self));

  if (self->view == NULL)
    return;
  finder = webkit_web_view_get_find_controller (WEBKIT_WEB_VIEW (self->view));
  if (text == NULL || *text == '\0')
    webkit_find_controller_search_finish (finder);
  else if (direction == 0)
    webkit_find_controller_search (
        finder, text, WEBKIT_FIND_OPTIONS_CASE_INSENSITIVE | WEBKIT_FIND_OPTIONS_WRAP_AROUND, 1000);
  else if (direction > 0)
    webkit_find_controller_search_next (finder);
  else
    webkit_find_controller_search_previous (finder);
}

/**
 * alp_web_view_load:
 * @body_html: sanitised HTML; copied
 * @dark: whether the ground under it is dark
 *
 * Shows @body_html.  Emits "unavailable" when it may not be shown (no content filter, web process gone); the caller
 * then falls back to the plain text.
 */
void
alp_web_view_load (AlpWebView *self, const char *body_html, gboolean dark, AlpWebFlags flags)
{
  g_return_if_fail (ALP_IS_WEB_VIEW (self));

  g_free (self->html);
  self->html = g_strdup (body_html);
  self->dark = dark;
  self->flags = flags;
  alp_web_engine_when_ready (G_OBJECT (self), load_now);
}

/**
 * alp_web_view_set_part_func:
 * @func: answers alp-part: requests; @data must outlive the view or be replaced first
 */
void
alp_web_view_set_part_func (AlpWebView *self, AlpWebEnginePart func, gpointer data)
{
  g_return_if_fail (ALP_IS_WEB_VIEW (self));

  self->part_func = func;
  self->part_data = data;
  if (self->view != NULL)
    alp_web_engine_set_part_func (self->view, func, data);
}

/* WebKit eats the wheel even when it has nothing to scroll; the column around it gets vertical turns instead. */
static gboolean
on_scroll (GtkEventControllerScroll *controller, double dx, double dy, AlpWebView *self)
{
  GtkWidget *scrolled = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *adjustment;
  double step;

  if (scrolled == NULL || self->content_height > MAX_HEIGHT || !self->measured || fabs (dx) > fabs (dy))
    return GDK_EVENT_PROPAGATE;
  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));
  step = gtk_event_controller_scroll_get_unit (controller) == GDK_SCROLL_UNIT_WHEEL
             ? pow (gtk_adjustment_get_page_size (adjustment), 2.0 / 3.0)
             : 1;
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + dy * step);
  return GDK_EVENT_STOP;
}

static void
alp_web_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                      int *minimum_baseline, int *natural_baseline)
{
  AlpWebView *self = ALP_WEB_VIEW (widget);

  *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL ? self->height : 0;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *natural = 860;
}

static void
alp_web_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  AlpWebView *self = ALP_WEB_VIEW (widget);

  if (self->view != NULL)
    gtk_widget_allocate (self->view, width, height, baseline, NULL);
  if (width != self->last_width)
    {
      self->last_width = width;
      measure_soon (self);
    }
}

static gboolean
alp_web_view_grab_focus (GtkWidget *widget)
{
  AlpWebView *self = ALP_WEB_VIEW (widget);

  return self->view != NULL && gtk_widget_grab_focus (self->view);
}

static void
alp_web_view_dispose (GObject *object)
{
  AlpWebView *self = ALP_WEB_VIEW (object);

  g_clear_handle_id (&self->measure_id, g_source_remove);
  drop_view (self, TRUE);
  g_clear_handle_id (&self->watch_id, g_source_remove);
  g_clear_pointer (&self->html, g_free);
  g_clear_pointer (&self->page, g_free);
  G_OBJECT_CLASS (alp_web_view_parent_class)->dispose (object);
}

static void
alp_web_view_class_init (AlpWebViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = alp_web_view_dispose;
  widget_class->measure = alp_web_view_measure;
  widget_class->size_allocate = alp_web_view_size_allocate;
  widget_class->grab_focus = alp_web_view_grab_focus;

  /* link-activated (uri): the person clicked a link (http, https or mailto). */
  signals[SIGNAL_LINK_ACTIVATED] = g_signal_new ("link-activated", ALP_TYPE_WEB_VIEW, G_SIGNAL_RUN_LAST, 0,
                                                 NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  /* link-hovered (uri or NULL): the true target of the link under the pointer. */
  signals[SIGNAL_LINK_HOVERED] = g_signal_new ("link-hovered", ALP_TYPE_WEB_VIEW, G_SIGNAL_RUN_LAST, 0, NULL,
                                               NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  /* shown: a page is laid out and has its size, for the first time after it was loaded. */
  signals[SIGNAL_SHOWN]
      = g_signal_new ("shown", ALP_TYPE_WEB_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /* unavailable: HTML cannot be shown safely. */
  signals[SIGNAL_UNAVAILABLE] = g_signal_new ("unavailable", ALP_TYPE_WEB_VIEW, G_SIGNAL_RUN_LAST, 0, NULL,
                                              NULL, NULL, G_TYPE_NONE, 0);
}

static void
alp_web_view_init (AlpWebView *self)
{
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);

  self->zoom = 1;
  self->height = START_HEIGHT;
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_event_controller_set_propagation_phase (scroll, GTK_PHASE_CAPTURE);
  g_signal_connect (scroll, "scroll", G_CALLBACK (on_scroll), self);
  gtk_widget_add_controller (GTK_WIDGET (self), scroll);
}

GtkWidget *
alp_web_view_new (void)
{
  return g_object_new (ALP_TYPE_WEB_VIEW, NULL);
}
