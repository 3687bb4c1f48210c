/* SPDX-License-Identifier: GPL-3.0-or-later */
/* web-device.c: the one interface over the providers' services for device passwords
 *
 * What is the same for all: signing in once, which operation a provider has, finding the new entry where the provider
 * does not name it (listing before and after), and never leaving a half-made entry behind. A secret is in no error, even
 * when the provider repeats it in an answer. Blocks; one worker's thread. */

#include "web-device-private.h"

#include <string.h>

#define MAX_LABEL 255
#define SECRET_LENGTH 24

static const WebDeviceBackend *const backends[]
    = { &web_device_infomaniak, &web_device_stalwart, &web_device_mailcow, &web_device_wildduck };

static const WebDeviceBackend *
find_backend (const char *kind)
{
  for (gsize i = 0; i < G_N_ELEMENTS (backends); i++)
    if (g_strcmp0 (backends[i]->kind, kind) == 0)
      return backends[i];
  return NULL;
}

/* ---- what the back ends share ---- */

/** web_device_list_new: Returns: (transfer full) (element-type BaseDevice) */
GPtrArray *
web_device_list_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) base_device_free);
}

/** web_device_escape: Returns: (transfer full): @part as one segment of a path */
char *
web_device_escape (const char *part)
{
  return g_uri_escape_string (part, NULL, FALSE);
}

/** web_device_check_status: Returns: whether the status says success; FALSE with the error that it tells */
gboolean
web_device_check_status (const WebAnswer *answer, GError **error)
{
  static const struct
  {
    guint status;
    BaseDeviceError code;
  } table[] = {
    { 400, BASE_DEVICE_ERROR_INVALID },      { 401, BASE_DEVICE_ERROR_UNAUTHENTICATED },
    { 403, BASE_DEVICE_ERROR_FORBIDDEN },    { 404, BASE_DEVICE_ERROR_NOT_FOUND },
    { 409, BASE_DEVICE_ERROR_CONFLICT },     { 422, BASE_DEVICE_ERROR_INVALID },
    { 429, BASE_DEVICE_ERROR_RATE_LIMITED }, { 501, BASE_DEVICE_ERROR_NOT_ENABLED },
  };

  BaseDeviceError code = BASE_DEVICE_ERROR_SERVER;

  if (answer->status / 100 == 2)
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    if (table[i].status == answer->status)
      code = table[i].code;
  base_device_set_error (error, code, answer->retry_after, NULL, "the service answers %u", answer->status);
  return FALSE;
}

void
web_mailbox_free (WebMailbox *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->address);
  g_free (self->hosting_id);
  g_free (self->local_part);
  g_free (self);
}

/* ---- making ---- */

/**
 * web_devices_new:
 *
 * Asks nobody yet. Returns: (transfer full) (nullable): %NULL with BASE_DEVICE_ERROR_INVALID or _UNSUPPORTED
 */
WebDevices *
web_devices_new (const WebDeviceConfig *config, GError **error)
{
  const WebDeviceBackend *backend = find_backend (config->kind);
  g_autoptr (WebApi) api = NULL;
  WebDevices *self;

  if (backend == NULL)
    {
      base_device_set_error (error, BASE_DEVICE_ERROR_UNSUPPORTED, 0, NULL, "no service “%s” is known",
                             config->kind);
      return NULL;
    }
  if (config->secret == NULL || *config->secret == '\0' || strpbrk (config->secret, "\r\n") != NULL)
    {
      base_device_set_error (error, BASE_DEVICE_ERROR_UNAUTHENTICATED, 0, NULL, "no token, key or password");
      return NULL;
    }
  api = web_api_new (config->url, config->ca_file, error);
  if (api == NULL)
    return NULL;
  base_secret_keep_from_dumps ();
  if (config->timeout_ms > 0)
    web_api_set_timeout (api, config->timeout_ms);
  self = g_new0 (WebDevices, 1);
  self->backend = backend;
  self->api = g_steal_pointer (&api);
  self->address = g_strdup (config->address);
  self->login = g_strdup (config->login != NULL && *config->login != '\0' ? config->login : config->address);
  self->secret = g_strdup (config->secret);
  return self;
}

