/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime-html-policy.c: what HTML in mail may hold
 *
 * Allow lists only: what is not named here does not get through. Nothing that can load, run, submit, or leave its box
 * is named. Elements not named are unwrapped (their text stays) unless their content is no text for people. */

#include "mime-html-policy.h"

#include <string.h>

/** mime_html_fate: Returns: what to do with an element of this name */
MimeHtmlFate
mime_html_fate (GumboTag tag)
{
  static const GumboTag keep[] = {
    GUMBO_TAG_A,          GUMBO_TAG_ABBR,  GUMBO_TAG_ADDRESS,  GUMBO_TAG_B,      GUMBO_TAG_BIG,
    GUMBO_TAG_BLOCKQUOTE, GUMBO_TAG_BR,    GUMBO_TAG_CAPTION,  GUMBO_TAG_CENTER, GUMBO_TAG_CITE,
    GUMBO_TAG_CODE,       GUMBO_TAG_COL,   GUMBO_TAG_COLGROUP, GUMBO_TAG_DD,     GUMBO_TAG_DEL,
    GUMBO_TAG_DFN,        GUMBO_TAG_DIV,   GUMBO_TAG_DL,       GUMBO_TAG_DT,     GUMBO_TAG_EM,
    GUMBO_TAG_FONT,       GUMBO_TAG_H1,    GUMBO_TAG_H2,       GUMBO_TAG_H3,     GUMBO_TAG_H4,
    GUMBO_TAG_H5,         GUMBO_TAG_H6,    GUMBO_TAG_HR,       GUMBO_TAG_I,      GUMBO_TAG_IMG,
    GUMBO_TAG_INS,        GUMBO_TAG_KBD,   GUMBO_TAG_LI,       GUMBO_TAG_MARK,   GUMBO_TAG_OL,
    GUMBO_TAG_P,          GUMBO_TAG_PRE,   GUMBO_TAG_Q,        GUMBO_TAG_S,      GUMBO_TAG_SAMP,
    GUMBO_TAG_SMALL,      GUMBO_TAG_SPAN,  GUMBO_TAG_STRIKE,   GUMBO_TAG_STRONG, GUMBO_TAG_SUB,
    GUMBO_TAG_SUP,        GUMBO_TAG_TABLE, GUMBO_TAG_TBODY,    GUMBO_TAG_TD,     GUMBO_TAG_TFOOT,
    GUMBO_TAG_TH,         GUMBO_TAG_THEAD, GUMBO_TAG_TR,       GUMBO_TAG_TT,     GUMBO_TAG_U,
    GUMBO_TAG_UL,         GUMBO_TAG_VAR,   GUMBO_TAG_WBR,
  };
  static const GumboTag drop[] = {
    GUMBO_TAG_HEAD,      GUMBO_TAG_TITLE,  GUMBO_TAG_BASE,     GUMBO_TAG_LINK,     GUMBO_TAG_META,
    GUMBO_TAG_STYLE,     GUMBO_TAG_SCRIPT, GUMBO_TAG_NOSCRIPT, GUMBO_TAG_TEMPLATE, GUMBO_TAG_IFRAME,
    GUMBO_TAG_EMBED,     GUMBO_TAG_OBJECT, GUMBO_TAG_PARAM,    GUMBO_TAG_VIDEO,    GUMBO_TAG_AUDIO,
    GUMBO_TAG_SOURCE,    GUMBO_TAG_TRACK,  GUMBO_TAG_CANVAS,   GUMBO_TAG_MAP,      GUMBO_TAG_AREA,
    GUMBO_TAG_SVG,       GUMBO_TAG_MATH,   GUMBO_TAG_INPUT,    GUMBO_TAG_SELECT,   GUMBO_TAG_TEXTAREA,
    GUMBO_TAG_APPLET,    GUMBO_TAG_FRAME,  GUMBO_TAG_FRAMESET, GUMBO_TAG_NOFRAMES, GUMBO_TAG_NOEMBED,
    GUMBO_TAG_PLAINTEXT, GUMBO_TAG_XMP,    GUMBO_TAG_BGSOUND,  GUMBO_TAG_KEYGEN,
  };

  for (guint i = 0; i < G_N_ELEMENTS (keep); i++)
    if (keep[i] == tag)
      return MIME_HTML_KEEP;
  for (guint i = 0; i < G_N_ELEMENTS (drop); i++)
    if (drop[i] == tag)
      return MIME_HTML_DROP;
  return MIME_HTML_UNWRAP;
}

