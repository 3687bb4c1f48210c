/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-message-row.c: one row of the message list, drawn by itself.
 *
 * Main thread.  Recycled by GtkListView: everything comes from the message and nothing is remembered.  It has no child
 * widget until the pointer is over it (then up to four round buttons lie over the time), it is one stop for the
 * keyboard and one sentence for a screen reader; the star and the buttons are for the pointer (keys: S, A, Delete). */
#include "alp-message-row.h"

#include "alp-row-paint.h"
#include "alp-search-hint.h"
#include "alp-style.h"

#include <math.h>
#include <string.h>

#define EDGE 10
#define DOT 8
#define MARK 13
#define STAR 15
#define GAP 6

struct _AlpMessageRow
{
  GtkWidget parent_instance;

  AlpMessage *message;
  AlpDensity density;
  PangoLayout *sender;
  PangoLayout *subject;
  PangoLayout *preview;
  PangoLayout *time;
  PangoLayout *count;
  PangoLayout *initials;
  char *avatar; /* whose tone */
  GtkWidget *buttons;
  char **actions;
  const char *const *words; /* nullable: marked; the list's */
  double swipe;
  const char *swipe_action;
  gboolean swipe_ready;
  gboolean check;
  gboolean checked;
};

G_DEFINE_FINAL_TYPE (AlpMessageRow, alp_message_row, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_ACTION,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* ---- text ---- */

/* What was searched for is marked: by weight and by ground, so that it is seen without colour too. */
static void
mark_words (AlpMessageRow *self, PangoAttrList *attributes, const char *text)
{
  g_autoptr (GArray) spans = alp_search_find_matches (text, self->words);
  GdkRGBA brand;

  alp_style_get_color (alp_style_get_default (), ALP_COLOR_BRAND, &brand);
  for (guint i = 0; spans != NULL && i < spans->len; i++)
    {
      AlpSearchSpan span = g_array_index (spans, AlpSearchSpan, i);
      PangoAttribute *marks[]
          = { pango_attr_weight_new (PANGO_WEIGHT_BOLD), pango_attr_background_alpha_new (0x3800),
              pango_attr_background_new ((guint16) (brand.red * 65535), (guint16) (brand.green * 65535),
                                         (guint16) (brand.blue * 65535)) };

      for (gsize j = 0; j < G_N_ELEMENTS (marks); j++)
        {
          marks[j]->start_index = (guint) span.begin;
          marks[j]->end_index = (guint) span.end;
          pango_attr_list_change (attributes, marks[j]);
        }
    }
}

static PangoLayout *
make_layout (AlpMessageRow *self, const char *text, PangoWeight weight, double scale)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_weight_new (weight));
  pango_attr_list_insert (attributes, pango_attr_scale_new (scale));
  mark_words (self, attributes, text);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_text (layout, text, -1);
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  return layout;
}

/* In rows of one and two lines the preview follows the subject in the same text, so the subject is never cut for it. */
static void
append_preview (AlpMessageRow *self, const char *subject, const char *preview)
{
  g_autofree char *text = g_strdup_printf ("%s  %s", subject, preview);
  PangoAttrList *attributes = pango_attr_list_copy (pango_layout_get_attributes (self->subject));
  PangoAttribute *weight = pango_attr_weight_new (PANGO_WEIGHT_NORMAL);
  PangoAttribute *alpha = pango_attr_foreground_alpha_new (51000);

  weight->start_index = alpha->start_index = (guint) strlen (subject);
  pango_attr_list_change (attributes, weight);
  pango_attr_list_insert (attributes, alpha);
  mark_words (self, attributes, text);
  pango_layout_set_text (self->subject, text, -1);
  pango_layout_set_attributes (self->subject, attributes);
  pango_attr_list_unref (attributes);
}

static void
clear_layouts (AlpMessageRow *self)
{
  g_clear_object (&self->sender);
  g_clear_object (&self->subject);
  g_clear_object (&self->preview);
  g_clear_object (&self->time);
  g_clear_object (&self->count);
  g_clear_object (&self->initials);
  g_clear_pointer (&self->avatar, g_free);
}

