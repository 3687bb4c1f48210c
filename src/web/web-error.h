/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  WEB_ERROR_BAD_ADDRESS = 1, /* no mail address with a domain */
  WEB_ERROR_NOT_FOUND,       /* the source knows nothing */
  WEB_ERROR_BAD_DOCUMENT,    /* the file is no autoconfig file, or one that means harm */
  WEB_ERROR_TOO_LARGE,       /* more than our limit */
  WEB_ERROR_INSECURE,        /* only unencrypted servers, or a redirect to somewhere unencrypted */
  WEB_ERROR_NETWORK,         /* no connection, no answer, a bad certificate */
  WEB_ERROR_DENIED,          /* the authorisation server or the person said no */
  WEB_ERROR_TIMED_OUT,       /* the browser did not come back */
} WebError;

#define WEB_ERROR (web_error_quark ())
GQuark web_error_quark (void);

G_END_DECLS