/** mime_html_is_void: Returns: whether the element has no end tag */
gboolean
mime_html_is_void (GumboTag tag)
{
  return tag == GUMBO_TAG_BR || tag == GUMBO_TAG_COL || tag == GUMBO_TAG_HR || tag == GUMBO_TAG_IMG
         || tag == GUMBO_TAG_WBR;
}

static gboolean
in_list (const char *const *list, gsize n, const char *name)
{
  for (gsize i = 0; i < n; i++)
    if (strcmp (list[i], name) == 0)
      return TRUE;
  return FALSE;
}

/** mime_html_attribute_allowed: Returns: whether an attribute without a URI in it may stay; href, src and style are not asked here */
gboolean
mime_html_attribute_allowed (const char *name)
{
  static const char *const allowed[] = {
    "abbr",        "align",       "alt",      "axis",    "bgcolor", "border",   "bordercolor",
    "cellpadding", "cellspacing", "char",     "charoff", "clear",   "color",    "cols",
    "colspan",     "compact",     "datetime", "dir",     "face",    "frame",    "headers",
    "height",      "hspace",      "lang",     "noshade", "nowrap",  "reversed", "role",
    "rows",        "rowspan",     "rules",    "scope",   "size",    "span",     "start",
    "summary",     "title",       "type",     "valign",  "value",   "vspace",   "width",
  };

  return in_list (allowed, G_N_ELEMENTS (allowed), name);
}

/** mime_html_property_allowed: Returns: whether a CSS property may stay in a style attribute; no url() gets through anyhow */
gboolean
mime_html_property_allowed (const char *name)
{
  static const char *const allowed[] = {
    "background-color",
    "border",
    "border-bottom",
    "border-bottom-color",
    "border-bottom-left-radius",
    "border-bottom-right-radius",
    "border-bottom-style",
    "border-bottom-width",
    "border-collapse",
    "border-color",
    "border-left",
    "border-left-color",
    "border-left-style",
    "border-left-width",
    "border-radius",
    "border-right",
    "border-right-color",
    "border-right-style",
    "border-right-width",
    "border-spacing",
    "border-style",
    "border-top",
    "border-top-color",
    "border-top-left-radius",
    "border-top-right-radius",
    "border-top-style",
    "border-top-width",
    "border-width",
    "box-sizing",
    "caption-side",
    "clear",
    "color",
    "direction",
    "display",
    "empty-cells",
    "float",
    "font",
    "font-family",
    "font-size",
    "font-stretch",
    "font-style",
    "font-variant",
    "font-weight",
    "height",
    "letter-spacing",
    "line-height",
    "list-style-position",
    "list-style-type",
    "margin",
    "margin-bottom",
    "margin-left",
    "margin-right",
    "margin-top",
    "max-height",
    "max-width",
    "min-height",
    "min-width",
    "opacity",
    "overflow",
    "overflow-wrap",
    "padding",
    "padding-bottom",
    "padding-left",
    "padding-right",
    "padding-top",
    "table-layout",
    "text-align",
    "text-decoration",
    "text-decoration-color",
    "text-decoration-line",
    "text-decoration-style",
    "text-indent",
    "text-transform",
    "unicode-bidi",
    "vertical-align",
    "visibility",
    "white-space",
    "width",
    "word-break",
    "word-spacing",
    "word-wrap",
  };

  return in_list (allowed, G_N_ELEMENTS (allowed), name);
}