/* Only a row that is drawn needs them: most of those GtkListView keeps ready never are. */
static void
ensure_layouts (AlpMessageRow *self)
{
  AlpMessage *message = self->message;
  const char *preview = alp_message_get_preview (message);
  PangoWeight bold = alp_message_get_unread (message) ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL;
  gboolean has_preview = preview != NULL && *preview != '\0';
  g_autofree char *date = NULL, *letters = NULL;
  const char *comma;

  if (self->sender != NULL)
    return;
  date = alp_row_dup_date (message);
  self->sender = make_layout (self, alp_row_get_sender (message),
                              alp_message_get_unread (message) ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_MEDIUM, 1);
  self->time = make_layout (self, date, bold, 0.82);
  self->subject = make_layout (self, alp_row_get_subject (message), bold, 0.94);
  if (self->density == ALP_DENSITY_LARGE)
    self->preview = make_layout (self, has_preview ? preview : "", PANGO_WEIGHT_NORMAL, 0.94);
  else if (has_preview)
    append_preview (self, alp_row_get_subject (message), preview);
  if (alp_message_get_count (message) > 1)
    {
      g_autofree char *number = g_strdup_printf ("%u", MIN (alp_message_get_count (message), 999));

      self->count = make_layout (self, number, PANGO_WEIGHT_BOLD, 0.78);
    }
  comma = strstr (alp_row_get_sender (message), ", ");
  self->avatar = comma != NULL ? g_strndup (alp_row_get_sender (message),
                                            (gsize) (comma - alp_row_get_sender (message)))
                               : g_strdup (alp_row_get_sender (message));
  letters = alp_avatar_dup_initials (self->avatar);
  self->initials
      = make_layout (self, letters, PANGO_WEIGHT_BOLD, self->density == ALP_DENSITY_LARGE ? 1 : 0.92);
}

static int
line_height (AlpMessageRow *self)
{
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (self));
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
  int height
      = (pango_font_metrics_get_ascent (metrics) + pango_font_metrics_get_descent (metrics)) / PANGO_SCALE;

  pango_font_metrics_unref (metrics);
  return MAX (height, 12);
}

static int
row_height (AlpMessageRow *self)
{
  int line = line_height (self);

  switch (self->density)
    {
    case ALP_DENSITY_LARGE:
      return MAX (76, 3 * line + 22);
    case ALP_DENSITY_COMPACT:
      return MAX (34, line + 14);
    case ALP_DENSITY_NORMAL:
    default:
      return MAX (60, 2 * line + 20);
    }
}

/* ---- drawing ---- */

typedef struct
{
  AlpMessageRow *row;
  GtkSnapshot *snapshot;
  GdkRGBA text;
  GdkRGBA dim;
  double width;
  double height;
  gboolean rtl;
} Canvas;

/* Everything is laid out from left to right and mirrored here. */
static double
place (const Canvas *canvas, double x, double width)
{
  return canvas->rtl ? canvas->width - x - width : x;
}

static void
draw_text (const Canvas *canvas, PangoLayout *layout, double x, double middle, double width,
           const GdkRGBA *color)
{
  PangoRectangle ink, logical;
  double at;

  if (width < 4)
    return;
  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  pango_layout_get_pixel_extents (layout, &ink, &logical);
  /* A text of the other direction is set flush with the row's own beginning. */
  at = place (canvas, x, canvas->rtl ? logical.width : logical.width) - logical.x;
  alp_paint_layout (canvas->snapshot, layout, at, middle - logical.height / 2.0, color);
}

static double
natural_width (PangoLayout *layout)
{
  int width;

  pango_layout_set_width (layout, -1);
  pango_layout_get_pixel_size (layout, &width, NULL);
  return width;
}

static void
draw_icon (const Canvas *canvas, const char *name, double x, double middle, double size, const GdkRGBA *color)
{
  alp_paint_icon (GTK_WIDGET (canvas->row), canvas->snapshot, name, place (canvas, x, size),
                  middle - size / 2, size, color);
}

