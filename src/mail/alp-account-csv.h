/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "alp-account.h"

G_BEGIN_DECLS

typedef struct _AlpEngine AlpEngine;

/* What a row about an address can say. */
typedef enum
{
  ALP_ACCOUNT_COLUMN_ADDRESS = 1 << 0,
  ALP_ACCOUNT_COLUMN_NAME = 1 << 1,
  ALP_ACCOUNT_COLUMN_PROFILE = 1 << 2,
  ALP_ACCOUNT_COLUMN_SERVER = 1 << 3,
  ALP_ACCOUNT_COLUMN_MESSAGES = 1 << 4,
  ALP_ACCOUNT_COLUMN_UNREAD = 1 << 5,
  ALP_ACCOUNT_COLUMN_LAST_SYNC = 1 << 6,
  ALP_ACCOUNT_COLUMN_STATE = 1 << 7,
  ALP_ACCOUNT_COLUMN_PROBLEM = 1 << 8,
  ALP_ACCOUNT_COLUMN_ALL = (1 << 9) - 1,
} AlpAccountColumns;

/* One field as RFC 4180 wants it. A spreadsheet never takes it for a formula: what begins with = + - @, a tab or a line end gets an
 * apostrophe before it. Invalid UTF-8 is replaced. Pure, any thread. */
char *alp_csv_field (const char *text);
/* (transfer full): the heading of one column, translated. */
const char *alp_account_column_title (AlpAccountColumns column);
/* (transfer full): what an address says in one column; the time of the last sync in UTC, as in 2026-01-31T12:00:00Z. */
char *alp_account_dup_column (AlpEngine *engine, AlpAccount *account, AlpAccountColumns column);
/* Messages in its folders, each once per folder. */
guint alp_account_count_messages (AlpAccount *self);
/* (transfer full): @accounts (of AlpAccount) as a table (RFC 4180, UTF-8, CRLF, a heading line). Main thread. */
GBytes *alp_account_csv_export (AlpEngine *engine, GListModel *accounts, AlpAccountColumns columns);

G_END_DECLS
