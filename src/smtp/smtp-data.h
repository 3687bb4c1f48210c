/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a message needs of the server. */
typedef struct
{
  gboolean has_8bit;      /* any byte over 127 */
  gboolean has_8bit_header; /* one of them before the first empty line: needs SMTPUTF8 */
} SmtpDataFacts;

GBytes *smtp_data_normalize (GBytes *message, SmtpDataFacts *facts);
GBytes *smtp_data_stuff (GBytes *normalized);
gboolean smtp_data_address_is_safe (const char *address);

G_END_DECLS
