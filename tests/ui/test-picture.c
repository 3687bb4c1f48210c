/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-picture.c: a file becomes the picture of a user account, or is refused in words */
#include "alp-account-picture.h"

#include <string.h>

/* A PNG of @width x @height: red left, blue right. */
static GBytes *
make_png (int width, int height)
{
  gsize stride = (gsize) width * 4;
  guint8 *pixels = g_malloc0 (stride * (gsize) height);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GdkTexture) texture = NULL;

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      {
        pixels[(gsize) y * stride + (gsize) x * 4 + (x < width / 2 ? 0 : 2)] = 0xff;
        pixels[(gsize) y * stride + (gsize) x * 4 + 3] = 0xff;
      }
  bytes = g_bytes_new_take (pixels, stride * (gsize) height);
  texture = gdk_memory_texture_new (width, height, GDK_MEMORY_R8G8B8A8, bytes, stride);
  return gdk_texture_save_to_png_bytes (texture);
}

static void
test_good (void)
{
  const struct
  {
    int width;
    int height;
    int side;
    gboolean small;
  } table[] = { { 300, 300, 256, FALSE }, { 1000, 400, 256, FALSE }, { 210, 210, 210, FALSE },
                { 209, 500, 209, TRUE },  { 1, 1, 1, TRUE },         { 3, 1, 1, TRUE } };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (GBytes) file = make_png (table[i].width, table[i].height);
      g_autoptr (GError) error = NULL;
      gboolean small = FALSE;
      g_autoptr (GBytes) picture = alp_account_picture_prepare (file, &small, &error);
      g_autoptr (GdkTexture) texture = alp_account_picture_load (picture);

      g_assert_no_error (error);
      g_assert_nonnull (texture);
      g_assert_cmpint (gdk_texture_get_width (texture), ==, table[i].side);
      g_assert_cmpint (gdk_texture_get_height (texture), ==, table[i].side);
      g_assert_cmpint (small, ==, table[i].small);
    }
}

/* The middle is kept: both colors are in it, one on each side. */
static void
test_middle (void)
{
  g_autoptr (GBytes) file = make_png (1000, 400);
  gboolean small = FALSE;
  g_autoptr (GBytes) picture = alp_account_picture_prepare (file, &small, NULL);
  g_autoptr (GdkTexture) texture = alp_account_picture_load (picture);
  g_autofree guint8 *pixels = g_malloc (256 * 256 * 4);
  g_autoptr (GdkTextureDownloader) downloader = gdk_texture_downloader_new (texture);

  gdk_texture_downloader_set_format (downloader, GDK_MEMORY_R8G8B8A8);
  gdk_texture_downloader_download_into (downloader, pixels, 256 * 4);
  g_assert_cmpint (pixels[0], ==, 0xff);
  g_assert_cmpint (pixels[2], ==, 0);
  g_assert_cmpint (pixels[255 * 4], ==, 0);
  g_assert_cmpint (pixels[255 * 4 + 2], ==, 0xff);
}

static void
refuse (GBytes *file)
{
  g_autoptr (GError) error = NULL;
  gboolean small = FALSE;

  g_assert_null (alp_account_picture_prepare (file, &small, &error));
  g_assert_nonnull (error);
  g_assert_cmpuint (strlen (error->message), >, 20);
  g_assert_null (alp_account_picture_load (file));
}

static void
test_bad (void)
{
  static const struct
  {
    const char *data;
    gsize size;
  } table[] = {
    { "", 0 },
    { "no picture at all, but some words", 33 },
    { "GIF89a\1\0\1\0\0\0\0;", 14 },
    { "<svg xmlns='http://www.w3.org/2000/svg'/>", 41 },
    { "\x89PNG\r\n\x1a\n", 8 },
    /* a header that promises 4 billion pixels a side, and one of none */
    { "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xff\xff\xff\xff\xff\xff\xff\x08\6\0\0\0\0\0\0\0", 33 },
    { "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\0\0\0\0\0\x08\6\0\0\0\0\0\0\0", 33 },
    /* just small enough a side, too much together */
    { "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x2e\xe0\0\0\x2e\xe0\x08\6\0\0\0\0\0\0\0", 33 },
    { "\xff\xd8", 2 },
    { "\xff\xd8\xff\xe0\xff\xff", 6 },
    { "\xff\xd8\xff\xe0\0\0\0\0", 8 },
    { "\xff\xd8\xff\xff\xff\xff\xff\xff\xff", 9 },
    { "\xff\xd8\xff\xc0\0\4\1\1", 8 },
    { "\xff\xd8\xff\xc0\0\x11\x08\xff\xff\xff\xff\3\1\0\0\0\0\0\0\0\0", 21 },
    { "\xff\xd8\xff\xe1\0\x10"
      "Exif\0\0II*\0\xff\xff\xff\xff",
      20 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      /* Exactly as large as it is: what reads past the end is seen. */
      g_autoptr (GBytes) file = g_bytes_new (table[i].data, table[i].size);

      refuse (file);
    }
}

static void
test_cut (void)
{
  g_autoptr (GBytes) whole = make_png (64, 64);
  gsize size = g_bytes_get_size (whole);

  for (gsize n = 0; n + 16 < size; n += 7)
    {
      g_autoptr (GBytes) cut = g_bytes_new (g_bytes_get_data (whole, NULL), n);
      g_autoptr (GBytes) picture = NULL;
      gboolean small = FALSE;

      /* A decoder may make something of a cut file; what comes out is a picture of ours or nothing. */
      picture = alp_account_picture_prepare (cut, &small, NULL);
      if (picture != NULL)
        {
          g_autoptr (GdkTexture) texture = alp_account_picture_load (picture);

          g_assert_nonnull (texture);
        }
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/picture/good", test_good);
  g_test_add_func ("/ui/picture/middle", test_middle);
  g_test_add_func ("/ui/picture/bad", test_bad);
  g_test_add_func ("/ui/picture/cut", test_cut);
  return g_test_run ();
}
