/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Extensions we know. The order is that of the table in imap-capability.c. */
typedef enum
{
  IMAP_EXTENSION_IMAP4REV1 = 0,
  IMAP_EXTENSION_IMAP4REV2,
  IMAP_EXTENSION_STARTTLS,
  IMAP_EXTENSION_LOGINDISABLED,
  IMAP_EXTENSION_SASL_IR,
  IMAP_EXTENSION_ENABLE,
  IMAP_EXTENSION_CONDSTORE,
  IMAP_EXTENSION_QRESYNC,
  IMAP_EXTENSION_IDLE,
  IMAP_EXTENSION_NOTIFY,
  IMAP_EXTENSION_COMPRESS_DEFLATE,
  IMAP_EXTENSION_LITERAL_PLUS,
  IMAP_EXTENSION_LITERAL_MINUS,
  IMAP_EXTENSION_MOVE,
  IMAP_EXTENSION_UIDPLUS,
  IMAP_EXTENSION_SPECIAL_USE,
  IMAP_EXTENSION_CREATE_SPECIAL_USE,
  IMAP_EXTENSION_LIST_EXTENDED,
  IMAP_EXTENSION_LIST_STATUS,
  IMAP_EXTENSION_STATUS_SIZE,
  IMAP_EXTENSION_ESEARCH,
  IMAP_EXTENSION_OBJECTID,
  IMAP_EXTENSION_NAMESPACE,
  IMAP_EXTENSION_ID,
  IMAP_EXTENSION_UTF8_ACCEPT,
  IMAP_EXTENSION_UTF8_ONLY,
  IMAP_EXTENSION_UNSELECT,
  IMAP_EXTENSION_GMAIL,
  IMAP_EXTENSION_XLIST,
  IMAP_EXTENSION_MULTIAPPEND,
  IMAP_EXTENSION_BINARY,
  IMAP_EXTENSION_PREVIEW,
  IMAP_EXTENSION_SAVEDATE,
  IMAP_EXTENSION_APPENDLIMIT,
  IMAP_EXTENSION_QUOTA,
  IMAP_EXTENSION_ACL,
  IMAP_EXTENSION_METADATA,
  IMAP_EXTENSION_METADATA_SERVER,
  IMAP_N_EXTENSIONS
} ImapExtension;

/* ImapCapabilities: one CAPABILITY list (RFC 9051 7.2.2), as a value. */
typedef struct
{
  gboolean known;       /* a list was received */
  guint64 bits;         /* 1 << ImapExtension */
  guint64 off;          /* switched off at run time: announced, but does not work */
  guint64 append_limit; /* RFC 7889; 0: none said, or one per folder */
  GPtrArray *names;     /* (nullable): upper case, as sent */
} ImapCapabilities;

void imap_capabilities_clear (ImapCapabilities *self);
void imap_capabilities_parse (ImapCapabilities *self, const char *text, gsize length);
gboolean imap_capabilities_has (const ImapCapabilities *self, ImapExtension extension);
gboolean imap_capabilities_has_name (const ImapCapabilities *self, const char *name);
char *imap_capabilities_dup_mechanisms (const ImapCapabilities *self);
void imap_capabilities_switch_off (ImapCapabilities *self, ImapExtension extension);
guint64 imap_extensions_parse (const char *names);
char *imap_extensions_format (guint64 bits);

G_END_DECLS
