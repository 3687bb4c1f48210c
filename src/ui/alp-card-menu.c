/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-card-menu.c: the menu of one message: answers, how it is shown, source, files, paper.
 *
 * Main thread.  Actions are in the group "card" of the card; what needs the window is passed on by name. */
#include "alp-card-menu.h"

#include "alp-export.h"
#include "alp-message-window.h"
#include "alp-print.h"

#include <glib/gi18n.h>
#include <string.h>

typedef void (*AskFunc) (AlpMessageCard *card, const char *name);

static GtkWindow *
window_of (AlpMessageCard *card)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (card));

  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

static void
act_ask (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AskFunc ask = (AskFunc) g_object_get_data (data, "alp-ask");

  ask (data, g_action_get_name (G_ACTION (action)));
}

static void
act_source (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpContent *content = alp_message_card_get_content (data);
  gboolean headers = g_str_equal (g_action_get_name (G_ACTION (action)), "headers");

  if (content != NULL)
    gtk_window_present (GTK_WINDOW (alp_source_window_new (window_of (data), content, headers)));
}

static void
tell (AlpMessageCard *card, const char *text)
{
  g_signal_emit_by_name (card, "told", text);
}

/* ---- files ---- */

static void
on_eml_written (GObject *file, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpMessageCard) card = data;
  g_autoptr (GError) error = NULL;

  tell (card, g_file_replace_contents_finish (G_FILE (file), result, NULL, &error) ? _ ("Message saved")
                                                                                   : error->message);
}

static void
on_eml_chosen (GObject *dialog, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpMessageCard) card = data;
  g_autoptr (GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (dialog), result, NULL);
  AlpContent *content = alp_message_card_get_content (card);

  if (file != NULL && content != NULL)
    g_file_replace_contents_bytes_async (file, alp_content_get_source (content), NULL, FALSE,
                                         G_FILE_CREATE_PRIVATE, NULL, on_eml_written, g_object_ref (card));
}

static void
on_pdf_done (const GError *error, gpointer data)
{
  g_autoptr (AlpMessageCard) card = data;

  tell (card, error == NULL ? _ ("PDF saved") : error->message);
}

static void
on_pdf_chosen (GObject *dialog, GAsyncResult *result, gpointer data)
{
  g_autoptr (AlpMessageCard) card = data;
  g_autoptr (GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (dialog), result, NULL);
  AlpContent *content = alp_message_card_get_content (card);

  if (file != NULL && content != NULL)
    alp_print_to_pdf (window_of (card), content, file, on_pdf_done, g_object_ref (card));
}

static void
choose_file (AlpMessageCard *card, const char *title, const char *extension, GAsyncReadyCallback chosen)
{
  AlpContent *content = alp_message_card_get_content (card);
  g_autoptr (GtkFileDialog) dialog = NULL;
  g_autofree char *name = NULL;

  if (content == NULL)
    return;
  name = alp_export_dup_name (alp_content_get_subject (content), alp_content_get_date (content));
  if (g_str_has_suffix (name, ".eml"))
    name[strlen (name) - strlen (".eml")] = '\0';
  dialog = gtk_file_dialog_new ();
  gtk_file_dialog_set_title (dialog, title);
  {
    g_autofree char *full = g_strconcat (name, extension, NULL);

    gtk_file_dialog_set_initial_name (dialog, full);
  }
  gtk_file_dialog_save (dialog, window_of (card), NULL, chosen, g_object_ref (card));
}

static void
act_save (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  choose_file (data, _ ("Save Message"), ".eml", on_eml_chosen);
}

static void
act_pdf (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  choose_file (data, _ ("Save as PDF"), ".pdf", on_pdf_chosen);
}

static void
act_print (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AlpContent *content = alp_message_card_get_content (data);

  if (content != NULL)
    alp_print_message (window_of (data), content);
}

/* ---- how it is shown ---- */

static void
change_plain (GSimpleAction *action, GVariant *value, gpointer data)
{
  AlpMessageBody *body = alp_message_card_get_body (data);

  g_simple_action_set_state (action, value);
  if (body != NULL)
    alp_message_body_set_plain (body, g_variant_get_boolean (value));
}

static void
change_dark (GSimpleAction *action, GVariant *value, gpointer data)
{
  AlpMessageBody *body = alp_message_card_get_body (data);

  g_simple_action_set_state (action, value);
  if (body != NULL)
    alp_message_body_set_dark (body, g_variant_get_boolean (value));
}

static GMenuModel *
make_menu (void)
{
  static const struct
  {
    const char *title;
    const char *action;
  } items[] = { { N_ ("_Reply"), "card.reply" },
                { N_ ("Reply _All"), "card.reply-all" },
                { N_ ("_Forward"), "card.forward" },
                { N_ ("Forward as A_ttachment"), "card.forward-attached" },
                { N_ ("R_edirect…"), "card.redirect" },
                { N_ ("Edit as _New Message"), "card.edit-as-new" },
                { NULL, NULL },
                { N_ ("_Star or Unstar"), "card.star" },
                { N_ ("Mark as _Unread"), "card.unread" },
                { NULL, NULL },
                { N_ ("_Plain Text"), "card.plain" },
                { N_ ("_Dark Colors"), "card.dark" },
                { NULL, NULL },
                { N_ ("Message S_ource"), "card.source" },
                { N_ ("Message _Headers"), "card.headers" },
                { N_ ("Sa_ve as File…"), "card.save" },
                { N_ ("Save as P_DF…"), "card.pdf" },
                { N_ ("Pr_int…"), "card.print" } };

  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) section = g_menu_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (items); i++)
    if (items[i].title != NULL)
      g_menu_append (section, _ (items[i].title), items[i].action);
    else
      {
        g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
        g_object_unref (section);
        section = g_menu_new ();
      }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
  return G_MENU_MODEL (menu);
}

void
alp_card_menu_install (AlpMessageCard *card, GtkMenuButton *button, GCallback ask)
{
  static const GActionEntry entries[] = {
    { .name = "reply", .activate = act_ask },
    { .name = "reply-all", .activate = act_ask },
    { .name = "forward", .activate = act_ask },
    { .name = "forward-attached", .activate = act_ask },
    { .name = "redirect", .activate = act_ask },
    { .name = "edit-as-new", .activate = act_ask },
    { .name = "star", .activate = act_ask },
    { .name = "unread", .activate = act_ask },
    { .name = "plain", .state = "false", .change_state = change_plain },
    { .name = "dark", .state = "false", .change_state = change_dark },
    { .name = "source", .activate = act_source },
    { .name = "headers", .activate = act_source },
    { .name = "save", .activate = act_save },
    { .name = "pdf", .activate = act_pdf },
    { .name = "print", .activate = act_print },
  };
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GMenuModel) menu = make_menu ();

  g_object_set_data (G_OBJECT (card), "alp-ask", (gpointer) ask);
  g_action_map_add_action_entries (G_ACTION_MAP (group), entries, G_N_ELEMENTS (entries), card);
  gtk_widget_insert_action_group (GTK_WIDGET (card), "card", G_ACTION_GROUP (group));
  gtk_menu_button_set_menu_model (button, menu);
}
