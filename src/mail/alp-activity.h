/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "alp-engine.h"

G_BEGIN_DECLS

/* The log of what was done and what happened (product 18.1): who, what, when, with which result. No secret ever. */

/* Numbers equal StoreActivityKind's. */
typedef enum
{
  ALP_ACTIVITY_SIGN_IN = 1,
  ALP_ACTIVITY_PASSWORD,
  ALP_ACTIVITY_CERTIFICATE,
  ALP_ACTIVITY_DEVICE,
  ALP_ACTIVITY_RULE,
  ALP_ACTIVITY_IMPORT,
  ALP_ACTIVITY_SEND,
  ALP_ACTIVITY_ACCOUNT,
  ALP_ACTIVITY_SYNC,
  ALP_ACTIVITY_UPKEEP,
  ALP_ACTIVITY_N_KINDS,
} AlpActivityKind;

/* One line. */
typedef struct
{
  gint64 id;
  gint64 account_id; /* 0: none */
  gint64 time;       /* Unix seconds */
  AlpActivityKind kind;
  gboolean ok;
  char *email;   /* of the account, "" when it is gone */
  char *subject; /* what it was about: a label, a host */
  char *detail;  /* for programs */
  char *words;   /* translated: what happened */
} AlpActivity;

void alp_activity_free (AlpActivity *self);

/* Newest first. @account (nullable): any. @kind 0: any. @before: an id, 0: the newest. @limit 0: all.
 * Returns (finish): (transfer full) (element-type AlpActivity) */
void alp_activity_load_async (AlpEngine *engine, AlpAccount *account, AlpActivityKind kind, gint64 before,
                              guint limit, GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data);
GPtrArray *alp_activity_load_finish (AlpEngine *engine, GAsyncResult *result, GError **error);
/* Writes a line; for what the façade itself does. Returns at once. @subject, @detail nullable. */
void alp_activity_add (AlpEngine *engine, AlpAccount *account, AlpActivityKind kind, gboolean ok,
                       const char *subject, const char *detail);
/* From now on failed sign-ins, and those that work again, are lines. Until @engine ends. */
void alp_activity_watch (AlpEngine *engine);

const char *alp_activity_kind_words (AlpActivityKind kind);
const char *alp_activity_kind_get_name (AlpActivityKind kind);
AlpActivityKind alp_activity_kind_parse (const char *name);
char *alp_activity_format_csv (GPtrArray *lines);
char *alp_activity_format_json (GPtrArray *lines);

G_END_DECLS
