/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-style.c: accent colour and light or dark, for the whole program.
 *
 * Main thread.  Widgets never name a colour: they use libadwaita's named colours and --alp-brand-color, and this
 * module decides what those are.  Pink and blue override the accent variables in one CSS provider; "system" leaves
 * libadwaita's own (which follow the desktop's accent).  Each pair of text and ground reaches WCAG AA (4.5:1); because
 * white on #0098FF would not, the blue fill is a shade deeper than the brand blue, which stays for shapes without text. */
#include "alp-style.h"

#include <math.h>

struct _AlpStyle
{
  GObject parent_instance;

  AlpAccent accent;
  AlpScheme scheme;
  GtkCssProvider *provider;
};

G_DEFINE_FINAL_TYPE (AlpStyle, alp_style, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* [accent][dark] */
static const AlpPalette palettes[2][2] = {
  [ALP_ACCENT_PINK] = {
      { "#bc0055", "#bc0055", "#ffffff", "#bc0055" },
      { "#ef8ba4", "#ef8ba4", "#3a0018", "#ef8ba4" },
  },
  [ALP_ACCENT_BLUE] = {
      { "#0098ff", "#0073c7", "#ffffff", "#006bb8" },
      { "#4cb7ff", "#4cb7ff", "#00263f", "#4cb7ff" },
  },
};

/**
 * alp_palette_get:
 *
 * Returns: (nullable) (transfer none): the colours, or %NULL for %ALP_ACCENT_SYSTEM, where libadwaita's own apply.
 */
const AlpPalette *
alp_palette_get (AlpAccent accent, gboolean dark)
{
  if (accent != ALP_ACCENT_PINK && accent != ALP_ACCENT_BLUE)
    return NULL;
  return &palettes[accent][dark ? 1 : 0];
}

static double
linear (double channel)
{
  return channel <= 0.04045 ? channel / 12.92 : pow ((channel + 0.055) / 1.055, 2.4);
}

static double
luminance (const GdkRGBA *c)
{
  return 0.2126 * linear (c->red) + 0.7152 * linear (c->green) + 0.0722 * linear (c->blue);
}

/**
 * alp_color_contrast:
 *
 * The contrast ratio of two opaque colours (WCAG 2.2, 1.4.3), 1 to 21.
 */
double
alp_color_contrast (const GdkRGBA *a, const GdkRGBA *b)
{
  double la = luminance (a), lb = luminance (b);

  return (MAX (la, lb) + 0.05) / (MIN (la, lb) + 0.05);
}

/* Gold that is seen on white is a darker one. */
static const char *
star_color (gboolean dark)
{
  return dark ? "#e0a000" : "#a87400";
}

static void
apply (AlpStyle *self)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  const AlpPalette *palette = alp_palette_get (self->accent, adw_style_manager_get_dark (manager));
  g_autofree char *css = NULL;

  /* libadwaita's quiet text has 3.2:1; in high contrast it has more than this. */
  g_autofree char *quiet
      = g_strdup_printf ("--alp-star-color: %s; %s", star_color (adw_style_manager_get_dark (manager)),
                         adw_style_manager_get_high_contrast (manager) ? "" : "--dim-opacity: 78%;");

  if (palette != NULL)
    css = g_strdup_printf (":root { --accent-bg-color: %s; --accent-fg-color: %s; --accent-color: %s;"
                           " --alp-brand-color: %s; %s }",
                           palette->fill, palette->fill_text, palette->text, palette->brand, quiet);
  else
    css = g_strdup_printf (":root { --alp-brand-color: var(--accent-bg-color); %s }", quiet);
  gtk_css_provider_load_from_string (self->provider, css);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * alp_style_get_default:
 *
 * Returns: (transfer none): the program's style; needs an open display.
 */
AlpStyle *
alp_style_get_default (void)
{
  static AlpStyle *style;

  if (style == NULL)
    style = g_object_new (ALP_TYPE_STYLE, NULL);
  return style;
}

/**
 * alp_style_set_accent:
 * @accent: an accent; an unknown value is taken as %ALP_ACCENT_SYSTEM
 */
void
alp_style_set_accent (AlpStyle *self, AlpAccent accent)
{
  g_return_if_fail (ALP_IS_STYLE (self));

  self->accent = accent;
  apply (self);
}

/**
 * alp_style_set_scheme:
 * @scheme: always light, always dark, or what the desktop says
 */
void
alp_style_set_scheme (AlpStyle *self, AlpScheme scheme)
{
  static const AdwColorScheme map[]
      = { ADW_COLOR_SCHEME_DEFAULT, ADW_COLOR_SCHEME_FORCE_LIGHT, ADW_COLOR_SCHEME_FORCE_DARK };

  g_return_if_fail (ALP_IS_STYLE (self));

  self->scheme = scheme;
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), (guint) scheme < G_N_ELEMENTS (map)
                                                                            ? map[scheme]
                                                                            : ADW_COLOR_SCHEME_DEFAULT);
}

