/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Between web-device.c and the back ends, one file each. */

#include "web-api.h"
#include "web-device.h"

G_BEGIN_DECLS

typedef struct
{
  const char *kind;
  const char *name;
  BaseDeviceAbility abilities;
  BaseDeviceCredential credential;
  guint max_count;
  const char *token_page; /* nullable */
  /* Signs in and finds the mailbox; called once before anything else. */
  gboolean (*open) (WebDevices *self, GCancellable *cancellable, GError **error);
  /* (nullable): the one address is all there is */
  GPtrArray *(*mailboxes) (WebDevices *self, GCancellable *cancellable, GError **error);
  GPtrArray *(*list) (WebDevices *self, GCancellable *cancellable, GError **error);
  /* @secret: (nullable): the one to use where the client makes it. *@id stays %NULL when the provider does not say it.
   * Returns: (transfer full): the secret. */
  char *(*create) (WebDevices *self, const WebDeviceRequest *request, const char *secret, char **id,
                   GCancellable *cancellable, GError **error);
  gboolean (*revoke) (WebDevices *self, const char *id, GCancellable *cancellable, GError **error);
  gboolean (*revoke_all) (WebDevices *self, GCancellable *cancellable,
                          GError **error); /* nullable: one by one */
  char *(*regenerate) (WebDevices *self, const char *id, GCancellable *cancellable, GError **error);
  gboolean (*rename) (WebDevices *self, const char *id, const char *label, GCancellable *cancellable,
                      GError **error);
} WebDeviceBackend;

struct _WebDevices
{
  const WebDeviceBackend *backend;
  WebApi *api;
  char *address;
  char *login;
  char *secret;
  gboolean opened;
  char *hosting; /* Infomaniak: service id. Stalwart: account id */
  char *mailbox; /* Infomaniak: its name. Stalwart: address of the JMAP service */
};

extern const WebDeviceBackend web_device_infomaniak;
extern const WebDeviceBackend web_device_stalwart;
extern const WebDeviceBackend web_device_mailcow;
extern const WebDeviceBackend web_device_wildduck;

/* web-device.c: the error that an HTTP status alone tells; for back ends to begin with. FALSE with @error unless 2xx. */
gboolean web_device_check_status (const WebAnswer *answer, GError **error);
char *web_device_escape (const char *part);
GPtrArray *web_device_list_new (void);

G_END_DECLS