static void
draw_avatar (const Canvas *canvas, double x, double size)
{
  AlpMessageRow *self = canvas->row;
  double top = (canvas->height - size) / 2;
  GdkRGBA fill, ring = canvas->text;
  GdkRGBA mark;

  if (!self->check)
    {
      alp_paint_avatar (GTK_WIDGET (self), canvas->snapshot, self->initials, self->avatar,
                        place (canvas, x, size), top, size);
      return;
    }
  alp_style_get_color (alp_style_get_default (), ALP_COLOR_FILL, &fill);
  alp_style_get_color (alp_style_get_default (), ALP_COLOR_FILL_TEXT, &mark);
  ring.alpha = 0.10F;
  alp_paint_disc (canvas->snapshot, place (canvas, x, size), top, size, self->checked ? &fill : &ring);
  if (self->checked)
    draw_icon (canvas, "object-select-symbolic", x + (size - 16) / 2, canvas->height / 2, 16, &mark);
}

/* The end of the first line, from right to left; gives back where the sender must end. */
static double
draw_marks (const Canvas *canvas, double right, double middle)
{
  AlpMessage *message = canvas->row->message;
  double width = natural_width (canvas->row->time);
  GdkRGBA accent;

  alp_style_get_color (alp_style_get_default (), ALP_COLOR_TEXT, &accent);
  draw_text (canvas, canvas->row->time, right - width, middle, width + 1,
             alp_message_get_unread (message) ? &accent : &canvas->dim);
  right -= width + GAP;
  if (alp_message_get_has_attachment (message))
    {
      draw_icon (canvas, "mail-attachment-symbolic", right - MARK, middle, MARK, &canvas->dim);
      right -= MARK + GAP;
    }
  if (alp_message_get_answered (message))
    {
      draw_icon (canvas, "mail-replied-symbolic", right - MARK, middle, MARK, &canvas->dim);
      right -= MARK + GAP;
    }
  return right;
}

static void
draw_sender (const Canvas *canvas, double x, double right, double middle)
{
  AlpMessageRow *self = canvas->row;
  double pill = self->count != NULL ? natural_width (self->count) + 12 : 0;
  double width = MIN (natural_width (self->sender), right - x - (pill > 0 ? pill + GAP : 0));
  GdkRGBA ground = canvas->text;
  int height;

  draw_text (canvas, self->sender, x, middle, width + 1, &canvas->text);
  if (pill <= 0)
    return;
  ground.alpha = 0.10F;
  pango_layout_get_pixel_size (self->count, NULL, &height);
  alp_paint_pill (canvas->snapshot, place (canvas, x + width + GAP, pill), middle - height / 2.0 - 1, pill,
                  height + 2, &ground);
  draw_text (canvas, self->count, x + width + GAP + 6, middle, pill, &canvas->text);
}

static double
draw_star (const Canvas *canvas, double right, double middle)
{
  GdkRGBA gold;

  if (!alp_message_get_starred (canvas->row->message))
    return right;
  alp_style_get_color (alp_style_get_default (), ALP_COLOR_STAR, &gold);
  draw_icon (canvas, "starred-symbolic", right - STAR, middle, STAR, &gold);
  return right - STAR - GAP;
}

static void
draw_lines (const Canvas *canvas, double x)
{
  AlpMessageRow *self = canvas->row;
  double right = canvas->width - EDGE, line = line_height (self) + 2;
  guint n = self->density == ALP_DENSITY_LARGE ? 3 : 2;
  double first = (canvas->height - n * line) / 2 + line / 2;
  double end = draw_marks (canvas, right, first);

  draw_sender (canvas, x, end, first);
  end = draw_star (canvas, right, first + line);
  draw_text (canvas, self->subject, x, first + line, end - x, &canvas->text);
  if (n > 2)
    draw_text (canvas, self->preview, x, first + 2 * line, right - x, &canvas->dim);
}

