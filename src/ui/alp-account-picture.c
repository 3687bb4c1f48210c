/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-account-picture.c: a picture file as the picture of a user account
 *
 * alp_account_picture_prepare () may run on any thread; the rest is the main thread's.  Only PNG and JPEG, told by their first bytes, and
 * only when the header says a size that can be decoded: nothing else reaches a decoder.  What is kept is never the file but a small
 * square PNG of our own, without place, time or camera. */
#include "alp-account-picture.h"

#include <glib/gi18n.h>
#include <string.h>

#define SIDE_MAX 12000
#define PIXELS_MAX (40 * 1000 * 1000)

static guint
be16 (const guint8 *p)
{
  return (guint) p[0] << 8 | p[1];
}

/* Width and height in the IHDR, the first chunk. */
static gboolean
read_png (const guint8 *data, gsize size, guint *width, guint *height)
{
  static const guint8 magic[]
      = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R' };

  if (size < 33 || memcmp (data, magic, sizeof magic) != 0)
    return FALSE;
  *width = be16 (data + 16) << 16 | be16 (data + 18);
  *height = be16 (data + 20) << 16 | be16 (data + 22);
  return TRUE;
}

/* The value of tag 0x0112 in the first directory of an EXIF block, 1 (upright) when it is not there or makes no sense. */
static guint
read_orientation (const guint8 *tiff, gsize size)
{
  gboolean little;
  guint32 at, n;

#define U16(p) (little ? (guint) (p)[0] | (guint) (p)[1] << 8 : be16 (p))
#define U32(p) (little ? U16 (p) | U16 ((p) + 2) << 16 : U16 (p) << 16 | U16 ((p) + 2))
  if (size < 8 || (memcmp (tiff, "II*\0", 4) != 0 && memcmp (tiff, "MM\0*", 4) != 0))
    return 1;
  little = tiff[0] == 'I';
  at = U32 (tiff + 4);
  if (at > size - 2 || size - at < 2)
    return 1;
  n = MIN (U16 (tiff + at), 200);
  at += 2;
  for (guint32 i = 0; i < n && size - at >= 12; i++, at += 12)
    if (U16 (tiff + at) == 0x0112)
      return U16 (tiff + at + 8) >= 1 && U16 (tiff + at + 8) <= 8 ? U16 (tiff + at + 8) : 1;
  return 1;
#undef U16
#undef U32
}

/* The frame header is behind any number of other segments. */
static gboolean
read_jpeg (const guint8 *data, gsize size, guint *width, guint *height, guint *orientation)
{
  gsize at = 2;

  if (size < 4 || data[0] != 0xff || data[1] != 0xd8)
    return FALSE;
  while (size - at >= 4 && data[at] == 0xff)
    {
      guint marker = data[at + 1], length = be16 (data + at + 2);

      if (marker == 0xff)
        {
          at++;
          continue;
        }
      if (length < 2 || length > size - at - 2)
        return FALSE;
      if (marker == 0xe1 && length > 8 && memcmp (data + at + 4, "Exif\0\0", 6) == 0)
        *orientation = read_orientation (data + at + 10, length - 8);
      if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc)
        {
          if (length < 7)
            return FALSE;
          *height = be16 (data + at + 5);
          *width = be16 (data + at + 7);
          return TRUE;
        }
      at += 2 + length;
      if (at > size - 4)
        return FALSE;
    }
  return FALSE;
}

/* Where pixel (x, y) of an upright square lies in the stored one; EXIF's eight ways. */
static void
turn (guint orientation, guint last, guint x, guint y, guint *from_x, guint *from_y)
{
  guint a = orientation >= 5 ? y : x, b = orientation >= 5 ? x : y;

  *from_x = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8 ? last - a : a;
  *from_y = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7 ? last - b : b;
}

