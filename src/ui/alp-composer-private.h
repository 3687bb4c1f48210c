/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-composer-private.h: what the composer's files share.  Main thread. */
#pragma once

#include "alp-composer.h"
#include "alp-editor.h"
#include "alp-identity.h"
#include "alp-recipient-entry.h"
#include "alp-signature-dialog.h"

G_BEGIN_DECLS

struct _AlpComposer
{
  AdwBin parent_instance;

  AdwToastOverlay *toasts;
  AdwBanner *banner;
  GtkWidget *fields;
  GtkWidget *from_row;
  GtkDropDown *from;
  AlpRecipientEntry *to;
  AlpRecipientEntry *cc;
  AlpRecipientEntry *bcc;
  AlpRecipientEntry *reply_to;
  GtkWidget *copies_button;
  GtkWidget *cc_row;
  GtkWidget *bcc_row;
  GtkWidget *reply_to_row;
  GtkWidget *subject_row;
  GtkText *subject;
  GtkWidget *priority_mark;
  GtkWidget *receipt_mark;
  AlpEditor *editor;
  GtkRevealer *checks_revealer;
  GtkImage *checks_icon;
  GtkLabel *checks_label;
  AdwWrapBox *checks_buttons;
  GtkWidget *checks_close;
  GtkWidget *tiles_scroller;
  GtkFlowBox *tiles;
  GtkRevealer *format_revealer;
  GtkWidget *bold_button;
  GtkWidget *italic_button;
  GtkWidget *underline_button;
  GtkWidget *strike_button;
  GtkWidget *list_button;
  GtkWidget *numbers_button;
  GtkWidget *quote_button;
  GtkMenuButton *link_button;
  GtkWidget *image_button;
  GtkWidget *emoji_button;
  GtkWidget *clear_button;

  GMenu *composer_menu;
  GMenu *signature_menu;
  GMenu *template_menu;
  GMenu *remind_menu;

  AlpDraft *draft;
  AlpEngine *engine;
  GSimpleActionGroup *actions;
  char *title;
  char *state_text;
  AlpPersonas *personas; /* nullable until loaded */
  char *plain_signature; /* nullable: what stands in a plain text now */
  gboolean signed_once;
  gboolean sign_again; /* signatures were changed from here */
  gboolean compact;
  GPtrArray *findings;    /* nullable: of the last check */
  GHashTable *overridden; /* nullable: what "Send Anyway" was said to */
  GHashTable *hidden;     /* nullable: what was said while writing and is not wanted again */
  guint look_id;          /* a look at what is written, soon */
  gboolean looking;
  gboolean asking; /* the bar stands there because of Send */
  gint64 send_at;  /* Unix seconds, 0: now */
  guint save_id;
  gint64 noted;         /* id of the draft that is written down as open, 0: none */
  gint64 unsaved_since; /* monotonic, 0: all saved */
  gboolean text_dirty;  /* the editor holds what the draft does not */
  gboolean saving;
  gboolean sending;
  gboolean closing;
  gboolean done; /* sent or discarded: nothing is saved any more */
  gboolean updating_buttons;
  gboolean filling;
};

/* alp-composer.c */
void alp_composer_edited (AlpComposer *self);
void alp_composer_set_state (AlpComposer *self, const char *text);
void alp_composer_toast (AlpComposer *self, const char *text);
void alp_composer_fail (AlpComposer *self, const char *text);
/* Calls @func when the draft holds everything that is in the widgets. */
typedef void (*AlpComposerThen) (AlpComposer *self);
void alp_composer_collect (AlpComposer *self, AlpComposerThen then);
void alp_composer_show_copies (AlpComposer *self);
void alp_composer_load_text (AlpComposer *self);
/* The draft's fields are others now. */
void alp_composer_refill (AlpComposer *self);
gboolean alp_composer_has_recipient (AlpComposer *self);
void alp_composer_update_send (AlpComposer *self);
void alp_composer_stop_saving (AlpComposer *self);
void alp_composer_sent (AlpComposer *self, gint64 outbox_id);

/* alp-composer-identity.c: From and the signature */
void alp_composer_identity_init (AlpComposer *self);
void alp_composer_identity_load (AlpComposer *self);
void alp_composer_identity_converted (AlpComposer *self);
/* @signature: (nullable): none */
void alp_composer_identity_sign (AlpComposer *self, AlpSignature *signature);

/* alp-composer-menu.c: signatures, templates, earlier versions, header fields */
void alp_composer_menu_init (AlpComposer *self);
void alp_composer_menu_bind (AlpComposer *self);
void alp_composer_menu_fill_signatures (AlpComposer *self);

/* alp-composer-checks.c: what is said about a message, while writing and at Send */
typedef void (*AlpComposerFound) (AlpComposer *self, GPtrArray *findings);
void alp_composer_checks_init (AlpComposer *self);
void alp_composer_checks_soon (AlpComposer *self);
void alp_composer_checks_stop (AlpComposer *self);
void alp_composer_checks_hide (AlpComposer *self);
/* @findings: (transfer full). Returns: whether something stands in the way; then the bar shows it. */
gboolean alp_composer_checks_ask (AlpComposer *self, GPtrArray *findings);

/* alp-composer-send.c: the outbox */
void alp_composer_send_init (AlpComposer *self);
void alp_composer_send (AlpComposer *self, gint64 when);

/* alp-composer-tools.c: format, links, images, emoji */
void alp_composer_tools_init (AlpComposer *self);
void alp_composer_add_image (AlpComposer *self, AlpDraftAttachment *image);

/* alp-composer-files.c: attachments and their tiles */
void alp_composer_files_init (AlpComposer *self);
void alp_composer_files_bind (AlpComposer *self);
void alp_composer_add_file (AlpComposer *self, GFile *file);

/* alp-composer-options.c: plain text, priority, receipts … */
void alp_composer_options_init (AlpComposer *self);
void alp_composer_options_fill (AlpComposer *self);

G_END_DECLS