void
web_devices_free (WebDevices *self)
{
  if (self == NULL)
    return;
  web_api_free (self->api);
  g_free (self->address);
  g_free (self->login);
  base_secret_wipe (self->secret);
  g_free (self->hosting);
  g_free (self->mailbox);
  g_free (self);
}

/* A service that repeats what it was given must not bring it into a log. */
static void
scrub (WebDevices *self, GError **error)
{
  if (error == NULL || *error == NULL || (*error)->domain != BASE_DEVICE_ERROR
      || strstr ((*error)->message, self->secret) == NULL)
    return;
  {
    g_autoptr (GError) old = *error;
    g_auto (GStrv) around = g_strsplit (old->message, self->secret, -1);
    g_autofree char *text = g_strjoinv ("…", around);

    *error = NULL;
    base_device_set_error (error, (BaseDeviceError) old->code, base_device_error_get_retry_after (old), NULL,
                           "%s", text);
  }
}

static gboolean
make_ready (WebDevices *self, gboolean can, GCancellable *cancellable, GError **error)
{
  if (!can)
    {
      base_device_set_error (error, BASE_DEVICE_ERROR_UNSUPPORTED, 0, NULL, "%s cannot do that",
                             self->backend->name);
      return FALSE;
    }
  if (!self->opened)
    self->opened = self->backend->open (self, cancellable, error);
  return self->opened;
}

#define CAN(self, ability) (((self)->backend->abilities & (ability)) != 0)

/* ---- operations ---- */

/**
 * web_devices_probe:
 *
 * Returns: whether the credential is good for the passwords of the address
 */
gboolean
web_devices_probe (WebDevices *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) list = web_devices_list (self, cancellable, error);

  return list != NULL;
}

/**
 * web_devices_list_mailboxes:
 *
 * Returns: (transfer full) (element-type WebMailbox) (nullable): the addresses the credential reaches
 */
GPtrArray *
web_devices_list_mailboxes (WebDevices *self, GCancellable *cancellable, GError **error)
{
  GPtrArray *list = NULL;
  WebMailbox *one;

  if (self->backend->mailboxes != NULL)
    {
      list = self->backend->mailboxes (self, cancellable, error);
      scrub (self, error);
      return list;
    }
  if (!web_devices_probe (self, cancellable, error))
    return NULL;
  one = g_new0 (WebMailbox, 1);
  one->id = g_strdup (self->address);
  one->address = g_strdup (self->address);
  one->hosting_id = g_strdup ("");
  one->local_part = g_strdup ("");
  one->is_primary = TRUE;
  list = g_ptr_array_new_with_free_func ((GDestroyNotify) web_mailbox_free);
  g_ptr_array_add (list, one);
  return list;
}

/**
 * web_devices_list:
 *
 * Returns: (transfer full) (element-type BaseDevice) (nullable): in the provider's order
 */
GPtrArray *
web_devices_list (WebDevices *self, GCancellable *cancellable, GError **error)
{
  GPtrArray *list = NULL;

  if (make_ready (self, CAN (self, BASE_DEVICE_CAN_LIST), cancellable, error))
    list = self->backend->list (self, cancellable, error);
  scrub (self, error);
  return list;
}

static gboolean
has_id (GPtrArray *list, const char *id)
{
  for (guint i = 0; i < list->len; i++)
    if (g_str_equal (((BaseDevice *) g_ptr_array_index (list, i))->id, id))
      return TRUE;
  return FALSE;
}

