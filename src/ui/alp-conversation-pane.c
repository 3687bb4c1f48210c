/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-conversation-pane.c: the messages of one conversation, as cards, oldest first.
 *
 * Main thread.  The newest message and the unread ones are open, the others one line each.  When a message arrives or
 * leaves while the conversation is open, only its own card comes or goes. */
#include "alp-conversation-pane.h"

#include "alp-web-engine.h"

#include "alp-action-bar.h"

#include <glib/gi18n.h>

struct _AlpConversationPane
{
  AdwBin parent_instance;

  GtkStack *stack;
  AlpActionBar *actions;
  AlpAccountButton *account_button;
  GtkWidget *more_button;
  AdwStatusPage *many;
  GtkScrolledWindow *scroller;
  GtkLabel *title;
  GtkWidget *cards;
  GtkWidget *reply_all_button;
  GtkWidget *forward_button;
  GtkWidget *answers;
  GtkLabel *link_label;
  GtkSearchBar *find_bar;
  GtkSearchEntry *find_entry;
  GtkWidget *find_previous;
  GtkWidget *find_next;

  GtkWidget *fold;   /* nullable: stands for the cards it hides */
  GtkWidget *target; /* nullable: the card to scroll to once it has its size; not owned */
  double zoom;
  gboolean spam;
  AlpEngine *engine;
  AlpMessage *row;
  GListModel *messages;
};

G_DEFINE_FINAL_TYPE (AlpConversationPane, alp_conversation_pane, ADW_TYPE_BIN)

