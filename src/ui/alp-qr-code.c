/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-qr-code.c: a text as a QR code (ISO/IEC 18004), by libqrencode.
 *
 * Any thread.  Always dark on white with the quiet zone of four dots: a phone reads nothing else reliably, whatever the
 * look of the program. */
#include "alp-qr-code.h"

#include <qrencode.h>

#define QUIET 4
#define LONGEST 2000 /* bytes; what level M still holds */

/**
 * alp_qr_code_render:
 * @text: UTF-8
 * @dot: side of one module in pixels, 1 to 32
 *
 * Returns: (transfer full) (nullable): the picture, or %NULL when @text is empty or longer than a code can hold
 */
GdkTexture *
alp_qr_code_render (const char *text, guint dot)
{
  QRcode *code;
  gsize side, stride;
  guint8 *pixels;
  g_autoptr (GBytes) bytes = NULL;

  dot = CLAMP (dot, 1, 32);
  if (text == NULL || *text == '\0' || strlen (text) > LONGEST)
    return NULL;
  code = QRcode_encodeString8bit (text, 0, QR_ECLEVEL_M);
  if (code == NULL)
    return NULL;
  side = ((gsize) code->width + 2 * QUIET) * dot;
  stride = side * 3;
  pixels = g_malloc (stride * side);
  memset (pixels, 0xff, stride * side);
  for (gsize y = 0; y < (gsize) code->width * dot; y++)
    for (gsize x = 0; x < (gsize) code->width * dot; x++)
      if (code->data[(y / dot) * (gsize) code->width + x / dot] & 1)
        memset (pixels + (y + QUIET * dot) * stride + (x + QUIET * dot) * 3, 0, 3);
  QRcode_free (code);
  bytes = g_bytes_new_take (pixels, stride * side);
  return gdk_memory_texture_new ((int) side, (int) side, GDK_MEMORY_R8G8B8, bytes, stride);
}
