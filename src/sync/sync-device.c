/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-device.c: the device passwords of an address, from the provider's service to the keyring and the log
 *
 * The credential of the service is in the keyring under a name of its own, never with the address's password; which
 * service it is for is among the address's settings. The address's own password is swapped only after the new one was
 * accepted by both servers. Blocks; any worker's thread. */

#include "sync-device-private.h"

#include <string.h>

#include "base-clock.h"
#include "sync-error.h"
#include "sync-setup.h"
#include "sync-topic.h"
#include "web-device.h"

#define SETTING_KIND "devices.kind"
#define SETTING_URL "devices.url"
#define SETTING_LOGIN "devices.login"
#define FRESH_TRIES 3
#define FRESH_PAUSE_US (2 * G_USEC_PER_SEC)

/* Everything one call needs. */
typedef struct
{
  SyncEngine *engine;
  Store *store;
  SyncSecrets *secrets;
  StoreAccount *account;
  BaseDeviceService *service;
  WebDevices *devices; /* nullable: made by hand, or not connected */
} Context;

static void
context_clear (Context *self)
{
  g_clear_pointer (&self->account, store_account_free);
  g_clear_pointer (&self->service, base_device_service_free);
  g_clear_pointer (&self->devices, web_devices_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Context, context_clear)

/* ---- which service ---- */

/* The name in the keyring: by service and address, so that it survives removing and adding the address. */
static char *
secret_key (const StoreAccount *account, const BaseDeviceService *service)
{
  return g_strdup_printf ("devices:%s:%s:%s", service->kind, service->url, account->email);
}

static void
set_manual (BaseDeviceService *service)
{
  service->abilities
      = (BaseDeviceAbility) (BASE_DEVICE_CAN_LIST | BASE_DEVICE_CAN_CREATE | BASE_DEVICE_CAN_REVOKE
                             | BASE_DEVICE_CAN_RENAME | BASE_DEVICE_TYPES);
}

static BaseDeviceService *
read_service (Store *store, const StoreAccount *account)
{
  g_autofree char *kind = store_account_setting_get (store, account->id, SETTING_KIND);
  g_autofree char *url = store_account_setting_get (store, account->id, SETTING_URL);
  g_autofree char *login = store_account_setting_get (store, account->id, SETTING_LOGIN);
  g_autoptr (BaseDeviceService) known = web_device_service_for (account->email, account->imap_host);
  BaseDeviceService *service = kind != NULL ? web_device_service_describe (kind) : NULL;

  if (service == NULL)
    {
      if (g_str_equal (known->kind, "manual"))
        set_manual (known);
      return g_steal_pointer (&known);
    }
  g_set_str (&service->url, url != NULL ? url : "");
  g_set_str (&service->login, login);
  g_set_str (&service->page, known->page);
  g_set_str (&service->steps, known->steps);
  service->connected = TRUE;
  return service;
}

/* @connect: the credential is fetched and the service made ready; made by hand, it stays without. */
static gboolean
context_init (Context *self, SyncEngine *engine, gint64 account_id, gboolean connect,
              GCancellable *cancellable, GError **error)
{
  g_autofree char *key = NULL;
  char *secret;

  self->engine = engine;
  self->store = sync_engine_get_store (engine);
  self->secrets = sync_engine_get_secrets (engine);
  self->account = store_account_get (self->store, account_id, error);
  if (self->account == NULL)
    return FALSE;
  self->service = read_service (self->store, self->account);
  if (!connect || g_str_equal (self->service->kind, "manual") || !self->service->connected)
    return TRUE;
  key = secret_key (self->account, self->service);
  secret = sync_secrets_lookup (self->secrets, key, cancellable, NULL);
  if (secret == NULL)
    {
      base_device_set_error (error, BASE_DEVICE_ERROR_UNAUTHENTICATED, 0, NULL,
                             "the credential is not in the keyring");
      return FALSE;
    }
  {
    WebDeviceConfig config = { .kind = self->service->kind,
                               .url = self->service->url,
                               .address = self->account->email,
                               .login = self->service->login,
                               .secret = secret,
                               .ca_file = self->account->ca_file };

    self->devices = web_devices_new (&config, error);
  }
  base_secret_wipe (secret);
  return self->devices != NULL;
}

static gboolean
is_manual (const Context *self)
{
  return self->devices == NULL;
}

/** sync_device_get_service: Asks nobody. Returns: (transfer full): what stands behind the address's device passwords */
BaseDeviceService *
sync_device_get_service (SyncEngine *engine, gint64 account_id, GError **error)
{
  g_auto (Context) c = { 0 };

  return context_init (&c, engine, account_id, FALSE, NULL, error) ? g_steal_pointer (&c.service) : NULL;
}

/**
 * sync_device_detect:
 *
 * Asks the address's own server which service it runs, without any credential.
 * Returns: (transfer full) (element-type BaseDeviceService): what was found, perhaps nothing
 */
GPtrArray *
sync_device_detect (SyncEngine *engine, gint64 account_id, GCancellable *cancellable, GError **error)
{
  g_auto (Context) c = { 0 };

  if (!context_init (&c, engine, account_id, FALSE, cancellable, error))
    return NULL;
  return web_device_detect (c.account->email, c.account->imap_host, c.account->ca_file, cancellable);
}

static gboolean
save_service (Context *self, const BaseDeviceService *service, GError **error)
{
  gint64 id = self->account->id;

  return store_account_setting_set (self->store, id, SETTING_URL, service != NULL ? service->url : NULL,
                                    error)
         && store_account_setting_set (self->store, id, SETTING_LOGIN,
                                       service != NULL ? service->login : NULL, error)
         && store_account_setting_set (self->store, id, SETTING_KIND, service != NULL ? service->kind : NULL,
                                       error);
}

/**
 * sync_device_connect:
 * @service: its kind, address and perhaps login
 * @secret: token, key or password for it
 *
 * Tries it, then keeps it in the keyring. Nothing changes when it does not work.
 */
gboolean
sync_device_connect (SyncEngine *engine, gint64 account_id, const BaseDeviceService *service,
                     const char *secret, GCancellable *cancellable, GError **error)
{
  g_auto (Context) c = { 0 };
  g_autoptr (WebDevices) devices = NULL;
  g_autofree char *key = NULL;
  g_autofree char *label = NULL;
  g_autoptr (GError) local = NULL;
  gboolean ok;

  if (!context_init (&c, engine, account_id, FALSE, cancellable, error))
    return FALSE;
  WebDeviceConfig config = { .kind = service->kind,
                             .url = service->url,
                             .address = c.account->email,
                             .login = service->login,
                             .secret = secret,
                             .ca_file = c.account->ca_file };
  devices = web_devices_new (&config, &local);
  key = secret_key (c.account, service);
  label = g_strdup_printf ("Alpenpost devices %s", c.account->email);
  ok = devices != NULL && web_devices_probe (devices, cancellable, &local)
       && sync_secrets_store (c.secrets, key, label, secret, cancellable, &local)
       && save_service (&c, service, &local);
  sync_device_note (c.store, account_id, "connect", service->kind, NULL, local);
  if (!ok)
    g_propagate_error (error, g_steal_pointer (&local));
  return ok;
}

/** sync_device_disconnect: Forgets the credential of the service; its passwords stay as they are. */
gboolean
sync_device_disconnect (SyncEngine *engine, gint64 account_id, GError **error)
{
  g_auto (Context) c = { 0 };
  g_autofree char *key = NULL;

  if (!context_init (&c, engine, account_id, FALSE, NULL, error))
    return FALSE;
  key = secret_key (c.account, c.service);
  if (!sync_secrets_clear (c.secrets, key, NULL, error) || !save_service (&c, NULL, error))
    return FALSE;
  sync_device_note (c.store, account_id, "disconnect", c.service->kind, NULL, NULL);
  return TRUE;
}

/* ---- listing ---- */

/**
 * sync_device_list:
 *
 * Returns: (transfer full) (element-type BaseDevice): from the service, and what was made by hand
 */
GPtrArray *
sync_device_list (SyncEngine *engine, gint64 account_id, GCancellable *cancellable, GError **error)
{
  g_auto (Context) c = { 0 };
  GPtrArray *list;
  g_autoptr (GPtrArray) by_hand = NULL;

  if (!context_init (&c, engine, account_id, TRUE, cancellable, error))
    return NULL;
  if (is_manual (&c))
    return sync_device_remembered (c.store, account_id, error);
  list = web_devices_list (c.devices, cancellable, error);
  if (list == NULL)
    return NULL;
  sync_device_merge (c.store, account_id, c.service->kind, list);
  by_hand = sync_device_remembered (c.store, account_id, NULL);
  if (by_hand != NULL)
    g_ptr_array_extend_and_steal (list, g_steal_pointer (&by_hand));
  return list;
}

/* ---- making and using ---- */

/* Whether it may help to wait: a new password is not known to every server of the provider at once. */
static gboolean
check_secret (Context *self, const char *secret, guint tries, GCancellable *cancellable, GError **error)
{
  for (guint i = 1;; i++)
    {
      g_autoptr (GError) local = NULL;

      if (sync_engine_check_account (self->engine, self->account, secret, cancellable, &local))
        return TRUE;
      if (i >= tries || sync_error_get_topic (local) != SYNC_TOPIC_PASSWORD_WRONG
          || g_cancellable_is_cancelled (cancellable))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      g_usleep (FRESH_PAUSE_US);
    }
}

/* A command that gives a password would win over the keyring. */
static gboolean
drop_command (Context *self, GError **error)
{
  if (self->account->password_command == NULL || *self->account->password_command == '\0')
    return TRUE;
  g_clear_pointer (&self->account->password_command, g_free);
  return store_account_update (self->store, self->account, error);
}

static gboolean
use (Context *self, const BaseDevice *device, const char *secret, guint tries, GCancellable *cancellable,
     GError **error)
{
  const char *kind = device->by_hand ? "manual" : self->service->kind;
  g_autoptr (GError) local = NULL;
  gboolean ok = check_secret (self, secret, tries, cancellable, &local) && drop_command (self, &local)
                && sync_engine_set_password (self->engine, self->account->id, secret, &local);

  if (ok)
    {
      sync_device_forget_use (self->store, self->account->id);
      sync_device_mark (self->store, self->account->id, kind, device->id, TRUE);
    }
  sync_device_note (self->store, self->account->id, "use", kind, device->label, local);
  if (!ok)
    g_propagate_error (error, g_steal_pointer (&local));
  return ok;
}

/**
 * sync_device_use:
 * @device: the entry that @secret belongs to
 *
 * This computer signs in with it from now on: after both servers accepted it, never before.
 */
gboolean
sync_device_use (SyncEngine *engine, gint64 account_id, const BaseDevice *device, const char *secret,
                 GCancellable *cancellable, GError **error)
{
  g_auto (Context) c = { 0 };

  return context_init (&c, engine, account_id, FALSE, cancellable, error)
         && use (&c, device, secret, FRESH_TRIES, cancellable, error);
}

static char *
create (Context *self, const SyncDeviceRequest *request, BaseDevice **device, GCancellable *cancellable,
        GError **error)
{
  g_autoptr (GError) local = NULL;
  WebDeviceRequest wanted = { .label = request->label,
                              .type = request->type,
                              .protocols = request->protocols,
                              .expires = request->expires };
  char *secret = NULL;

  if (is_manual (self))
    base_device_set_error (&local, BASE_DEVICE_ERROR_UNSUPPORTED, 0, NULL, "passwords are made by hand here");
  else
    secret = web_devices_create (self->devices, &wanted, device, cancellable, &local);
  if (secret != NULL)
    {
      g_autoptr (GError) forgotten = NULL;

      if (!sync_device_remember (self->store, self->account->id, self->service->kind, *device, &forgotten))
        g_warning ("a device cannot be remembered: %s", forgotten->message);
    }
  sync_device_note (self->store, self->account->id, "add", self->service->kind, request->label, local);
  if (secret == NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return secret;
}

/**
 * sync_device_create:
 * @device: (out) (transfer full)
 *
 * Returns: (transfer full) (nullable): the new password; it can be had only now, base_secret_wipe() it
 */
char *
sync_device_create (SyncEngine *engine, gint64 account_id, const SyncDeviceRequest *request,
                    BaseDevice **device, GCancellable *cancellable, GError **error)
{
  g_auto (Context) c = { 0 };

  return context_init (&c, engine, account_id, TRUE, cancellable, error)
             ? create (&c, request, device, cancellable, error)
             : NULL;
}

/**
 * sync_device_add_by_hand:
 * @secret: (nullable): made by the person on the provider's page; tried against both servers at once. %NULL: it is for
 *   another device and only remembered
 * @use: with @secret: this computer signs in with it from now on
 * @device: (out) (transfer full)
 */
gboolean
sync_device_add_by_hand (SyncEngine *engine, gint64 account_id, const SyncDeviceRequest *request,
                         const char *secret, gboolean with_it, BaseDevice **device, GCancellable *cancellable,
                         GError **error)
{
  g_auto (Context) c = { 0 };
  g_autoptr (BaseDevice) made = base_device_new ();
  g_autoptr (GError) local = NULL;

  if (!context_init (&c, engine, account_id, FALSE, cancellable, error))
    return FALSE;
  if (request->label == NULL || *request->label == '\0')
    {
      base_device_set_error (error, BASE_DEVICE_ERROR_INVALID, 0, "label", "a name is needed");
      return FALSE;
    }
  if (secret != NULL && !check_secret (&c, secret, 1, cancellable, &local))
    {
      sync_device_note (c.store, account_id, "add", "manual", request->label, local);
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  made->by_hand = TRUE;
  g_set_str (&made->label, request->label);
  made->type = request->type;
  made->protocols = request->protocols;
  made->created = base_clock_now_unix ();
  made->status = secret != NULL ? BASE_DEVICE_STATUS_OK : BASE_DEVICE_STATUS_UNKNOWN;
  made->can_revoke = TRUE;
  g_set_str (&made->note, c.service->page != NULL ? c.service->page : "");
  if (!sync_device_remember (c.store, account_id, "manual", made, error))
    return FALSE;
  sync_device_note (c.store, account_id, "add", "manual", made->label, NULL);
  if (with_it && secret != NULL)
    {
      if (!use (&c, made, secret, 1, cancellable, error))
        return FALSE;
      made->is_this = TRUE;
    }
  *device = g_steal_pointer (&made);
  return TRUE;
}

/* ---- withdrawing ---- */

/* The address has no password any more: connections that still live end, and it asks for a new one. */
static void
lose_password (Context *self)
{
  g_autofree char *key = sync_setup_secret_key (self->account);
  g_autoptr (GError) error = NULL;
  gint64 id = self->account->id;
  gboolean running = sync_engine_get_state (self->engine, id) != SYNC_STATE_STOPPED;

  if (!sync_secrets_clear (self->secrets, key, NULL, &error))
    g_info ("the password stays in the keyring: %s", error->message);
  if (running)
    {
      sync_engine_stop_account (self->engine, id);
      sync_engine_start_account (self->engine, id);
    }
}

static char *
label_of (GPtrArray *list, const char *id)
{
  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      const BaseDevice *one = g_ptr_array_index (list, i);

      if (g_str_equal (one->id, id))
        return g_strdup (one->label);
    }
  return g_strdup ("");
}

/* What is made by hand is only forgotten here: the person withdraws it on the provider's page. */
static gboolean
revoke_one (Context *self, GPtrArray *list, const char *id, GCancellable *cancellable, GError **error)
{
  gboolean local = g_str_has_prefix (id, "local:");
  const char *kind = local ? "manual" : self->service->kind;
  g_autoptr (BaseDevice) known = sync_device_find (self->store, self->account->id, kind, id);
  g_autofree char *label
      = known != NULL && *known->label != '\0' ? g_strdup (known->label) : label_of (list, id);
  g_autoptr (GError) problem = NULL;
  gboolean ok = FALSE;

  if (local && known == NULL)
    base_device_set_error (&problem, BASE_DEVICE_ERROR_NOT_FOUND, 0, NULL, "no such device");
  else if (!local && is_manual (self))
    base_device_set_error (&problem, BASE_DEVICE_ERROR_NOT_FOUND, 0, NULL, "no such device");
  else
    ok = local || web_devices_revoke (self->devices, id, cancellable, &problem);
  sync_device_note (self->store, self->account->id, local ? "forget" : "revoke", kind, label, problem);
  if (!ok)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  sync_device_mark_revoked (self->store, self->account->id, kind, id);
  if (known != NULL && known->is_this)
    lose_password (self);
  return TRUE;
}

/**
 * sync_device_revoke:
 * @ids: %NULL-terminated
 * @done: (out) (nullable): how many are gone; those after the first failure were not tried
 *
 * When one of them is this computer's, the address has no password afterwards and asks for one.
 */
gboolean
sync_device_revoke (SyncEngine *engine, gint64 account_id, const char *const *ids, guint *done,
                    GCancellable *cancellable, GError **error)
{
  g_auto (Context) c = { 0 };
  g_autoptr (GPtrArray) list = NULL;
  guint n = 0;
  gboolean ok = context_init (&c, engine, account_id, TRUE, cancellable, error);

  if (ok && c.devices != NULL)
    list = web_devices_list (c.devices, cancellable, NULL);
  for (; ok && ids[n] != NULL; n++)
    if (!revoke_one (&c, list, ids[n], cancellable, error))
      break;
  ok = ok && ids[n] == NULL;
  if (done != NULL)
    *done = n;
  return ok;
}

/** sync_device_revoke_all: Every one of the address, this computer's too. */
gboolean
sync_device_revoke_all (SyncEngine *engine, gint64 account_id, GCancellable *cancellable, GError **error)
{
  g_auto (Context) c = { 0 };
  g_autoptr (GPtrArray) list = sync_device_list (engine, account_id, cancellable, error);
  g_autoptr (GError) local = NULL;
  gboolean was_this = FALSE;

  if (list == NULL || !context_init (&c, engine, account_id, TRUE, cancellable, error))
    return FALSE;
  if (!is_manual (&c) && !web_devices_revoke_all (c.devices, cancellable, &local))
    {
      sync_device_note (c.store, account_id, "revoke-all", c.service->kind, NULL, local);
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  for (guint i = 0; i < list->len; i++)
    {
      const BaseDevice *one = g_ptr_array_index (list, i);
      const char *kind = one->by_hand ? "manual" : c.service->kind;

      was_this |= one->is_this;
      sync_device_note (c.store, account_id, one->by_hand ? "forget" : "revoke", kind, one->label, NULL);
      sync_device_mark_revoked (c.store, account_id, kind, one->id);
    }
  if (was_this)
    lose_password (&c);
  return TRUE;
}

/* ---- changing ---- */

gboolean
sync_device_rename (SyncEngine *engine, gint64 account_id, const char *id, const char *label,
                    GCancellable *cancellable, GError **error)
{
  g_auto (Context) c = { 0 };
  gboolean local = g_str_has_prefix (id, "local:");
  const char *kind;
  g_autoptr (GError) problem = NULL;
  gboolean ok = FALSE;

  if (!context_init (&c, engine, account_id, TRUE, cancellable, error))
    return FALSE;
  kind = local ? "manual" : c.service->kind;
  if (*label == '\0')
    base_device_set_error (&problem, BASE_DEVICE_ERROR_INVALID, 0, "label", "a name is needed");
  else if (!local && is_manual (&c))
    base_device_set_error (&problem, BASE_DEVICE_ERROR_NOT_FOUND, 0, NULL, "no such device");
  else
    ok = local || web_devices_rename (c.devices, id, label, cancellable, &problem);
  if (ok)
    sync_device_relabel (c.store, account_id, kind, id, label);
  sync_device_note (c.store, account_id, "rename", kind, label, problem);
  if (!ok)
    g_propagate_error (error, g_steal_pointer (&problem));
  return ok;
}

/**
 * sync_device_regenerate:
 *
 * When it is this computer's, the address has the new password at once.
 * Returns: (transfer full) (nullable): the new password, base_secret_wipe() it
 */
char *
sync_device_regenerate (SyncEngine *engine, gint64 account_id, const char *id, GCancellable *cancellable,
                        GError **error)
{
  g_auto (Context) c = { 0 };
  g_autoptr (BaseDevice) known = NULL;
  g_autoptr (GError) local = NULL;
  char *secret = NULL;

  if (!context_init (&c, engine, account_id, TRUE, cancellable, error))
    return NULL;
  known = sync_device_find (c.store, account_id, c.service->kind, id);
  if (is_manual (&c))
    base_device_set_error (&local, BASE_DEVICE_ERROR_UNSUPPORTED, 0, NULL, "passwords are made by hand here");
  else
    secret = web_devices_regenerate (c.devices, id, cancellable, &local);
  sync_device_note (c.store, account_id, "regenerate", c.service->kind, known != NULL ? known->label : id,
                    local);
  if (secret == NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (known != NULL && known->is_this && !use (&c, known, secret, FRESH_TRIES, cancellable, &local))
    {
      g_info ("the new password is not accepted yet: %s", local->message);
      lose_password (&c);
    }
  return secret;
}

/**
 * sync_device_repair:
 * @label: for the new entry
 *
 * The address does not sign in any more: makes a new password at its provider and uses it (product 9.5). What was made and
 * does not work is taken back.
 */
gboolean
sync_device_repair (SyncEngine *engine, gint64 account_id, const char *label, GCancellable *cancellable,
                    GError **error)
{
  g_auto (Context) c = { 0 };
  g_autoptr (BaseDevice) device = NULL;
  SyncDeviceRequest request = { .label = label, .type = BASE_DEVICE_TYPE_COMPUTER };
  char *secret;
  gboolean ok;

  if (!context_init (&c, engine, account_id, TRUE, cancellable, error))
    return FALSE;
  secret = create (&c, &request, &device, cancellable, error);
  if (secret == NULL)
    return FALSE;
  ok = use (&c, device, secret, FRESH_TRIES, cancellable, error);
  base_secret_wipe (secret);
  if (!ok && *device->id != '\0' && web_devices_revoke (c.devices, device->id, cancellable, NULL))
    sync_device_mark_revoked (c.store, account_id, c.service->kind, device->id);
  return ok;
}
