/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* SmtpData: what must be known of a message before it may be sent. */
typedef struct
{
  guint64 size;         /* bytes with CRLF line ends, before dot stuffing */
  guint64 longest_line; /* without its end */
  gboolean is_8bit;
  gboolean has_8bit_header;
} SmtpData;

void smtp_data_scan (const guint8 *bytes, gsize length, SmtpData *facts);
void smtp_data_append (const guint8 *bytes, gsize length, gboolean stuff_dots, GByteArray *out);

/* The same, piece by piece: a reader that fills @out up to about @size bytes a call; FALSE at the end. */
typedef struct
{
  const guint8 *bytes;
  gsize length;
  gsize position;
  gboolean stuff_dots;
  gboolean in_line; /* something of the present line was written */
} SmtpDataReader;

void smtp_data_reader_init (SmtpDataReader *self, const guint8 *bytes, gsize length, gboolean stuff_dots);
gboolean smtp_data_reader_next (SmtpDataReader *self, gsize size, GByteArray *out);

G_END_DECLS
