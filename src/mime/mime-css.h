/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  MIME_CSS_END = 0,
  MIME_CSS_IDENT,
  MIME_CSS_FUNCTION, /* with its "(" */
  MIME_CSS_AT,
  MIME_CSS_HASH,
  MIME_CSS_STRING,
  MIME_CSS_NUMBER, /* with percent sign or unit */
  MIME_CSS_SPACE,
  MIME_CSS_DELIM, /* any other one character, brackets among them */
  MIME_CSS_BAD,   /* what never passes: an escape, a broken string, a url, "<!--", "-->" */
} MimeCssType;

/* A slice of the text: nothing is decoded, what would need it is bad. */
typedef struct
{
  MimeCssType type;
  const char *start;
  gsize length;
} MimeCssToken;

typedef struct
{
  const char *at;
  const char *end;
} MimeCssReader;

/* mime-css.c */
MimeCssToken mime_css_next (MimeCssReader *reader);
gboolean mime_css_is (const MimeCssToken *token, char delim);
gboolean mime_css_equals (const MimeCssToken *token, const char *word);
gboolean mime_css_name_is_plain (const char *name, gsize length);

/* mime-style.c */
void mime_css_append_declarations (GString *out, const char *text, gsize length);
gboolean mime_css_hides (const char *declarations);

/* mime-css-sheet.c */
#define MIME_CSS_ROOT "alp-mail"
char *mime_css_clean_sheet (const char *text, const char *media);
void mime_css_append_name (GString *out, const char *name, gsize length);
char *mime_css_map_names (const char *value, guint max);

G_END_DECLS
