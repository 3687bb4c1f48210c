/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-picture.c: pictures are made small in a process that is shut in; bombs and rubbish give none (hostile-content C-048) */

#include <gio/gio.h>
#include <string.h>

#include "mime-helper.h"
#include "mime-message.h"
#include "mime-picture.h"

static void
test_walls (void)
{
  g_autofree char *helper = mime_helper_find ("alpenpost-picture");
  g_autoptr (GSubprocess) process
      = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL, helper, "--try", NULL);

  g_assert_true (g_subprocess_wait (process, NULL, NULL));
  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
}

/* An uncompressed BMP of one colour. */
static GBytes *
make_bmp (guint32 width, guint32 height, gboolean whole)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  guint32 row = (width * 3 + 3) & ~3u, pixels = whole ? row * height : 64;
  const guint32 head[]
      = { 54 + pixels, 0, 54, 40, width, height, 1 | 24u << 16, 0, pixels, 2835, 2835, 0, 0 };

  g_byte_array_append (out, (const guint8 *) "BM", 2);
  g_byte_array_append (out, (const guint8 *) head, sizeof head);
  g_byte_array_set_size (out, 54 + pixels);
  memset (out->data + 54, 0x40, pixels);
  return g_bytes_new (out->data, out->len);
}

static void
test_shrink (void)
{
  g_autoptr (GBytes) bytes = make_bmp (400, 200, TRUE);
  g_autoptr (GError) error = NULL;
  g_autoptr (MimePicture) picture = mime_picture_shrink (bytes, 64, &error);
  const guint8 *pixel;

  g_assert_no_error (error);
  g_assert_cmpuint (picture->width, ==, 64);
  g_assert_cmpuint (picture->height, ==, 32);
  pixel = g_bytes_get_data (picture->pixels, NULL);
  g_assert_cmpuint (pixel[0], ==, 0x40);
  g_assert_cmpuint (pixel[3], ==, 0xFF);
}

static void
test_hostile (void)
{
  static const char svg[]
      = "<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>";
  g_autoptr (GBytes) bomb = make_bmp (60000, 60000, FALSE);
  g_autoptr (GBytes) rubbish = g_bytes_new_static ("\x89PNG\r\n\x1a\n rubbish", 16);
  g_autoptr (GBytes) drawing = g_bytes_new_static (svg, sizeof svg - 1);
  g_autoptr (GBytes) empty = g_bytes_new (NULL, 0);
  GBytes *all[] = { bomb, rubbish, drawing, empty };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (mime_picture_shrink (all[i], 64, &error));
      g_assert_error (error, MIME_ERROR, MIME_ERROR_INVALID);
    }
  g_assert_false (mime_picture_is_type ("image/svg+xml"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mime/picture/walls", test_walls);
  g_test_add_func ("/mime/picture/shrink", test_shrink);
  g_test_add_func ("/mime/picture/hostile", test_hostile);
  return g_test_run ();
}