/* The middle square of @texture, made smaller by averaging (never larger than it is). */
static GBytes *
make_square (GdkTexture *texture, guint orientation)
{
  guint width = (guint) gdk_texture_get_width (texture), height = (guint) gdk_texture_get_height (texture);
  guint source = MIN (width, height), side = MIN (source, ALP_PICTURE_SIDE);
  guint left = (width - source) / 2, top = (height - source) / 2;
  g_autoptr (GdkTextureDownloader) downloader = gdk_texture_downloader_new (texture);
  g_autofree guint8 *out = g_malloc0 ((gsize) side * side * 4);
  g_autoptr (GBytes) pixels = NULL, bytes = NULL;
  g_autoptr (GdkTexture) small = NULL;
  gsize stride;
  const guint8 *in;

  gdk_texture_downloader_set_format (downloader, GDK_MEMORY_R8G8B8A8_PREMULTIPLIED);
  pixels = gdk_texture_downloader_download_bytes (downloader, &stride);
  in = g_bytes_get_data (pixels, NULL);
  for (guint y = 0; y < side; y++)
    for (guint x = 0; x < side; x++)
      {
        guint sx, sy, x0, x1, y0, y1;
        guint64 sum[4] = { 0 };
        guint8 *to = out + ((gsize) y * side + x) * 4;

        turn (orientation, side - 1, x, y, &sx, &sy);
        x0 = left + (guint) ((guint64) sx * source / side);
        x1 = left
             + MAX ((guint) ((guint64) (sx + 1) * source / side), (guint) ((guint64) sx * source / side) + 1);
        y0 = top + (guint) ((guint64) sy * source / side);
        y1 = top
             + MAX ((guint) ((guint64) (sy + 1) * source / side), (guint) ((guint64) sy * source / side) + 1);
        for (guint v = y0; v < y1; v++)
          for (guint u = x0; u < x1; u++)
            for (guint c = 0; c < 4; c++)
              sum[c] += in[v * stride + (gsize) u * 4 + c];
        for (guint c = 0; c < 4; c++)
          to[c] = (guint8) (sum[c] / ((guint64) (x1 - x0) * (y1 - y0)));
      }
  bytes = g_bytes_new_take (g_steal_pointer (&out), (gsize) side * side * 4);
  small = gdk_memory_texture_new ((int) side, (int) side, GDK_MEMORY_R8G8B8A8_PREMULTIPLIED, bytes,
                                  (gsize) side * 4);
  return gdk_texture_save_to_png_bytes (small);
}

/**
 * alp_account_picture_prepare:
 * @file: a file from anywhere, at most %ALP_PICTURE_FILE_MAX bytes
 * @small: (out): whether it is smaller than %ALP_PICTURE_RECOMMENDED, which is worth a note
 *
 * Blocking, any thread.  The error is a sentence for people.
 *
 * Returns: (transfer full) (nullable): a square PNG of at most %ALP_PICTURE_SIDE pixels
 */
GBytes *
alp_account_picture_prepare (GBytes *file, gboolean *small, GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (file, &size);
  guint width = 0, height = 0, orientation = 1;
  g_autoptr (GdkTexture) texture = NULL;

  if (size > ALP_PICTURE_FILE_MAX)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE,
                           _ ("This file is too large for a picture. 20 MB are possible."));
      return NULL;
    }
  if (data == NULL
      || (!read_png (data, size, &width, &height) && !read_jpeg (data, size, &width, &height, &orientation)))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                           _ ("This file is not a PNG or JPEG picture. Choose another one."));
      return NULL;
    }
  if (width == 0 || height == 0 || width > SIDE_MAX || height > SIDE_MAX || width > PIXELS_MAX / height)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                           _ ("This picture has too many pixels. Choose a smaller one."));
      return NULL;
    }
  texture = gdk_texture_new_from_bytes (file, NULL);
  /* The decoder has the last word about the size. */
  if (texture == NULL || gdk_texture_get_width (texture) > SIDE_MAX
      || gdk_texture_get_height (texture) > SIDE_MAX)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           _ ("This picture is damaged and cannot be shown. Choose another one."));
      return NULL;
    }
  *small = MIN (width, height) < ALP_PICTURE_RECOMMENDED;
  return make_square (texture, orientation);
}