/* One line, table-like: sender in a column of its own. */
static void
draw_compact (const Canvas *canvas, double x)
{
  AlpMessageRow *self = canvas->row;
  double middle = canvas->height / 2, column = CLAMP (canvas->width * 0.3, 90, 200);
  double end = draw_star (canvas, draw_marks (canvas, canvas->width - EDGE, middle), middle);

  draw_sender (canvas, x, x + column, middle);
  draw_text (canvas, self->subject, x + column + 12, middle, end - x - column - 12, &canvas->text);
}

static void
draw_row (const Canvas *canvas)
{
  AlpMessageRow *self = canvas->row;
  double x = 4, size = self->density == ALP_DENSITY_LARGE ? 40 : 36;
  GdkRGBA brand;

  if (alp_message_get_unread (self->message))
    {
      alp_style_get_color (alp_style_get_default (), ALP_COLOR_BRAND, &brand);
      alp_paint_disc (canvas->snapshot, place (canvas, x, DOT), (canvas->height - DOT) / 2, DOT, &brand);
    }
  x += DOT + 8;
  if (self->density == ALP_DENSITY_COMPACT)
    {
      if (self->check)
        {
          draw_avatar (canvas, x, 20);
          x += 28;
        }
      draw_compact (canvas, x);
      return;
    }
  draw_avatar (canvas, x, size);
  draw_lines (canvas, x + size + 10);
}

/* What a swipe uncovers: the action's colour, and its icon growing until letting go would act. */
static void
draw_swipe (AlpMessageRow *self, GtkSnapshot *snapshot, double width, double height)
{
  GdkRGBA ground, mark;
  gboolean dark;
  double shown = fabs (self->swipe), size = self->swipe_ready ? 22 : 12 + 8 * MIN (shown / 96, 1);
  double left = self->swipe > 0 ? 0 : width - shown;
  const char *icon = alp_row_action_get_icon (self->swipe_action, self->message);

  if (icon == NULL || !alp_style_get_swipe_color (self->swipe_action, &ground, &dark))
    return;
  gdk_rgba_parse (&mark, dark ? "rgb(0 0 0 / .8)" : "#ffffff");
  gtk_snapshot_append_color (snapshot, &ground,
                             &GRAPHENE_RECT_INIT ((float) left, 0, (float) shown, (float) height));
  if (shown > size + 12)
    alp_paint_icon (GTK_WIDGET (self), snapshot, icon,
                    self->swipe > 0 ? MIN (24, shown / 2 - size / 2)
                                    : MAX (width - 24 - size, left + shown / 2 - size / 2),
                    (height - size) / 2, size, &mark);
}

static void
alp_message_row_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  AlpMessageRow *self = ALP_MESSAGE_ROW (widget);
  Canvas canvas = { .row = self, .snapshot = snapshot };

  canvas.width = gtk_widget_get_width (widget);
  canvas.height = gtk_widget_get_height (widget);
  canvas.rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  /* A row not yet here keeps its place, empty. */
  if (self->message == NULL || alp_message_get_loading (self->message))
    return;
  ensure_layouts (self);
  gtk_widget_get_color (widget, &canvas.text);
  canvas.dim = canvas.text;
  canvas.dim.alpha *= adw_style_manager_get_high_contrast (adw_style_manager_get_default ()) ? 0.9F : 0.78F;
  gtk_snapshot_save (snapshot);
  if (fabs (self->swipe) >= 1)
    {
      draw_swipe (self, snapshot, canvas.width, canvas.height);
      gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) self->swipe, 0));
    }
  draw_row (&canvas);
  gtk_snapshot_restore (snapshot);
  if (self->buttons != NULL)
    gtk_widget_snapshot_child (widget, self->buttons, snapshot);
}

/* ---- round buttons under the pointer ---- */

static void
on_button (GtkButton *button, AlpMessageRow *self)
{
  g_signal_emit (self, signals[SIGNAL_ACTION], 0, g_object_get_data (G_OBJECT (button), "action"));
}

static void
drop_buttons (AlpMessageRow *self)
{
  g_clear_pointer (&self->buttons, gtk_widget_unparent);
}

