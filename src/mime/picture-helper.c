/* SPDX-License-Identifier: GPL-3.0-or-later */
/* picture-helper.c SIZE: a picture made small, in a process that can do nothing else
 *
 * Reads one picture from standard input and writes width and height (four bytes each, little endian) and its pixels (RGBA)
 * to standard output, at most SIZE pixels wide and high. The decoders are loaded, then the process shuts itself in, then it
 * looks at the first byte (hostile-content C-048). */

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "helper-walls.h"

#define MAX_FILE (32u * 1024 * 1024)
#define MAX_PIXELS (64.0 * 1000 * 1000)
#define MAX_MEMORY (768ul * 1024 * 1024)
#define SECONDS 2

static int size = 128;

static void
put (const guchar *data, gsize length)
{
  while (length > 0)
    {
      ssize_t n = write (1, data, length);

      if (n <= 0)
        _exit (4);
      data += n;
      length -= (gsize) n;
    }
}

static void
put_number (int number)
{
  const guchar bytes[] = { (guchar) number, (guchar) (number >> 8), (guchar) (number >> 16), 0 };

  put (bytes, sizeof bytes);
}

static void
on_size (GdkPixbufLoader *loader, int width, int height, gpointer unused)
{
  double scale = MIN (1.0, (double) size / MAX (width, height));

  if (width < 1 || height < 1 || (double) width * height > MAX_PIXELS)
    _exit (3);
  gdk_pixbuf_loader_set_size (loader, MAX ((int) (width * scale + 0.5), 1),
                              MAX ((int) (height * scale + 0.5), 1));
}

/* A decoder that is a module of its own could not be loaded later. */
static void
load_decoders (void)
{
  static const char *const types[] = { "png", "jpeg", "gif", "bmp", "webp", "tiff", "ico" };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      GdkPixbufLoader *loader = gdk_pixbuf_loader_new_with_type (types[i], NULL);

      if (loader == NULL)
        continue;
      gdk_pixbuf_loader_close (loader, NULL);
      g_object_unref (loader);
    }
}

static void
feed (GdkPixbufLoader *loader)
{
  static guchar buffer[64 * 1024];
  gsize total = 0;

  for (;;)
    {
      ssize_t n = read (0, buffer, sizeof buffer);

      if (n < 0)
        _exit (4);
      if (n == 0)
        return;
      total += (gsize) n;
      if (total > MAX_FILE || !gdk_pixbuf_loader_write (loader, buffer, (gsize) n, NULL))
        _exit (3);
    }
}

int
main (int argc, char **argv)
{
  GdkPixbufLoader *loader;
  GdkPixbuf *pixbuf, *whole;

  if (argc > 1 && strcmp (argv[1], "--try") != 0)
    size = CLAMP (atoi (argv[1]), 16, 512);
  load_decoders ();
  loader = gdk_pixbuf_loader_new ();
  g_signal_connect (loader, "size-prepared", G_CALLBACK (on_size), NULL);
  helper_shut_in (SECONDS, MAX_MEMORY);
  if (argc > 1 && strcmp (argv[1], "--try") == 0)
    _exit (helper_try_to_get_out ());
  feed (loader);
  if (!gdk_pixbuf_loader_close (loader, NULL) || (pixbuf = gdk_pixbuf_loader_get_pixbuf (loader)) == NULL)
    _exit (2);
  whole = gdk_pixbuf_add_alpha (gdk_pixbuf_apply_embedded_orientation (pixbuf), FALSE, 0, 0, 0);
  put_number (gdk_pixbuf_get_width (whole));
  put_number (gdk_pixbuf_get_height (whole));
  for (int y = 0; y < gdk_pixbuf_get_height (whole); y++)
    put (gdk_pixbuf_read_pixels (whole) + (gsize) y * (gsize) gdk_pixbuf_get_rowstride (whole),
         (gsize) gdk_pixbuf_get_width (whole) * 4);
  _exit (0);
}
