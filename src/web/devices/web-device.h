/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "base-device.h"

G_BEGIN_DECLS

/* WebDevices: the device passwords of one address at one provider (product 9.4). Blocks; belongs to one worker's thread.
 * Every error is BASE_DEVICE_ERROR or G_IO_ERROR_CANCELLED, in English, and holds no secret. */
typedef struct _WebDevices WebDevices;

/* Borrowed for web_devices_new (). */
typedef struct
{
  const char *kind;    /* "infomaniak", "stalwart", "mailcow", "wildduck" */
  const char *url;     /* https */
  const char *address; /* whose passwords */
  const char *login;   /* (nullable): where the credential is a password; default: the address */
  const char *secret;  /* token, key or password */
  const char *ca_file; /* (nullable): a private authority */
  guint timeout_ms;    /* 0: 20 s for each request */
} WebDeviceConfig;

/* WebMailbox: an address the credential reaches. */
typedef struct
{
  char *id;
  char *address;
  char *hosting_id; /* "" */
  char *local_part; /* the mailbox's name in the provider's paths, "" */
  gboolean is_primary;
} WebMailbox;

/* Borrowed. */
typedef struct
{
  const char *label;
  BaseDeviceType type;
  BaseDeviceProtocols protocols; /* 0: IMAP and SMTP */
  gint64 expires;                /* Unix seconds, 0: never */
} WebDeviceRequest;

void web_mailbox_free (WebMailbox *self);

WebDevices *web_devices_new (const WebDeviceConfig *config, GError **error);
void web_devices_free (WebDevices *self);
gboolean web_devices_probe (WebDevices *self, GCancellable *cancellable, GError **error);
GPtrArray *web_devices_list_mailboxes (WebDevices *self, GCancellable *cancellable, GError **error);
GPtrArray *web_devices_list (WebDevices *self, GCancellable *cancellable, GError **error);
char *web_devices_create (WebDevices *self, const WebDeviceRequest *request, BaseDevice **device,
                          GCancellable *cancellable, GError **error);
gboolean web_devices_revoke (WebDevices *self, const char *id, GCancellable *cancellable, GError **error);
gboolean web_devices_revoke_all (WebDevices *self, GCancellable *cancellable, GError **error);
char *web_devices_regenerate (WebDevices *self, const char *id, GCancellable *cancellable, GError **error);
gboolean web_devices_rename (WebDevices *self, const char *id, const char *label, GCancellable *cancellable,
                             GError **error);

BaseDeviceService *web_device_service_describe (const char *kind);
BaseDeviceService *web_device_service_for (const char *address, const char *imap_host);
GPtrArray *web_device_detect (const char *address, const char *imap_host, const char *ca_file,
                              GCancellable *cancellable);
GPtrArray *web_device_list_pages (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WebDevices, web_devices_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WebMailbox, web_mailbox_free)

G_END_DECLS
