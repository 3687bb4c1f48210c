/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One mailbox of an address field. The address was taken before any decoding; only the name is decoded. */
typedef struct
{
  char *name;  /* UTF-8 without controls; "" when there is none */
  char *email; /* "" when the field could not be understood: then name holds it as it stood */
  char *
      group; /* nullable: the group it stands in; of an empty group there is one entry, name as group, no email */
} MimeAddress;

#define MIME_MAX_ADDRESSES 5000

GPtrArray *mime_addresses_parse (const char *field); /* MimeAddress */
MimeAddress *mime_address_new (const char *name, const char *email);
MimeAddress *mime_address_copy (const MimeAddress *self);
void mime_address_free (MimeAddress *self);
char *mime_address_format (const MimeAddress *self);
char *mime_addresses_to_text (GPtrArray *addresses, guint max);
gboolean mime_address_is_valid (const char *email);
gboolean mime_address_equal (const char *email_a, const char *email_b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MimeAddress, mime_address_free)

G_END_DECLS