AlpAccent
alp_style_get_accent (AlpStyle *self)
{
  g_return_val_if_fail (ALP_IS_STYLE (self), ALP_ACCENT_SYSTEM);

  return self->accent;
}

gboolean
alp_style_get_dark (AlpStyle *self)
{
  g_return_val_if_fail (ALP_IS_STYLE (self), FALSE);

  return adw_style_manager_get_dark (adw_style_manager_get_default ());
}

/**
 * alp_style_dup_link_color:
 * @dark: whether the ground is dark (a mail body may be on a white card in the dark look)
 *
 * Returns: (transfer full): a CSS colour for links in mail bodies
 */
char *
alp_style_dup_link_color (AlpStyle *self, gboolean dark)
{
  const AlpPalette *palette;
  g_autofree GdkRGBA *color = NULL;
  GdkRGBA standalone;

  g_return_val_if_fail (ALP_IS_STYLE (self), NULL);

  palette = alp_palette_get (self->accent, dark);
  if (palette != NULL)
    return g_strdup (palette->text);
  color = adw_style_manager_get_accent_color_rgba (adw_style_manager_get_default ());
  adw_rgba_to_standalone (color, dark, &standalone);
  return gdk_rgba_to_string (&standalone);
}

/**
 * alp_style_get_color:
 * @which: what it is for
 * @color: (out): as it is now, for those who draw themselves; "changed" tells when to ask again
 */
void
alp_style_get_color (AlpStyle *self, AlpColor which, GdkRGBA *color)
{
  gboolean dark = alp_style_get_dark (self);
  const AlpPalette *palette = alp_palette_get (self->accent, dark);
  g_autofree GdkRGBA *accent = NULL;

  if (which == ALP_COLOR_STAR)
    {
      gdk_rgba_parse (color, star_color (dark));
      return;
    }
  if (palette != NULL)
    {
      const char *names[] = { palette->brand, palette->fill, palette->fill_text, palette->text };

      gdk_rgba_parse (color, names[which]);
      return;
    }
  accent = adw_style_manager_get_accent_color_rgba (adw_style_manager_get_default ());
  *color = *accent;
  if (which == ALP_COLOR_TEXT)
    adw_rgba_to_standalone (accent, dark, color);
  else if (which == ALP_COLOR_FILL_TEXT)
    gdk_rgba_parse (color, "#ffffff");
}

/**
 * alp_style_get_tone:
 * @text: whose avatar it is
 *
 * The same tone as AdwAvatar's for the same text.
 */