enum
{
  SIGNAL_LINK_ACTIVATED,
  SIGNAL_CARD_ACTION,
  SIGNAL_TOLD,
  SIGNAL_LEFT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
on_link_activated (AlpConversationPane *self, const char *uri)
{
  g_signal_emit (self, signals[SIGNAL_LINK_ACTIVATED], 0, uri);
}

static void
on_link_hovered (AlpConversationPane *self, const char *uri)
{
  gtk_label_set_text (self->link_label, uri != NULL ? uri : "");
  gtk_widget_set_visible (GTK_WIDGET (self->link_label), uri != NULL);
}

static void
on_card_told (AlpConversationPane *self, const char *text)
{
  g_signal_emit (self, signals[SIGNAL_TOLD], 0, text, FALSE);
}

static void
on_card_action (AlpConversationPane *self, const char *name, AlpMessageCard *card)
{
  g_signal_emit (self, signals[SIGNAL_CARD_ACTION], 0, card, name);
}

/* The column begins at what the person has not read yet. */
static gboolean
scroll_to_target (gpointer data)
{
  g_autoptr (AlpConversationPane) self = data;
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  graphene_rect_t bounds;

  if (self->target != NULL && gtk_widget_get_prev_sibling (self->target) != NULL
      && gtk_widget_compute_bounds (self->target, gtk_widget_get_parent (self->cards), &bounds))
    gtk_adjustment_set_value (adjustment, bounds.origin.y - 6);
  return G_SOURCE_REMOVE;
}

static void
on_loaded (AlpConversationPane *self, AlpMessageCard *card)
{
  AlpMessageBody *body = alp_message_card_get_body (card);

  if (body != NULL && self->zoom != 1)
    alp_message_body_set_zoom (body, self->zoom);
  if (GTK_WIDGET (card) == self->target)
    g_timeout_add (60, scroll_to_target, g_object_ref (self));
  gtk_accessible_announce (GTK_ACCESSIBLE (self), _ ("Message loaded"),
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_LOW);
}

static GtkWidget *
nth_card (AlpConversationPane *self, guint position)
{
  GtkWidget *card = gtk_widget_get_first_child (self->cards);

  for (; card != NULL; card = gtk_widget_get_next_sibling (card))
    if (ALP_IS_MESSAGE_CARD (card) && position-- == 0)
      return card;
  return NULL;
}

/* ---- folding ---- */

#define FOLD_FROM 5 /* messages */
#define FOLD_MIN 2

static void
unfold (AlpConversationPane *self)
{
  if (self->fold == NULL)
    return;
  gtk_box_remove (GTK_BOX (self->cards), self->fold);
  self->fold = NULL;
  for (GtkWidget *card = gtk_widget_get_first_child (self->cards); card != NULL;
       card = gtk_widget_get_next_sibling (card))
    gtk_widget_set_visible (card, TRUE);
}

/* Of a long conversation the read messages after the first are one line until asked for. */
static void
fold (AlpConversationPane *self)
{
  guint n = g_list_model_get_n_items (self->messages), hidden = 0;
  g_autofree char *label = NULL;
  GtkWidget *card;

  unfold (self);
  for (guint i = 1; i + 1 < n && (card = nth_card (self, i)) != NULL
                    && !alp_message_card_get_expanded (ALP_MESSAGE_CARD (card));
       i++)
    hidden++;
  if (n < FOLD_FROM || hidden < FOLD_MIN)
    return;
  for (guint i = 1; i <= hidden; i++)
    gtk_widget_set_visible (nth_card (self, i), FALSE);
  label = g_strdup_printf (ngettext ("Show %u More Message", "Show %u More Messages", hidden), hidden);
  self->fold = gtk_button_new_with_label (label);
  gtk_widget_set_halign (self->fold, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->fold, "pill");
  gtk_widget_add_css_class (self->fold, "alp-fold");
  g_signal_connect_object (self->fold, "clicked", G_CALLBACK (unfold), self, G_CONNECT_SWAPPED);
  gtk_box_insert_child_after (GTK_BOX (self->cards), self->fold, nth_card (self, 0));
}

static void
insert_card (AlpConversationPane *self, guint position)
{
  g_autoptr (AlpMessage) message = g_list_model_get_item (self->messages, position);
  GtkWidget *card, *before;

  if (message == NULL)
    return;
  card = alp_message_card_new (self->engine, message);
  before = position > 0 ? nth_card (self, position - 1) : NULL;
  g_signal_connect_object (card, "link-activated", G_CALLBACK (on_link_activated), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (card, "link-hovered", G_CALLBACK (on_link_hovered), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (card, "loaded", G_CALLBACK (on_loaded), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (card, "told", G_CALLBACK (on_card_told), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (card, "action", G_CALLBACK (on_card_action), self, G_CONNECT_SWAPPED);
  alp_message_card_set_spam (ALP_MESSAGE_CARD (card), self->spam);
  gtk_box_insert_child_after (GTK_BOX (self->cards), card, before);
}

static void
open_cards (AlpConversationPane *self)
{
  GtkWidget *last = gtk_widget_get_last_child (self->cards);
  guint opened = 0;

  if (last == NULL)
    return;
  self->target = last;
  alp_message_card_set_expanded (ALP_MESSAGE_CARD (last), TRUE);
  for (GtkWidget *card = gtk_widget_get_prev_sibling (last); card != NULL && opened < 8;
       card = gtk_widget_get_prev_sibling (card))
    if (alp_message_get_unread (alp_message_card_get_message (ALP_MESSAGE_CARD (card))))
      {
        alp_message_card_set_expanded (ALP_MESSAGE_CARD (card), TRUE);
        self->target = card;
        opened++;
      }
  fold (self);
  g_idle_add (scroll_to_target, g_object_ref (self));
}

static void
on_items_changed (AlpConversationPane *self, guint position, guint removed, guint added)
{
  gboolean was_empty = gtk_widget_get_first_child (self->cards) == NULL;

  for (guint i = 0; i < removed; i++)
    {
      GtkWidget *card = nth_card (self, position);

      if (card == self->target)
        self->target = NULL;
      if (card != NULL)
        gtk_box_remove (GTK_BOX (self->cards), card);
    }
  for (guint i = 0; i < added; i++)
    insert_card (self, position + i);
  if (was_empty && added > 0)
    open_cards (self);
  else if (added > 0 && position + added == g_list_model_get_n_items (self->messages))
    alp_message_card_set_expanded (ALP_MESSAGE_CARD (gtk_widget_get_last_child (self->cards)), TRUE);
}

static void
update_star (AlpConversationPane *self)
{
  gboolean starred = self->row != NULL && alp_message_get_starred (self->row);

  alp_action_bar_set_starred (self->actions, starred);
}

static void
show_actions (AlpConversationPane *self, gboolean shown)
{
  gtk_widget_set_visible (GTK_WIDGET (self->actions), shown);
  gtk_widget_set_visible (self->more_button, shown);
}

/**
 * alp_conversation_pane_clear:
 *
 * Shows that nothing is selected.
 */
void
alp_conversation_pane_clear (AlpConversationPane *self)
{
  g_return_if_fail (ALP_IS_CONVERSATION_PANE (self));

  if (self->messages != NULL)
    g_signal_handlers_disconnect_by_func (self->messages, on_items_changed, self);
  if (self->row != NULL)
    g_signal_emit (self, signals[SIGNAL_LEFT], 0);
  alp_conversation_pane_set_answer (self, NULL);
  if (self->row != NULL)
    g_signal_handlers_disconnect_by_func (self->row, update_star, self);
  g_clear_object (&self->messages);
  g_clear_object (&self->row);
  on_link_hovered (self, NULL);
  self->fold = self->target = NULL;
  gtk_search_bar_set_search_mode (self->find_bar, FALSE);
  for (GtkWidget *card; (card = gtk_widget_get_first_child (self->cards)) != NULL;)
    gtk_box_remove (GTK_BOX (self->cards), card);
  show_actions (self, FALSE);
  adw_status_page_set_title (self->many, "");
  gtk_stack_set_visible_child_name (self->stack, "none");
}

/**
 * alp_conversation_pane_show:
 * @row: the row that was chosen: subject and star come from it
 * @messages: of #AlpMessage, oldest first; followed while shown
 */
void
alp_conversation_pane_show (AlpConversationPane *self, AlpEngine *engine, AlpMessage *row,
                            GListModel *messages)
{
  const char *subject;

  g_return_if_fail (ALP_IS_CONVERSATION_PANE (self));

  alp_conversation_pane_clear (self);
  g_set_object (&self->engine, engine);
  g_set_object (&self->row, row);
  g_set_object (&self->messages, messages);
  subject = alp_message_get_subject (row);
  gtk_label_set_text (self->title, subject != NULL && *subject != '\0' ? subject : _ ("(No Subject)"));
  g_signal_connect_swapped (row, "notify::starred", G_CALLBACK (update_star), self);
  g_signal_connect_swapped (messages, "items-changed", G_CALLBACK (on_items_changed), self);
  on_items_changed (self, 0, 0, g_list_model_get_n_items (messages));
  update_star (self);
  show_actions (self, TRUE);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  gtk_stack_set_visible_child_name (self->stack, "conversation");
}

/**
 * alp_conversation_pane_get_current:
 *
 * Returns: (nullable) (transfer none): the card an answer is about: the one with the focus, else the last open one
 */
AlpMessageCard *
alp_conversation_pane_get_current (AlpConversationPane *self)
{
  GtkRoot *root;
  GtkWidget *focus, *card;

  g_return_val_if_fail (ALP_IS_CONVERSATION_PANE (self), NULL);

  root = gtk_widget_get_root (GTK_WIDGET (self));
  focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  card = focus != NULL ? gtk_widget_get_ancestor (focus, ALP_TYPE_MESSAGE_CARD) : NULL;
  if (card != NULL && gtk_widget_is_ancestor (card, GTK_WIDGET (self)))
    return ALP_MESSAGE_CARD (card);
  for (card = gtk_widget_get_last_child (self->cards); card != NULL;
       card = gtk_widget_get_prev_sibling (card))
    if (ALP_IS_MESSAGE_CARD (card) && alp_message_card_get_expanded (ALP_MESSAGE_CARD (card)))
      return ALP_MESSAGE_CARD (card);
  card = gtk_widget_get_last_child (self->cards);
  return card != NULL ? ALP_MESSAGE_CARD (card) : NULL;
}

/**
 * alp_conversation_pane_show_many:
 * @n: how many rows are selected
 */
void
alp_conversation_pane_show_many (AlpConversationPane *self, guint n)
{
  g_autofree char *title = NULL;

  g_return_if_fail (ALP_IS_CONVERSATION_PANE (self));

  alp_conversation_pane_clear (self);
  title = n > 0 ? g_strdup_printf (ngettext ("%u Selected", "%u Selected", n), n)
                : g_strdup (_ ("None Selected"));
  adw_status_page_set_title (self->many, title);
  gtk_stack_set_visible_child_name (self->stack, "many");
}

/**
 * alp_conversation_pane_set_narrow:
 * @narrow: whether the pane is the whole window of a phone
 */
void
alp_conversation_pane_set_narrow (AlpConversationPane *self, gboolean narrow)
{
  g_return_if_fail (ALP_IS_CONVERSATION_PANE (self));

  alp_action_bar_set_narrow (self->actions, narrow);
}

/**
 * alp_conversation_pane_close_find:
 *
 * Returns: whether text was being looked for
 */
gboolean
alp_conversation_pane_close_find (AlpConversationPane *self)
{
  g_return_val_if_fail (ALP_IS_CONVERSATION_PANE (self), FALSE);

  if (!gtk_search_bar_get_search_mode (self->find_bar))
    return FALSE;
  gtk_search_bar_set_search_mode (self->find_bar, FALSE);
  return TRUE;
}

/* Whether the messages shown next lie in the spam folder. */
void
alp_conversation_pane_set_spam (AlpConversationPane *self, gboolean spam)
{
  g_return_if_fail (ALP_IS_CONVERSATION_PANE (self));

  self->spam = spam;
}

/**
 * alp_conversation_pane_set_answer:
 * @answer: (nullable): takes the place of the answer buttons; %NULL: they are there again
 */
void
alp_conversation_pane_set_answer (AlpConversationPane *self, GtkWidget *answer)
{
  GtkRoot *root;
  GtkWidget *before, *focus;
  gboolean had_focus;

  g_return_if_fail (ALP_IS_CONVERSATION_PANE (self));

  before = gtk_widget_get_next_sibling (self->answers);
  root = gtk_widget_get_root (GTK_WIDGET (self)); /* none before it is in a window */
  focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  had_focus = before != NULL && focus != NULL && gtk_widget_is_ancestor (focus, before);
  gtk_widget_set_visible (self->answers, answer == NULL);
  /* Left alone, the focus goes to the toast that says that the answer was sent, and a toast with the focus never ends. */
  if (had_focus && (answer != NULL || !gtk_widget_child_focus (self->answers, GTK_DIR_TAB_FORWARD)))
    gtk_root_set_focus (root, NULL);
  if (before != NULL)
    gtk_box_remove (GTK_BOX (gtk_widget_get_parent (self->answers)), before);
  if (answer != NULL)
    gtk_box_append (GTK_BOX (gtk_widget_get_parent (self->answers)), answer);
}

/* ---- find, zoom ---- */

static void
find (AlpConversationPane *self, const char *text, int direction)
{
  for (GtkWidget *card = gtk_widget_get_first_child (self->cards); card != NULL;
       card = gtk_widget_get_next_sibling (card))
    {
      AlpMessageBody *body
          = ALP_IS_MESSAGE_CARD (card) ? alp_message_card_get_body (ALP_MESSAGE_CARD (card)) : NULL;

      if (body != NULL && alp_message_card_get_expanded (ALP_MESSAGE_CARD (card)))
        alp_message_body_find (body, text, direction);
    }
}

static void
on_find_changed (AlpConversationPane *self)
{
  find (self, gtk_editable_get_text (GTK_EDITABLE (self->find_entry)), 0);
}

static void
on_find_next (AlpConversationPane *self)
{
  find (self, gtk_editable_get_text (GTK_EDITABLE (self->find_entry)), 1);
}

static void
on_find_previous (AlpConversationPane *self)
{
  find (self, gtk_editable_get_text (GTK_EDITABLE (self->find_entry)), -1);
}

static void
on_find_mode (AlpConversationPane *self)
{
  if (!gtk_search_bar_get_search_mode (self->find_bar))
    find (self, NULL, 0);
}

static void
act_find (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpConversationPane *self = data;

  if (self->row == NULL)
    return;
  gtk_search_bar_set_search_mode (self->find_bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->find_entry));
}

static void
act_zoom (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpConversationPane *self = data;
  const char *name = g_action_get_name (G_ACTION (action));
  double step = g_str_equal (name, "zoom-in") ? 1.1 : 1 / 1.1;

  self->zoom = g_str_equal (name, "zoom-normal") ? 1 : CLAMP (self->zoom * step, 0.5, 3);
  for (GtkWidget *card = gtk_widget_get_first_child (self->cards); card != NULL;
       card = gtk_widget_get_next_sibling (card))
    if (ALP_IS_MESSAGE_CARD (card) && alp_message_card_get_body (ALP_MESSAGE_CARD (card)) != NULL)
      alp_message_body_set_zoom (alp_message_card_get_body (ALP_MESSAGE_CARD (card)), self->zoom);
}

/**
 * alp_conversation_pane_add_actions:
 * @map: gets "find", "zoom-in", "zoom-out", "zoom-normal"
 */
void
alp_conversation_pane_add_actions (AlpConversationPane *self, GActionMap *map)
{
  static const GActionEntry entries[] = {
    { .name = "find", .activate = act_find },
    { .name = "zoom-in", .activate = act_zoom },
    { .name = "zoom-out", .activate = act_zoom },
    { .name = "zoom-normal", .activate = act_zoom },
  };

  g_action_map_add_action_entries (map, entries, G_N_ELEMENTS (entries), self);
}

/**
 * alp_conversation_pane_get_account_button:
 *
 * Returns: (transfer none): the user account at the far end of the header
 */
AlpAccountButton *
alp_conversation_pane_get_account_button (AlpConversationPane *self)
{
  g_return_val_if_fail (ALP_IS_CONVERSATION_PANE (self), NULL);

  return self->account_button;
}

gboolean
alp_conversation_pane_has_focus (AlpConversationPane *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self));
}

static void
alp_conversation_pane_dispose (GObject *object)
{
  AlpConversationPane *self = ALP_CONVERSATION_PANE (object);

  if (self->stack != NULL)
    alp_conversation_pane_clear (self);
  g_clear_object (&self->engine);
  G_OBJECT_CLASS (alp_conversation_pane_parent_class)->dispose (object);
}

static void
alp_conversation_pane_class_init (AlpConversationPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = alp_conversation_pane_dispose;
  g_type_ensure (ALP_TYPE_ACCOUNT_BUTTON);
  g_type_ensure (ALP_TYPE_ACTION_BAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/alpenpost/Alpenpost/ui/alp-conversation-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, AlpConversationPane, stack);
  gtk_widget_class_bind_template_child (widget_class, AlpConversationPane, actions);
  gtk_widget_class_bind_template_child (widget_class, AlpConversationPane, account_button);
  gtk_widget_class_bind_template_child (widget_class, AlpConversationPane, more_button);
  gtk_widget_class_bind_template_child (widget_class, AlpConversationPane, many);
  gtk_widget_class_bind_template_child (widget_class, AlpConversationPane, scroller);
  gtk_widget_class_bind_template_child (widget_class, AlpConversationPane, title);
  gtk_widget_class_bind_template_child (widget_class, AlpConversationPane, cards);
  gtk_widget_class_bind_template_child (widget_class, AlpConversationPane, reply_all_button);
  gtk_widget_class_bind_template_child (widget_class, AlpConversationPane, forward_button);
  gtk_widget_class_bind_template_child (widget_class, AlpConversationPane, answers);
  gtk_widget_class_bind_template_child (widget_class, AlpConversationPane, link_label);
  gtk_widget_class_bind_template_child (widget_class, AlpConversationPane, find_bar);
  gtk_widget_class_bind_template_child (widget_class, AlpConversationPane, find_entry);
  gtk_widget_class_bind_template_child (widget_class, AlpConversationPane, find_previous);
  gtk_widget_class_bind_template_child (widget_class, AlpConversationPane, find_next);

  /* link-activated (uri): a link in a message was clicked. */
  signals[SIGNAL_LINK_ACTIVATED]
      = g_signal_new ("link-activated", ALP_TYPE_CONVERSATION_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 1, G_TYPE_STRING);
  /* card-action (AlpMessageCard, name): chosen from the menu of one message. */
  signals[SIGNAL_CARD_ACTION]
      = g_signal_new ("card-action", ALP_TYPE_CONVERSATION_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 2, ALP_TYPE_MESSAGE_CARD, G_TYPE_STRING);
  /* told (text, undoable): something happened. */
  signals[SIGNAL_TOLD] = g_signal_new ("told", ALP_TYPE_CONVERSATION_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                       NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_BOOLEAN);
  /* left: the conversation that is shown goes. */
  signals[SIGNAL_LEFT] = g_signal_new ("left", ALP_TYPE_CONVERSATION_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                       NULL, G_TYPE_NONE, 0);
}

/* The first message need not wait for WebKit to start. */
static gboolean
warm (gpointer data)
{
  g_autoptr (GtkWidget) pane = data;

  if (gtk_widget_get_root (pane) != NULL)
    alp_web_engine_warm (gtk_widget_get_root (pane));
  return G_SOURCE_REMOVE;
}

static void
on_map (GtkWidget *pane)
{
  g_signal_handlers_disconnect_by_func (pane, on_map, NULL);
  g_timeout_add (1500, warm, g_object_ref (pane));
}

static void
alp_conversation_pane_init (AlpConversationPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->zoom = 1;
  gtk_search_bar_connect_entry (self->find_bar, GTK_EDITABLE (self->find_entry));
  g_signal_connect_object (self->find_entry, "search-changed", G_CALLBACK (on_find_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->find_entry, "activate", G_CALLBACK (on_find_next), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->find_entry, "next-match", G_CALLBACK (on_find_next), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->find_entry, "previous-match", G_CALLBACK (on_find_previous), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->find_next, "clicked", G_CALLBACK (on_find_next), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->find_previous, "clicked", G_CALLBACK (on_find_previous), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->find_bar, "notify::search-mode-enabled", G_CALLBACK (on_find_mode), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect (self, "map", G_CALLBACK (on_map), NULL);
  alp_conversation_pane_clear (self);
}