/* The entry with @label that was not there before; the newest of several. Borrowed from @after. */
static BaseDevice *
find_new (GPtrArray *before, GPtrArray *after, const char *label)
{
  BaseDevice *found = NULL;

  for (guint i = 0; after != NULL && i < after->len; i++)
    {
      BaseDevice *one = g_ptr_array_index (after, i);

      if (g_str_equal (one->label, label) && !has_id (before, one->id)
          && (found == NULL || one->created >= found->created))
        found = one;
    }
  return found;
}

static BaseDevice *
find_by_id (GPtrArray *list, const char *id)
{
  for (guint i = 0; list != NULL && i < list->len; i++)
    if (g_str_equal (((BaseDevice *) g_ptr_array_index (list, i))->id, id))
      return g_ptr_array_index (list, i);
  return NULL;
}

/* What is known of an entry that the list does not show. */
static BaseDevice *
guess (const WebDeviceRequest *request, const char *id)
{
  BaseDevice *device = base_device_new ();

  g_set_str (&device->id, id != NULL ? id : "");
  g_set_str (&device->label, request->label);
  device->type = request->type;
  device->protocols = request->protocols;
  device->created = g_get_real_time () / G_USEC_PER_SEC;
  device->expires = request->expires;
  device->can_revoke = id != NULL;
  return device;
}

/* The request may have arrived although no answer came: what was made without its secret being known is taken back; where
 * the client made the secret it is good. Returns: the entry, borrowed from @after. */
static BaseDevice *
settle (WebDevices *self, GPtrArray *before, GPtrArray *after, const char *label, const char *secret,
        GCancellable *cancellable)
{
  BaseDevice *made = find_new (before, after, label);

  if (made == NULL || secret != NULL)
    return made;
  if (CAN (self, BASE_DEVICE_CAN_REVOKE) && !self->backend->revoke (self, made->id, cancellable, NULL))
    g_info ("an entry without a known password stays at %s", self->backend->name);
  return NULL;
}

static gboolean
check_request (const WebDeviceRequest *request, GError **error)
{
  if (request->label != NULL && *request->label != '\0' && g_utf8_validate (request->label, -1, NULL)
      && g_utf8_strlen (request->label, -1) <= MAX_LABEL && strpbrk (request->label, "\r\n\t") == NULL)
    return TRUE;
  base_device_set_error (error, BASE_DEVICE_ERROR_INVALID, 0, "label",
                         "a name of 1 to %d characters is needed", MAX_LABEL);
  return FALSE;
}

static gboolean
is_uncertain (const GError *error)
{
  return g_error_matches (error, BASE_DEVICE_ERROR, BASE_DEVICE_ERROR_NETWORK)
         || g_error_matches (error, BASE_DEVICE_ERROR, BASE_DEVICE_ERROR_SERVER);
}

static char *
create (WebDevices *self, const WebDeviceRequest *request, BaseDevice **device, GCancellable *cancellable,
        GError **error)
{
  g_autoptr (GPtrArray) before = self->backend->list (self, cancellable, error);
  g_autoptr (GPtrArray) after = NULL;
  g_autofree char *id = NULL;
  g_autoptr (GError) local = NULL;
  BaseDevice *found = NULL;
  char *own = NULL;
  char *secret;

  if (before == NULL)
    return NULL;
  if (!CAN (self, BASE_DEVICE_SERVER_SECRET))
    own = base_secret_generate (SECRET_LENGTH);
  secret = self->backend->create (self, request, own, &id, cancellable, &local);
  if (secret != NULL || is_uncertain (local))
    after = self->backend->list (self, cancellable, NULL);
  if (secret == NULL && is_uncertain (local))
    {
      found = settle (self, before, after, request->label, own, cancellable);
      secret = found != NULL ? g_strdup (own) : NULL;
    }
  else if (secret != NULL)
    found = id != NULL ? find_by_id (after, id) : find_new (before, after, request->label);
  base_secret_wipe (own);
  if (secret != NULL)
    *device = found != NULL ? base_device_copy (found) : guess (request, id);
  else
    g_propagate_error (error, g_steal_pointer (&local));
  return secret;
}