static void
make_buttons (AlpMessageRow *self)
{
  if (self->buttons != NULL || self->actions == NULL || self->actions[0] == NULL || self->check
      || self->message == NULL || alp_message_get_loading (self->message))
    return;
  self->buttons
      = g_object_new (GTK_TYPE_BOX, "spacing", 2, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  gtk_widget_add_css_class (self->buttons, "alp-row-buttons");
  for (guint i = 0; self->actions[i] != NULL && i < 4; i++)
    {
      const char *icon = alp_row_action_get_icon (self->actions[i], self->message);
      GtkWidget *button;

      if (icon == NULL)
        continue;
      button = g_object_new (GTK_TYPE_BUTTON, "icon-name", icon, "accessible-role",
                             GTK_ACCESSIBLE_ROLE_PRESENTATION, "focusable", FALSE, "tooltip-text",
                             alp_row_action_get_title (self->actions[i], self->message), NULL);
      gtk_widget_add_css_class (button, "circular");
      g_object_set_data_full (G_OBJECT (button), "action", g_strdup (self->actions[i]), g_free);
      g_signal_connect (button, "clicked", G_CALLBACK (on_button), self);
      gtk_box_append (GTK_BOX (self->buttons), button);
    }
  gtk_widget_set_parent (self->buttons, GTK_WIDGET (self));
}

static void
on_enter (AlpMessageRow *self)
{
  make_buttons (self);
}

static void
on_leave (AlpMessageRow *self)
{
  drop_buttons (self);
}

/* A click on the star's place, where no button lies over it. */
static void
on_pressed (GtkGestureClick *click, int n, double x, double y, AlpMessageRow *self)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self));
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  double from_end = rtl ? x : width - x;

  if (self->message == NULL || !alp_message_get_starred (self->message)
      || self->density == ALP_DENSITY_COMPACT || from_end > EDGE + STAR + 8
      || y < gtk_widget_get_height (GTK_WIDGET (self)) / 2.0 || self->check)
    return;
  gtk_gesture_set_state (GTK_GESTURE (click), GTK_EVENT_SEQUENCE_CLAIMED);
  g_signal_emit (self, signals[SIGNAL_ACTION], 0, "star");
}

/* ---- properties ---- */

