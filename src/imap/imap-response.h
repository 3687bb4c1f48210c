/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "imap-fetch.h"
#include "imap-framer.h"
#include "imap-value.h"

G_BEGIN_DECLS

typedef enum
{
  IMAP_RESPONSE_DATA = 1, /* untagged data: word, number, tree */
  IMAP_RESPONSE_STATUS,   /* untagged OK, NO, BAD, BYE, PREAUTH */
  IMAP_RESPONSE_TAGGED,
  IMAP_RESPONSE_CONTINUATION, /* "+": text */
} ImapResponseKind;

typedef enum
{
  IMAP_STATUS_NONE = 0,
  IMAP_STATUS_OK,
  IMAP_STATUS_NO,
  IMAP_STATUS_BAD,
  IMAP_STATUS_BYE,
  IMAP_STATUS_PREAUTH,
} ImapStatusKind;

/* ImapResponse: one response, its head understood (RFC 9051 7). */
typedef struct
{
  ImapResponseKind kind;
  char *tag; /* (nullable) */
  ImapStatusKind status;
  char *code;      /* (nullable): upper case, e.g. "UIDNEXT" */
  char *code_rest; /* (nullable): what follows it in the brackets */
  char *text;      /* (nullable): human text, cleaned, ≤ 200 characters; continuation: as it is */
  gboolean has_number;
  guint32 number;   /* of "* 12 FETCH" */
  char word[24];    /* upper case: "FETCH", "LIST" …; "" when longer than any we know */
  ImapTree *tree;   /* (nullable): what follows the word; only for IMAP_RESPONSE_DATA */
  ImapFetch *fetch; /* (nullable): private */
  gboolean fetch_failed;
} ImapResponse;

ImapResponse *imap_response_parse (GString *text, GPtrArray *literals, GError **error);
ImapFetch *imap_response_get_fetch (ImapResponse *self);
void imap_response_free (ImapResponse *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImapResponse, imap_response_free)

void imap_error_set_refused (GError **error, const char *verb, ImapStatusKind status, const char *code,
                             const char *text);

G_END_DECLS