/**
 * web_devices_create:
 * @device: (out) (transfer full): the entry; its id is "" when the provider did not show which one it is
 *
 * Returns: (transfer full) (nullable): the password, base_secret_wipe() it; it can be had only now
 */
char *
web_devices_create (WebDevices *self, const WebDeviceRequest *request, BaseDevice **device,
                    GCancellable *cancellable, GError **error)
{
  char *secret = NULL;

  if (check_request (request, error)
      && make_ready (self, CAN (self, BASE_DEVICE_CAN_CREATE), cancellable, error))
    secret = create (self, request, device, cancellable, error);
  scrub (self, error);
  return secret;
}

/** web_devices_revoke: @id: as listed. That it is gone already is success. */
gboolean
web_devices_revoke (WebDevices *self, const char *id, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (make_ready (self, CAN (self, BASE_DEVICE_CAN_REVOKE), cancellable, &local)
      && self->backend->revoke (self, id, cancellable, &local))
    return TRUE;
  if (g_error_matches (local, BASE_DEVICE_ERROR, BASE_DEVICE_ERROR_NOT_FOUND))
    {
      g_autoptr (GPtrArray) list = self->backend->list (self, cancellable, NULL);

      if (list != NULL && !has_id (list, id))
        return TRUE;
    }
  scrub (self, &local);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/** web_devices_revoke_all: Every one of the address. FALSE with the first error; what went before stays gone. */
gboolean
web_devices_revoke_all (WebDevices *self, GCancellable *cancellable, GError **error)
{
  gboolean ok = make_ready (self, CAN (self, BASE_DEVICE_CAN_REVOKE), cancellable, error);
  g_autoptr (GPtrArray) list = NULL;

  if (ok && self->backend->revoke_all != NULL)
    ok = self->backend->revoke_all (self, cancellable, error);
  else if (ok)
    {
      list = self->backend->list (self, cancellable, error);
      ok = list != NULL;
      for (guint i = 0; ok && i < list->len; i++)
        ok = self->backend->revoke (self, ((BaseDevice *) g_ptr_array_index (list, i))->id, cancellable,
                                    error);
    }
  scrub (self, error);
  return ok;
}

/** web_devices_regenerate: Returns: (transfer full) (nullable): the new password of entry @id, base_secret_wipe() it */
char *
web_devices_regenerate (WebDevices *self, const char *id, GCancellable *cancellable, GError **error)
{
  char *secret = NULL;

  if (make_ready (self, CAN (self, BASE_DEVICE_CAN_REGENERATE), cancellable, error))
    secret = self->backend->regenerate (self, id, cancellable, error);
  scrub (self, error);
  return secret;
}

/** web_devices_rename: @label: 1 to 255 characters on one line */
gboolean
web_devices_rename (WebDevices *self, const char *id, const char *label, GCancellable *cancellable,
                    GError **error)
{
  WebDeviceRequest request = { .label = label };
  gboolean ok = check_request (&request, error)
                && make_ready (self, CAN (self, BASE_DEVICE_CAN_RENAME), cancellable, error)
                && self->backend->rename (self, id, label, cancellable, error);

  scrub (self, error);
  return ok;
}

/** web_device_service_describe: Returns: (transfer full) (nullable): what @kind can do; its address is not known yet */
BaseDeviceService *
web_device_service_describe (const char *kind)
{
  const WebDeviceBackend *backend = find_backend (kind);
  BaseDeviceService *service;

  if (backend == NULL)
    return NULL;
  service = base_device_service_new (kind);
  g_set_str (&service->name, backend->name);
  service->abilities = backend->abilities;
  service->credential = backend->credential;
  service->max_count = backend->max_count;
  service->token_page = g_strdup (backend->token_page);
  return service;
}
