/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-card-invitation.c: an invitation as a card above the text: when, where, who, and the answer.
 *
 * Main thread.  Everything in it is the sender's own words, shown as text.  An answer leaves only on a click, goes to the
 * organizer, and can be changed later. */
#include "alp-card-invitation.h"

#include "alp-format.h"
#include "alp-invitation.h"
#include "alp-message-body.h"

#include <glib/gi18n.h>

#define MAX_PEOPLE 8
#define DESCRIPTION_LINES 6

typedef struct
{
  AlpEngine *engine;
  AlpContent *content;
  GtkWidget *card;       /* not owned: these live as long as the card */
  GtkWidget *state;      /* label: the answer given */
  GtkWidget *buttons[3]; /* in the order of AlpAnswer, from ACCEPTED on */
} Card;

static void
card_free (gpointer data)
{
  Card *card = data;

  g_object_unref (card->engine);
  g_object_unref (card->content);
  g_free (card);
}

static GDateTime *
local_time (gint64 time, gboolean as_utc)
{
  return as_utc ? g_date_time_new_from_unix_utc (time) : g_date_time_new_from_unix_local (time);
}

/* "Tuesday, 3 March 2026, 10:00 – 11:30" */
static char *
dup_when (const AlpInvitation *event)
{
  /* Days and times without a zone are given as UTC: they are the same wherever one is. */
  gboolean as_utc = event->all_day || event->floating;
  gint64 last = event->all_day && event->end > event->start ? event->end - 1 : event->end;
  g_autoptr (GDateTime) start = local_time (event->start, as_utc), end = local_time (last, as_utc);
  /* Translators: a day, as strftime(3) */
  const char *day = _ ("%A, %-d %B %Y");
  g_autofree char *first = start != NULL ? g_date_time_format (start, day) : NULL;
  g_autofree char *second = end != NULL ? g_date_time_format (end, day) : NULL;
  g_autofree char *from = start != NULL ? g_date_time_format (start, "%H:%M") : NULL;
  g_autofree char *to = end != NULL ? g_date_time_format (end, "%H:%M") : NULL;

  if (event->start == 0 || first == NULL)
    return g_strdup (_ ("No date is told"));
  if (event->all_day)
    return second == NULL || g_str_equal (first, second) ? g_strdup_printf (_ ("%s, all day"), first)
                                                         /* Translators: two days */
                                                         : g_strdup_printf (_ ("%s to %s"), first, second);
  if (second == NULL || event->end <= event->start)
    return g_strdup_printf ("%s, %s", first, from);
  if (g_str_equal (first, second))
    return g_strdup_printf ("%s, %s – %s", first, from, to);
  return g_strdup_printf ("%s, %s – %s, %s", first, from, second, to);
}

static const char *
answer_words (AlpAnswer answer)
{
  switch (answer)
    {
    case ALP_ANSWER_ACCEPTED:
      return _ ("accepted");
    case ALP_ANSWER_TENTATIVE:
      return _ ("perhaps");
    case ALP_ANSWER_DECLINED:
      return _ ("declined");
    case ALP_ANSWER_DELEGATED:
      return _ ("sends somebody else");
    case ALP_ANSWER_NONE:
    default:
      return _ ("not answered");
    }
}

