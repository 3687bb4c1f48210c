/* SPDX-License-Identifier: GPL-3.0-or-later */
/* net-deflate.c: a compressed connection, with a cap on what it may blow up to
 *
 * Raw DEFLATE both ways (RFC 4978). Input is expanded piece by piece into the caller's bounded buffer, so a bomb costs
 * time, not memory; and it ends when more than 64 MiB have come out at a ratio over 100:1 (hostile-servers I-30).
 * One thread: the stream's. */

#include "net-deflate.h"

#include <zlib.h>

#include "net-error.h"

#define FREE_BYTES (64 * 1024 * 1024)
#define MAX_RATIO 100

struct _NetDeflate
{
  z_stream deflater;
  z_stream inflater;
  GByteArray *raw; /* compressed input not expanded yet */
  gsize raw_position;
  gboolean more_inside; /* the inflater may have output left without more input */
  gboolean unflushed;
  guint64 bytes_in;
  guint64 bytes_out;
};

/** net_deflate_new: Returns: (transfer full): a fresh pair of streams, window 32 KiB */
NetDeflate *
net_deflate_new (void)
{
  NetDeflate *self = g_new0 (NetDeflate, 1);

  if (deflateInit2 (&self->deflater, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) != Z_OK
      || inflateInit2 (&self->inflater, -15) != Z_OK)
    g_error ("zlib cannot start: out of memory");
  self->raw = g_byte_array_new ();
  return self;
}

void
net_deflate_free (NetDeflate *self)
{
  if (self == NULL)
    return;
  deflateEnd (&self->deflater);
  inflateEnd (&self->inflater);
  g_byte_array_unref (self->raw);
  g_free (self);
}

static void
run_deflater (NetDeflate *self, int flush, GByteArray *out)
{
  guint8 piece[8192];

  do
    {
      self->deflater.next_out = piece;
      self->deflater.avail_out = sizeof piece;
      deflate (&self->deflater, flush);
      g_byte_array_append (out, piece, sizeof piece - self->deflater.avail_out);
    }
  while (self->deflater.avail_out == 0);
}

/** net_deflate_compress: appends the compressed form to @out; some of it stays inside until the flush */
void
net_deflate_compress (NetDeflate *self, const void *data, gsize length, GByteArray *out)
{
  const guint8 *at = data;

  while (length > 0)
    {
      gsize n = MIN (length, 1 << 20);

      self->deflater.next_in = (Bytef *) at;
      self->deflater.avail_in = n;
      run_deflater (self, Z_NO_FLUSH, out);
      at += n;
      length -= n;
    }
  self->unflushed = TRUE;
}

/** net_deflate_flush: appends what is still inside, so that the peer can read everything */
void
net_deflate_flush (NetDeflate *self, GByteArray *out)
{
  if (!self->unflushed)
    return;
  self->deflater.next_in = NULL;
  self->deflater.avail_in = 0;
  run_deflater (self, Z_SYNC_FLUSH, out);
  self->unflushed = FALSE;
}

/** net_deflate_feed: compressed bytes from the server */
void
net_deflate_feed (NetDeflate *self, const void *data, gsize length)
{
  if (self->raw_position > 0)
    {
      g_byte_array_remove_range (self->raw, 0, self->raw_position);
      self->raw_position = 0;
    }
  g_byte_array_append (self->raw, data, length);
  self->bytes_in += length;
}

/** net_deflate_has_input: Returns: whether net_deflate_take () may give something without another feed */
gboolean
net_deflate_has_input (NetDeflate *self)
{
  return self->more_inside || self->raw_position < self->raw->len;
}

/**
 * net_deflate_take:
 * @size: of @buffer, > 0
 *
 * Returns: bytes put into @buffer, 0 when more input is needed, -1 with NET_ERROR_DECOMPRESS
 */
gssize
net_deflate_take (NetDeflate *self, void *buffer, gsize size, GError **error)
{
  gsize n;
  int status;

  self->inflater.next_in = self->raw->data + self->raw_position;
  self->inflater.avail_in = self->raw->len - self->raw_position;
  self->inflater.next_out = buffer;
  self->inflater.avail_out = MIN (size, G_MAXINT);
  status = inflate (&self->inflater, Z_SYNC_FLUSH);
  n = MIN (size, G_MAXINT) - self->inflater.avail_out;
  self->raw_position = self->raw->len - self->inflater.avail_in;
  self->more_inside = self->inflater.avail_out == 0;
  self->bytes_out += n;
  /* The server may end its stream before it closes (Dovecot at LOGOUT): what came is good, and no more comes. */
  if (status != Z_OK && status != Z_BUF_ERROR && status != Z_STREAM_END)
    {
      g_set_error (error, NET_ERROR, NET_ERROR_DECOMPRESS, "the compressed stream is broken");
      return -1;
    }
  if (self->bytes_out > FREE_BYTES && self->bytes_out / MAX_RATIO > self->bytes_in)
    {
      g_set_error (error, NET_ERROR, NET_ERROR_DECOMPRESS, "the compressed stream grows over %d:1",
                   MAX_RATIO);
      return -1;
    }
  return n;
}