/**
 * alp_account_picture_load:
 * @picture: (nullable): what alp_account_picture_prepare () made
 *
 * Returns: (transfer full) (nullable): to be shown; %NULL when it is nothing of ours
 */
GdkTexture *
alp_account_picture_load (GBytes *picture)
{
  gsize size = 0;
  const guint8 *data = picture != NULL ? g_bytes_get_data (picture, &size) : NULL;
  guint width = 0, height = 0;

  if (data == NULL || !read_png (data, size, &width, &height) || width > ALP_PICTURE_SIDE
      || height > ALP_PICTURE_SIDE)
    return NULL;
  return gdk_texture_new_from_bytes (picture, NULL);
}

/* ---- choosing a file ---- */

typedef struct
{
  GBytes *picture;
  gboolean small;
} Chosen;

static void
chosen_free (gpointer data)
{
  Chosen *chosen = data;

  g_bytes_unref (chosen->picture);
  g_free (chosen);
}

static GBytes *
read_file (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInputStream) stream = g_file_read (file, cancellable, error);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  gssize n = -1;

  while (stream != NULL && bytes->len <= ALP_PICTURE_FILE_MAX)
    {
      guint8 buffer[16384];

      n = g_input_stream_read (G_INPUT_STREAM (stream), buffer, sizeof buffer, cancellable, error);
      if (n <= 0)
        break;
      g_byte_array_append (bytes, buffer, (guint) n);
    }
  return stream != NULL && n >= 0 ? g_byte_array_free_to_bytes (g_steal_pointer (&bytes)) : NULL;
}

static void
prepare_in_thread (GTask *task, gpointer source, gpointer file, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = read_file (file, cancellable, &error);
  Chosen *chosen = g_new0 (Chosen, 1);

  chosen->picture = bytes != NULL ? alp_account_picture_prepare (bytes, &chosen->small, &error) : NULL;
  if (chosen->picture != NULL)
    g_task_return_pointer (task, chosen, chosen_free);
  else
    {
      g_free (chosen);
      g_task_return_error (task, g_steal_pointer (&error));
    }
}

static void
on_file (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  GFile *file = gtk_file_dialog_open_finish (GTK_FILE_DIALOG (source), result, &error);

  if (file == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_task_set_task_data (task, file, g_object_unref);
  g_task_run_in_thread (task, prepare_in_thread);
}

/**
 * alp_account_picture_choose_async:
 *
 * Lets the person choose a file and makes a picture of it.
 */
void
alp_account_picture_choose_async (GtkWindow *parent, GCancellable *cancellable, GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_add_mime_type (filter, "image/png");
  gtk_file_filter_add_mime_type (filter, "image/jpeg");
  gtk_file_filter_set_name (filter, _ ("Pictures"));
  gtk_file_dialog_set_title (dialog, _ ("Choose a Picture"));
  gtk_file_dialog_set_default_filter (dialog, filter);
  gtk_file_dialog_open (dialog, parent, cancellable, on_file,
                        g_task_new (parent, cancellable, callback, user_data));
}

/**
 * alp_account_picture_choose_finish:
 * @small: (out): as alp_account_picture_prepare ()
 *
 * Returns: (transfer full) (nullable): the picture; %NULL with %GTK_DIALOG_ERROR_DISMISSED when none was chosen
 */
GBytes *
alp_account_picture_choose_finish (GtkWindow *parent, GAsyncResult *result, gboolean *small, GError **error)
{
  Chosen *chosen = g_task_propagate_pointer (G_TASK (result), error);
  GBytes *picture;

  if (chosen == NULL)
    return NULL;
  picture = g_bytes_ref (chosen->picture);
  *small = chosen->small;
  chosen_free (chosen);
  return picture;
}
