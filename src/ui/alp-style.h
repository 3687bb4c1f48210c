/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-style.h: the one place that decides colours.  Main thread. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

typedef enum
{
  ALP_ACCENT_PINK,
  ALP_ACCENT_BLUE,
  ALP_ACCENT_SYSTEM,
} AlpAccent;

typedef enum
{
  ALP_SCHEME_SYSTEM,
  ALP_SCHEME_LIGHT,
  ALP_SCHEME_DARK,
} AlpScheme;

/* The colours one accent gives in one look.  Fill carries text, text stands on the window, brand is for shapes only. */
typedef struct
{
  const char *brand;     /* dot, soft fills: the accent itself */
  const char *fill;      /* background of the suggested button */
  const char *fill_text; /* text on @fill */
  const char *text;      /* links and accent text on the window background */
} AlpPalette;

/* An avatar's tone: libadwaita's, chosen by the text. */
typedef struct
{
  GdkRGBA top;
  GdkRGBA bottom;
  GdkRGBA text;
} AlpTone;

typedef enum
{
  ALP_COLOR_BRAND, /* shapes */
  ALP_COLOR_FILL,  /* ground that carries text */
  ALP_COLOR_FILL_TEXT,
  ALP_COLOR_TEXT, /* accent text on the window */
  ALP_COLOR_STAR,
} AlpColor;

#define ALP_TYPE_STYLE (alp_style_get_type ())
G_DECLARE_FINAL_TYPE (AlpStyle, alp_style, ALP, STYLE, GObject)

AlpStyle *alp_style_get_default (void);
void alp_style_bind (AlpStyle *self, GSettings *settings);
void alp_style_set_accent (AlpStyle *self, AlpAccent accent);
void alp_style_set_scheme (AlpStyle *self, AlpScheme scheme);
AlpAccent alp_style_get_accent (AlpStyle *self);
gboolean alp_style_get_dark (AlpStyle *self);
char *alp_style_dup_link_color (AlpStyle *self, gboolean dark);
void alp_style_get_color (AlpStyle *self, AlpColor which, GdkRGBA *color);
void alp_style_get_tone (const char *text, AlpTone *tone);
gboolean alp_style_get_swipe_color (const char *action, GdkRGBA *color, gboolean *dark_icon);

/* Pure, for the tests. */
const AlpPalette *alp_palette_get (AlpAccent accent, gboolean dark);
double alp_color_contrast (const GdkRGBA *a, const GdkRGBA *b);

G_END_DECLS