static void
add_row (GtkWidget *box, const char *icon_name, const char *label, const char *text)
{
  GtkWidget *row, *icon, *value;

  if (*text == '\0')
    return;
  row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  icon = gtk_image_new_from_icon_name (icon_name);
  value = gtk_label_new (text);
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_widget_set_margin_top (icon, 2);
  gtk_widget_set_tooltip_text (icon, label);
  gtk_widget_add_css_class (icon, "dim-label");
  gtk_label_set_xalign (GTK_LABEL (value), 0);
  gtk_label_set_wrap (GTK_LABEL (value), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (value), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (GTK_LABEL (value), DESCRIPTION_LINES);
  gtk_label_set_ellipsize (GTK_LABEL (value), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (value, TRUE);
  gtk_box_append (GTK_BOX (row), icon);
  gtk_box_append (GTK_BOX (row), value);
  gtk_box_append (GTK_BOX (box), row);
}

/* "Ana Weber (accepted), bob@… and 3 more" */
static char *
dup_people (const AlpInvitation *event)
{
  g_autoptr (GString) out = g_string_new (NULL);
  guint shown = MIN (event->attendees->len, MAX_PEOPLE);

  for (guint i = 0; i < shown; i++)
    {
      const AlpAttendee *attendee = g_ptr_array_index (event->attendees, i);
      const char *name = *attendee->name != '\0' ? attendee->name : attendee->email;

      g_string_append_printf (out, "%s%s", i > 0 ? ", " : "", name);
      if (attendee->answer != ALP_ANSWER_NONE)
        g_string_append_printf (out, " (%s)", answer_words (attendee->answer));
    }
  if (event->n_attendees > shown)
    {
      guint more = event->n_attendees - shown;

      g_string_append_printf (out, " ");
      g_string_append_printf (out, ngettext ("and %u more", "and %u more", more), more);
    }
  return g_string_free_and_steal (g_steal_pointer (&out));
}

/* ---- answering ---- */

static void
show_answer (Card *card, AlpAnswer answer)
{
  static const char *const sentences[]
      = { NULL, N_ ("You have accepted."), N_ ("You will perhaps come."), N_ ("You have declined.") };

  gtk_widget_set_visible (card->state, answer >= ALP_ANSWER_ACCEPTED && answer <= ALP_ANSWER_DECLINED);
  if (gtk_widget_get_visible (card->state))
    gtk_label_set_text (GTK_LABEL (card->state), _ (sentences[answer]));
  for (guint i = 0; i < G_N_ELEMENTS (card->buttons); i++)
    if (card->buttons[i] != NULL)
      {
        gtk_widget_set_sensitive (card->buttons[i], i + 1 != (guint) answer);
        if (answer == ALP_ANSWER_NONE && i == 0)
          gtk_widget_add_css_class (card->buttons[i], "suggested-action");
        else
          gtk_widget_remove_css_class (card->buttons[i], "suggested-action");
      }
}

static void
tell (Card *card, const char *text)
{
  GtkWidget *body = gtk_widget_get_ancestor (card->card, ALP_TYPE_MESSAGE_BODY);

  if (body != NULL)
    g_signal_emit_by_name (body, "told", text);
}

static void
on_answered (GObject *engine, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) button = data;
  g_autoptr (GError) error = NULL;
  Card *card = g_object_get_data (G_OBJECT (button), "alp-card");
  AlpAnswer answer = (AlpAnswer) GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "alp-answer"));

  if (!alp_engine_answer_invitation_finish (ALP_ENGINE (engine), result, &error))
    {
      if (gtk_widget_get_root (button) != NULL)
        {
          show_answer (card, ALP_ANSWER_NONE);
          tell (card, error->message);
        }
      return;
    }
  if (gtk_widget_get_root (button) == NULL)
    return;
  show_answer (card, answer);
  tell (card, _ ("Your answer is on its way to the organizer"));
}

static void
on_answer (GtkWidget *button)
{
  Card *card = g_object_get_data (G_OBJECT (button), "alp-card");
  AlpAnswer answer = (AlpAnswer) GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "alp-answer"));

  for (guint i = 0; i < G_N_ELEMENTS (card->buttons); i++)
    gtk_widget_set_sensitive (card->buttons[i], FALSE);
  alp_engine_answer_invitation_async (card->engine, card->content, answer, NULL, on_answered,
                                      g_object_ref (button));
}

static void
add_buttons (Card *card, GtkWidget *box)
{
  static const char *const labels[] = { N_ ("_Accept"), N_ ("_Perhaps"), N_ ("_Decline") };
  GtkWidget *row = adw_wrap_box_new ();

  adw_wrap_box_set_child_spacing (ADW_WRAP_BOX (row), 6);
  adw_wrap_box_set_line_spacing (ADW_WRAP_BOX (row), 6);
  gtk_widget_set_margin_top (row, 6);
  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      GtkWidget *button = card->buttons[i] = gtk_button_new_with_mnemonic (_ (labels[i]));

      g_object_set_data (G_OBJECT (button), "alp-card", card);
      g_object_set_data (G_OBJECT (button), "alp-answer", GINT_TO_POINTER ((int) i + ALP_ANSWER_ACCEPTED));
      g_signal_connect (button, "clicked", G_CALLBACK (on_answer), NULL);
      adw_wrap_box_append (ADW_WRAP_BOX (row), button);
    }
  gtk_box_append (GTK_BOX (box), row);
}

/* ---- the card ---- */

