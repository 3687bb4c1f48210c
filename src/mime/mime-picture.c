/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime-picture.c: pictures made small for a list of files, decoded in a shut-in process.  Blocking; any thread. */

#include "mime-picture.h"

#include <string.h>

#include "mime-helper.h"
#include "mime-message.h"

#define HELPER "alpenpost-picture"
#define MAX_FILE (32u * 1024 * 1024)
#define MAX_SIZE 512

/** mime_picture_free: frees it; %NULL is allowed. */
void
mime_picture_free (MimePicture *self)
{
  if (self == NULL)
    return;
  g_bytes_unref (self->pixels);
  g_free (self);
}

/** mime_picture_is_type: Returns: whether a MIME type is that of a picture that can be made small; one that draws others is not */
gboolean
mime_picture_is_type (const char *type)
{
  static const char *const types[]
      = { "image/png", "image/jpeg", "image/jpg", "image/gif", "image/bmp", "image/webp", "image/tiff" };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_ascii_strcasecmp (type, types[i]) == 0)
      return TRUE;
  return FALSE;
}

static guint
number_at (const guint8 *data)
{
  return (guint) data[0] | (guint) data[1] << 8 | (guint) data[2] << 16 | (guint) data[3] << 24;
}

/**
 * mime_picture_shrink:
 * @size: pixels, at most 512
 *
 * Errors: those of mime_helper_run (), MIME_ERROR_TOO_LARGE. Returns: (transfer full) (nullable): no side longer than @size
 */
MimePicture *
mime_picture_shrink (GBytes *bytes, guint size, GError **error)
{
  g_autofree char *argument = g_strdup_printf ("%u", MIN (size, MAX_SIZE));
  g_autoptr (GBytes) output = NULL;
  MimePicture *self;
  const guint8 *data;
  gsize length;
  guint width, height;

  if (g_bytes_get_size (bytes) > MAX_FILE)
    {
      g_set_error_literal (error, MIME_ERROR, MIME_ERROR_TOO_LARGE, "the picture is too large");
      return NULL;
    }
  output = mime_helper_run (HELPER, argument, bytes, 8 + 4 * MAX_SIZE * MAX_SIZE, error);
  if (output == NULL)
    return NULL;
  data = g_bytes_get_data (output, &length);
  width = length >= 8 ? number_at (data) : 0;
  height = length >= 8 ? number_at (data + 4) : 0;
  if (width < 1 || height < 1 || width > MAX_SIZE || height > MAX_SIZE
      || length != 8 + (gsize) width * height * 4)
    {
      g_set_error_literal (error, MIME_ERROR, MIME_ERROR_INVALID, "the picture cannot be decoded");
      return NULL;
    }
  self = g_new0 (MimePicture, 1);
  self->width = width;
  self->height = height;
  self->pixels = g_bytes_new_from_bytes (output, 8, length - 8);
  return self;
}