static void
update (AlpMessageRow *self)
{
  clear_layouts (self);
  if (self->buttons != NULL)
    {
      drop_buttons (self);
      make_buttons (self);
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * alp_message_row_set_message:
 * @message: (nullable): what to show from now on; its changes are followed
 */
void
alp_message_row_set_message (AlpMessageRow *self, AlpMessage *message)
{
  g_return_if_fail (ALP_IS_MESSAGE_ROW (self));

  if (self->message != NULL)
    g_signal_handlers_disconnect_by_func (self->message, update, self);
  g_set_object (&self->message, message);
  if (message != NULL)
    g_signal_connect_swapped (message, "notify", G_CALLBACK (update), self);
  drop_buttons (self);
  self->swipe = 0;
  update (self);
}

AlpMessage *
alp_message_row_get_message (AlpMessageRow *self)
{
  g_return_val_if_fail (ALP_IS_MESSAGE_ROW (self), NULL);

  return self->message;
}

void
alp_message_row_set_density (AlpMessageRow *self, AlpDensity density)
{
  g_return_if_fail (ALP_IS_MESSAGE_ROW (self));

  if (self->density == density)
    return;
  self->density = density;
  clear_layouts (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * alp_message_row_set_check:
 * @shown: whether a check mark stands in place of the avatar
 */
void
alp_message_row_set_check (AlpMessageRow *self, gboolean shown, gboolean checked)
{
  g_return_if_fail (ALP_IS_MESSAGE_ROW (self));

  if (self->check == shown && self->checked == checked)
    return;
  self->check = shown;
  self->checked = checked;
  if (shown)
    drop_buttons (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * alp_message_row_set_words:
 * @words: (nullable): what is marked in its texts, see alp_search_words (); kept by the caller until another call
 */
void
alp_message_row_set_words (AlpMessageRow *self, const char *const *words)
{
  g_return_if_fail (ALP_IS_MESSAGE_ROW (self));

  if (self->words == NULL && words == NULL)
    return;
  self->words = words;
  clear_layouts (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * alp_message_row_set_hover_actions:
 * @actions: (nullable): names for the round buttons; at most four are shown
 */
void
alp_message_row_set_hover_actions (AlpMessageRow *self, const char *const *actions)
{
  g_return_if_fail (ALP_IS_MESSAGE_ROW (self));

  g_strfreev (self->actions);
  self->actions = g_strdupv ((char **) actions);
}

/**
 * alp_message_row_set_swipe:
 * @offset: pixels the row is moved to the right, 0: at rest
 * @action: (nullable): what is uncovered; a static string
 * @ready: whether letting go would act
 */
void
alp_message_row_set_swipe (AlpMessageRow *self, double offset, const char *action, gboolean ready)
{
  g_return_if_fail (ALP_IS_MESSAGE_ROW (self));

  self->swipe = offset;
  self->swipe_action = action != NULL ? g_intern_string (action) : "";
  self->swipe_ready = ready;
  drop_buttons (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

GtkWidget *
alp_message_row_new (void)
{
  return g_object_new (ALP_TYPE_MESSAGE_ROW, NULL);
}

/* ---- widget ---- */

static void
alp_message_row_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                         int *natural, int *minimum_baseline, int *natural_baseline)
{
  if (orientation == GTK_ORIENTATION_VERTICAL)
    *minimum = *natural = row_height (ALP_MESSAGE_ROW (widget));
  else
    {
      *minimum = 200;
      *natural = 360;
    }
}

static void
alp_message_row_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  AlpMessageRow *self = ALP_MESSAGE_ROW (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GtkRequisition size;
  GtkAllocation box;

  if (self->buttons == NULL)
    return;
  gtk_widget_get_preferred_size (self->buttons, NULL, &size);
  box.width = MIN (size.width, width);
  box.height = MIN (size.height, height);
  box.x = rtl ? 4 : width - box.width - 4;
  box.y = self->density == ALP_DENSITY_COMPACT ? (height - box.height) / 2 : 3;
  gtk_widget_size_allocate (self->buttons, &box, -1);
}

static void
alp_message_row_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (alp_message_row_parent_class)->css_changed (widget, change);
  clear_layouts (ALP_MESSAGE_ROW (widget));
  gtk_widget_queue_draw (widget);
}

static void
alp_message_row_system_setting_changed (GtkWidget *widget, GtkSystemSetting setting)
{
  GTK_WIDGET_CLASS (alp_message_row_parent_class)->system_setting_changed (widget, setting);
  clear_layouts (ALP_MESSAGE_ROW (widget));
  gtk_widget_queue_resize (widget);
}

static void
alp_message_row_dispose (GObject *object)
{
  AlpMessageRow *self = ALP_MESSAGE_ROW (object);

  if (self->message != NULL)
    g_signal_handlers_disconnect_by_func (self->message, update, self);
  g_clear_object (&self->message);
  drop_buttons (self);
  clear_layouts (self);
  g_clear_pointer (&self->actions, g_strfreev);
  G_OBJECT_CLASS (alp_message_row_parent_class)->dispose (object);
}

static void
alp_message_row_class_init (AlpMessageRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = alp_message_row_dispose;
  widget_class->measure = alp_message_row_measure;
  widget_class->size_allocate = alp_message_row_size_allocate;
  widget_class->snapshot = alp_message_row_snapshot;
  widget_class->css_changed = alp_message_row_css_changed;
  widget_class->system_setting_changed = alp_message_row_system_setting_changed;
  gtk_widget_class_set_css_name (widget_class, "alp-message");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
  signals[SIGNAL_ACTION] = g_signal_new ("action", ALP_TYPE_MESSAGE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
alp_message_row_init (AlpMessageRow *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  self->swipe_action = "";
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  g_signal_connect_object (motion, "enter", G_CALLBACK (on_enter), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (motion, "leave", G_CALLBACK (on_leave), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_PRIMARY);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}