void
alp_style_get_tone (const char *text, AlpTone *tone)
{
  static const char *const tones[][3] = {
    { "#83b6ec", "#337fdc", "#cfe1f5" }, { "#7ad9f1", "#0f9ac8", "#caeaf2" },
    { "#8de6b1", "#29ae74", "#cef8d8" }, { "#b5e98a", "#6ab85b", "#e6f9d7" },
    { "#f8e359", "#d29d09", "#f9f4e1" }, { "#ffcb62", "#d68400", "#ffead1" },
    { "#ffa95a", "#ed5b00", "#ffe5c5" }, { "#f78773", "#e62d42", "#f8d2ce" },
    { "#e973ab", "#e33b6a", "#fac7de" }, { "#cb78d4", "#9945b5", "#e7c2e8" },
    { "#9e91e8", "#7a59ca", "#d5d2f5" }, { "#e3cf9c", "#b08952", "#f2eade" },
    { "#be916d", "#785336", "#e5d6ca" }, { "#c0bfbc", "#6e6d71", "#d8d7d3" },
  };
  guint index = text != NULL && *text != '\0' ? g_str_hash (text) % G_N_ELEMENTS (tones) : 13;

  gdk_rgba_parse (&tone->top, tones[index][0]);
  gdk_rgba_parse (&tone->bottom, tones[index][1]);
  gdk_rgba_parse (&tone->text, tones[index][2]);
}

/**
 * alp_style_get_swipe_color:
 * @action: "trash", "archive", "star", "move", "menu", "read", "snooze", "spam"
 * @dark_icon: (out): whether the icon on it must be dark to be seen
 *
 * Returns: FALSE for an action without a colour
 */
gboolean
alp_style_get_swipe_color (const char *action, GdkRGBA *color, gboolean *dark_icon)
{
  static const struct
  {
    const char *action;
    const char *color;
    gboolean dark;
  } table[] = {
    { "trash", "#f44336", FALSE }, { "archive", "#ba68c8", TRUE }, { "star", "#ffc10a", TRUE },
    { "move", "#009688", FALSE },  { "menu", "#85a2b6", TRUE },    { "read", "#006ab2", FALSE },
    { "snooze", "#ff540b", TRUE }, { "spam", "#ff8500", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_strcmp0 (table[i].action, action) == 0)
      {
        gdk_rgba_parse (color, table[i].color);
        *dark_icon = table[i].dark;
        return TRUE;
      }
  return FALSE;
}

static void
on_accent_setting (AlpStyle *self, const char *key, GSettings *settings)
{
  alp_style_set_accent (self, g_settings_get_enum (settings, "accent"));
}

static void
on_scheme_setting (AlpStyle *self, const char *key, GSettings *settings)
{
  alp_style_set_scheme (self, g_settings_get_enum (settings, "color-scheme"));
}

/**
 * alp_style_bind:
 * @settings: the program's settings, whose `accent` and `color-scheme` are followed from now on
 */
void
alp_style_bind (AlpStyle *self, GSettings *settings)
{
  g_return_if_fail (ALP_IS_STYLE (self));

  g_signal_connect_object (settings, "changed::accent", G_CALLBACK (on_accent_setting), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "changed::color-scheme", G_CALLBACK (on_scheme_setting), self,
                           G_CONNECT_SWAPPED);
  on_scheme_setting (self, NULL, settings);
  on_accent_setting (self, NULL, settings);
}

static void
alp_style_class_init (AlpStyleClass *klass)
{
  /* AlpStyle::changed: colours changed; mail bodies are rendered anew. */
  signals[SIGNAL_CHANGED]
      = g_signal_new ("changed", ALP_TYPE_STYLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
alp_style_init (AlpStyle *self)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  GtkCssProvider *sheet = gtk_css_provider_new ();

  self->provider = gtk_css_provider_new ();
  gtk_css_provider_load_from_resource (sheet, "/io/github/alpenpost/Alpenpost/css/alpenpost.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (sheet),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (self->provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION + 1);
  g_object_unref (sheet);
  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (apply), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast", G_CALLBACK (apply), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::accent-color", G_CALLBACK (apply), self, G_CONNECT_SWAPPED);
}
