/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "base-certificate.h"

G_BEGIN_DECLS

/* Every error a person may see. The message is a whole translated sentence or two: what happened and what to do.
 * G_IO_ERROR_CANCELLED passes through unchanged. */
#define ALP_ERROR (alp_error_quark ())
GQuark alp_error_quark (void);

/* Who can do something about it decides the code, so that a view can offer the right button. */
typedef enum
{
  ALP_ERROR_FAILED = 1,     /* nothing particular to do */
  ALP_ERROR_SIGN_IN,        /* the password is missing or wrong */
  ALP_ERROR_CERTIFICATE,    /* the server could not prove who it is */
  ALP_ERROR_OFFLINE,        /* no connection; goes away by itself */
  ALP_ERROR_SERVER,         /* the server misbehaves or refuses */
  ALP_ERROR_REFUSED,        /* the message or the action was refused for good */
  ALP_ERROR_UNKNOWN_RESULT, /* nobody can tell whether it was sent */
  ALP_ERROR_DISK,           /* full, read-only or damaged */
  ALP_ERROR_IN_USE,         /* another program uses this profile */
  ALP_ERROR_NOT_FOUND,      /* no such message, folder or account */
  ALP_ERROR_INVALID,        /* what was asked makes no sense */
  ALP_ERROR_NOTHING_TO_UNDO,
  ALP_ERROR_BUSY,    /* unsent things would be lost */
  ALP_ERROR_KEYRING, /* the keyring does not take or give the password */
} AlpErrorCode;

/* Returns: (transfer full): @error in words for a person; ALP_ERROR and cancellation stay as they are. */
GError *alp_error_from (const GError *error);
/* Replaces *@error by its translation. Nothing when there is none. */
void alp_error_translate (GError **error);
/* (transfer none) (nullable): with ALP_ERROR_CERTIFICATE, what the server showed. */
BaseCertificate *alp_error_get_certificate (const GError *error);
/* For programs: "sign-in", "offline", … */
const char *alp_error_get_name (const GError *error);
/* Whether trying again later without changing anything may help. */
gboolean alp_error_is_temporary (const GError *error);

G_END_DECLS