static const char *
find_headline (const AlpInvitation *event)
{
  switch (event->kind)
    {
    case ALP_EVENT_CHANGED:
      return _ ("The organizer has changed this event");
    case ALP_EVENT_CANCELLED:
      return _ ("The organizer has cancelled this event");
    case ALP_EVENT_ANSWER:
      return _ ("Answer to an invitation");
    case ALP_EVENT_NEW:
      return _ ("Invitation");
    case ALP_EVENT_OLD:
    case ALP_EVENT_REFUSED:
    case ALP_EVENT_INFO:
    default:
      return _ ("Event");
    }
}

static GtkWidget *
make_tile (const AlpInvitation *event)
{
  g_autoptr (GDateTime) start = local_time (event->start, event->all_day || event->floating);
  g_autofree char *month = start != NULL ? g_date_time_format (start, "%b") : g_strdup ("");
  g_autofree char *day = start != NULL ? g_date_time_format (start, "%-d") : g_strdup ("");
  GtkWidget *tile = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *top = gtk_label_new (month), *bottom = gtk_label_new (day);

  gtk_widget_add_css_class (tile, "alp-date-tile");
  gtk_widget_add_css_class (top, "alp-date-month");
  gtk_widget_add_css_class (bottom, "alp-date-day");
  gtk_widget_set_valign (tile, GTK_ALIGN_START);
  gtk_accessible_update_state (GTK_ACCESSIBLE (tile), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_box_append (GTK_BOX (tile), top);
  gtk_box_append (GTK_BOX (tile), bottom);
  return tile;
}

static GtkWidget *
make_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
fill (Card *card, GtkWidget *texts, const AlpInvitation *event, gboolean answers)
{
  g_autofree char *when = dup_when (event), *people = dup_people (event);
  const char *organizer = *event->organizer_name != '\0' ? event->organizer_name : event->organizer_email;
  g_autofree char *by = *organizer != '\0' ? g_strdup_printf (_ ("Invited by %s"), organizer) : g_strdup ("");

  gtk_box_append (GTK_BOX (texts), make_label (find_headline (event), "caption-heading"));
  gtk_box_append (GTK_BOX (texts),
                  make_label (*event->summary != '\0' ? event->summary : _ ("(No Title)"), "heading"));
  add_row (texts, "x-office-calendar-symbolic", _ ("When"), when);
  if (event->repeats)
    add_row (texts, "view-refresh-symbolic", _ ("Repeats"), _ ("Repeats regularly; this is the first time"));
  add_row (texts, "mark-location-symbolic", _ ("Where"), event->location);
  add_row (texts, "avatar-default-symbolic", _ ("Organizer"), by);
  add_row (texts, "system-users-symbolic", _ ("Invited"), people);
  add_row (texts, "text-x-generic-symbolic", _ ("Description"), event->description);
  if (*event->warning != '\0')
    gtk_box_append (GTK_BOX (texts), make_label (event->warning, "warning"));
  card->state = make_label ("", "alp-answer-given");
  gtk_box_append (GTK_BOX (texts), card->state);
  if (answers && event->can_answer)
    add_buttons (card, texts);
  show_answer (card, event->kind == ALP_EVENT_ANSWER ? ALP_ANSWER_NONE : event->own_answer);
}

/**
 * alp_card_invitation_add:
 * @content: any message
 * @answers: %FALSE in the spam folder
 */
void
alp_card_invitation_add (GtkBox *banners, AlpEngine *engine, AlpContent *content, gboolean answers)
{
  const AlpInvitation *event = alp_content_get_facts (content)->invitation;
  GtkWidget *row, *texts;
  Card *card;

  if (event == NULL)
    return;
  card = g_new0 (Card, 1);
  card->engine = g_object_ref (engine);
  card->content = g_object_ref (content);
  row = card->card = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 14);
  texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_widget_add_css_class (row, "alp-notice");
  gtk_widget_add_css_class (row, "alp-invitation");
  if (event->start != 0)
    gtk_box_append (GTK_BOX (row), make_tile (event));
  fill (card, texts, event, answers && alp_content_get_account_id (content) != 0);
  gtk_box_append (GTK_BOX (row), texts);
  g_object_set_data_full (G_OBJECT (row), "alp-invitation", card, card_free);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, find_headline (event),
                                  -1);
  gtk_box_append (banners, row);
}
