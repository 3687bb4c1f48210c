/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "alp-facts.h"

G_BEGIN_DECLS

typedef struct
{
  char *name; /* "" */
  char *email;
} AlpParsedAddress;

typedef struct
{
  char *section; /* "1.2" */
  char *type;
  char *name;        /* "" when the message gives none */
  guint64 size;      /* decoded */
  char *sha256;      /* of the decoded bytes; "" unless asked for */
  char *disposition; /* "attachment", "inline", "" */
  char *content_id;  /* "" */
  gboolean attachment;
  GBytes *bytes; /* nullable: decoded, kept for small inline images */
} AlpParsedPart;

/* AlpParsed: one message, decoded and made safe. A record: never changes, any thread. Strings are valid UTF-8, never NULL
 * unless marked. */
typedef struct
{
  GBytes *source;
  GBytes *opened;    /* nullable: the message with its winmail.dat unpacked; @parts are of this one then */
  gint64 account_id; /* the address it came to, 0: none */
  AlpFacts *facts;
  char *subject;
  GPtrArray *from; /* (element-type AlpParsedAddress) */
  GPtrArray *reply_to;
  GPtrArray *to;
  GPtrArray *cc;
  GPtrArray *bcc;
  gint64 date; /* Unix seconds, 0: none */
  char *message_id;
  char *in_reply_to;
  char **references;
  GPtrArray *parts; /* (element-type AlpParsedPart): leaves, in order */
  char *text;
  char *html; /* nullable: sanitised */
  char *text_html;
  guint remote_images;
  GPtrArray *remote; /* (element-type utf8): their addresses; in @html the n-th is alp-part:ID/remote/n */
  guint trackers;
  char **defects;
} AlpParsed;

typedef enum
{
  ALP_PARSE_DEFAULT = 0,
  ALP_PARSE_HASHES = 1 << 0, /* sha256 of every part */
} AlpParseFlags;

AlpParsed *alp_parse_bytes (GBytes *source, gint64 message_id, AlpParseFlags flags, GError **error);
GBytes *alp_parse_load_file (const char *path, GError **error);
AlpParsed *alp_parse_file (const char *path, AlpParseFlags flags, GError **error);
void alp_parsed_free (AlpParsed *self);
/* Name <address>, … */
char *alp_parsed_addresses_to_text (GPtrArray *addresses);
/* The header block: up to and without the empty line. Valid UTF-8. */
char *alp_parse_dup_header_block (GBytes *source);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AlpParsed, alp_parsed_free)

G_END_DECLS
