/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-window-private.h: what the files of the main window share.  Not for others. */
#pragma once

#include "alp-window.h"

#include "alp-conversation-pane.h"
#include "alp-first-run.h"
#include "alp-folder-pane.h"
#include "alp-export.h"
#include "alp-list-pane.h"

G_BEGIN_DECLS

struct _AlpWindow
{
  AdwApplicationWindow parent_instance;

  AdwToastOverlay *toasts;
  GtkStack *pages;
  AdwStatusPage *failure;
  AlpFirstRun *first_run;
  AdwOverlaySplitView *outer;
  AdwNavigationSplitView *inner;
  AlpFolderPane *folder_pane;
  AlpListPane *list_pane;
  AlpConversationPane *conversation_pane;
  AdwNavigationPage *list_page;

  GSettings *settings;
  AlpEngine *engine;
  AlpAccount *account; /* whose state the list's banner shows */
  AlpFolder *folder;   /* nullable: all inboxes */
  AlpMessage *message; /* nullable: the one shown */
  AdwToast *toast;
  guint read_id;
  guint on_way;         /* messages in the outbox that are not delivered yet */
  gint64 told;          /* the newest message whose failure was told */
  gboolean searching;   /* the list shows what was searched for */
  guint server_id;      /* the server is asked soon */
  GCancellable *asking; /* nullable: the question to the server */
  guint search_round;   /* counts searches: answers to former ones do not count */
  AlpListPlace *place;  /* nullable: what it showed before */
};

/* alp-window-toast.c */
void alp_window_forget_toast (AlpWindow *self);

/* alp-window-list.c: what the list shows */
void alp_window_connect_list (AlpWindow *self);
void alp_window_disconnect_list (AlpWindow *self);
void alp_window_show_folder (AlpWindow *self);
void alp_window_update_account_state (AlpWindow *self);
void alp_window_compact_changed (AlpWindow *self);
void alp_window_update_list_title (AlpWindow *self);

/* alp-window-search.c: searching, kept searches */
void alp_window_connect_search (AlpWindow *self);
void alp_window_search_meant (AlpWindow *self);
void alp_window_forget_place (AlpWindow *self);
gboolean alp_window_search_reaches_trash (AlpWindow *self);
void alp_window_show_saved_search (AlpWindow *self, AlpSavedSearch *search);

/* alp-window-actions.c: what is done with messages */
void alp_window_add_actions (AlpWindow *self);
void alp_window_update_action_state (AlpWindow *self);
void alp_window_act_on_message (AlpWindow *self, AlpMessage *message, const char *action);
void alp_window_act_on_card (AlpWindow *self, AlpMessageCard *card, const char *name);
void alp_window_move_rows (AlpWindow *self, const AlpRows *rows, gint64 folder_id);
void alp_window_mark_read_soon (AlpWindow *self);
void alp_window_quiet_finish (GObject *source, GAsyncResult *result, gpointer window);

/* alp-window-write.c: composers and the outbox */
void alp_window_add_write_actions (AlpWindow *self);
void alp_window_watch_outbox (AlpWindow *self);
void alp_window_answer (AlpWindow *self, AlpMessage *message, AlpContent *content, AlpReplyKind kind);
/* alp-window-repair.c: an address that needs somebody */
gboolean alp_window_show_trouble (AlpWindow *self);
void alp_window_watch_trouble (AlpWindow *self);

/* alp-window-accounts.c: user accounts and addresses */
void alp_window_add_account_actions (AlpWindow *self);
void alp_window_watch_accounts (AlpWindow *self);
void alp_window_place_account_button (AlpWindow *self, gboolean narrow);

/* alp-window-devices.c: devices and activity */
void alp_window_add_device_actions (AlpWindow *self);

/* alp-window-keys.c */
void alp_window_add_keys (AlpWindow *self);

G_END_DECLS
