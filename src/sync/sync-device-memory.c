/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-device-memory.c: what is remembered here about the device passwords of an address, and the lines in its log
 *
 * For a provider's service the service is right about what exists; remembered is which one this computer signs in with,
 * and what was made when its id was not told. For passwords made by hand it is all that is known: their id here is
 * "local:" and the row. Blocks for the disk; any worker's thread. */

#include "sync-device-private.h"

#include <string.h>

#include "base-clock.h"

#define LOCAL "local:"
#define NEAR_SECONDS (2 * 24 * 60 * 60) /* services count in other time zones */

/**
 * sync_device_note:
 * @what: a word: "add", "revoke" …
 * @label: (nullable): of the entry
 * @error: (nullable): why it failed
 *
 * A line in the log of activity (product 18.1). Holds words and the label, never a password.
 */
void
sync_device_note (Store *store, gint64 account_id, const char *what, const char *kind, const char *label,
                  const GError *error)
{
  g_autofree char *detail = error != NULL ? g_strdup_printf ("%s %s %s", what, kind,
                                                             error->domain == BASE_DEVICE_ERROR
                                                                 ? base_device_error_get_name (error)
                                                                 : "failed")
                                          : g_strdup_printf ("%s %s", what, kind);
  g_autoptr (GError) problem = NULL;

  if (error != NULL && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (!store_activity_add (store, account_id, STORE_ACTIVITY_DEVICE, error == NULL, label, detail, &problem))
    g_warning ("the log of activity: %s", problem->message);
}

static void
fill_row (StoreDevice *row, const BaseDevice *device)
{
  g_set_str (&row->label, device->label);
  g_set_str (&row->type, base_device_type_get_name (device->type));
  g_free (row->protocols);
  row->protocols = base_device_protocols_format (device->protocols);
  g_set_str (&row->holder, device->holder);
  row->created = device->created;
  row->last_used = device->last_used;
  row->expires = device->expires;
  row->status = (gint) device->status;
}

static BaseDevice *
from_row (const StoreDevice *row)
{
  BaseDevice *device = base_device_new ();

  device->by_hand = g_str_equal (row->provider, "manual");
  g_free (device->id);
  device->id
      = device->by_hand ? g_strdup_printf (LOCAL "%" G_GINT64_FORMAT, row->id) : g_strdup (row->remote_id);
  g_set_str (&device->label, row->label);
  g_set_str (&device->holder, row->holder);
  g_set_str (&device->note, row->note);
  device->type = base_device_type_parse (row->type);
  device->protocols = base_device_protocols_parse (row->protocols);
  device->created = row->created;
  device->last_used = row->last_used;
  device->expires = row->expires;
  device->status = (BaseDeviceStatus) CLAMP (row->status, 0, BASE_DEVICE_STATUS_EXPIRED);
  device->is_this = row->is_this;
  device->can_revoke = TRUE;
  return device;
}

/**
 * sync_device_remember:
 * @device: a password that was just made; one made by hand gets its id here
 */
gboolean
sync_device_remember (Store *store, gint64 account_id, const char *kind, BaseDevice *device, GError **error)
{
  g_autoptr (StoreDevice) row = g_new0 (StoreDevice, 1);

  row->account_id = account_id;
  row->provider = g_strdup (kind);
  row->remote_id = g_strdup (device->by_hand ? "" : device->id);
  row->note = g_strdup (device->note);
  fill_row (row, device);
  row->id = store_device_save (store, row, error);
  if (row->id != 0 && device->by_hand)
    {
      g_free (device->id);
      device->id = g_strdup_printf (LOCAL "%" G_GINT64_FORMAT, row->id);
    }
  return row->id != 0;
}

/* Borrowed from @rows. */
static StoreDevice *
find_row (GPtrArray *rows, const char *kind, const char *id)
{
  gint64 number = 0;
  gboolean local = g_str_has_prefix (id, LOCAL)
                   && g_ascii_string_to_signed (id + strlen (LOCAL), 10, 1, G_MAXINT64, &number, NULL);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      StoreDevice *row = g_ptr_array_index (rows, i);

      if (local ? row->id == number && g_str_equal (row->provider, "manual")
                : *id != '\0' && g_str_equal (row->provider, kind) && g_str_equal (row->remote_id, id))
        return row;
    }
  return NULL;
}

static void
save_row (Store *store, const StoreDevice *row)
{
  g_autoptr (GError) error = NULL;

  if (store_device_save (store, row, &error) == 0)
    g_warning ("a device cannot be remembered: %s", error->message);
}

/** sync_device_find: Returns: (transfer full) (nullable): what is remembered of @id */
BaseDevice *
sync_device_find (Store *store, gint64 account_id, const char *kind, const char *id)
{
  g_autoptr (GPtrArray) rows = store_devices_list (store, account_id, NULL);
  const StoreDevice *row = find_row (rows, kind, id);

  return row != NULL ? from_row (row) : NULL;
}

/** sync_device_mark: This computer signs in with @id from now on, and with no other. */
void
sync_device_mark (Store *store, gint64 account_id, const char *kind, const char *id, gboolean is_this)
{
  g_autoptr (GPtrArray) rows = store_devices_list (store, account_id, NULL);
  StoreDevice *row = find_row (rows, kind, id);
  g_autoptr (StoreDevice) fresh = NULL;

  if (row == NULL && is_this && *id != '\0')
    {
      row = fresh = g_new0 (StoreDevice, 1);
      fresh->account_id = account_id;
      fresh->provider = g_strdup (kind);
      fresh->remote_id = g_strdup (id);
      fresh->label = g_strdup ("");
    }
  if (row == NULL)
    return;
  row->is_this = is_this;
  save_row (store, row);
}

/**
 * sync_device_forget_use:
 *
 * The address has another password now, and nobody said which one that is.
 */
void
sync_device_forget_use (Store *store, gint64 account_id)
{
  g_autoptr (GPtrArray) rows = store_devices_list (store, account_id, NULL);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      StoreDevice *row = g_ptr_array_index (rows, i);

      if (row->is_this)
        {
          row->is_this = FALSE;
          save_row (store, row);
        }
    }
}

void
sync_device_mark_revoked (Store *store, gint64 account_id, const char *kind, const char *id)
{
  g_autoptr (GPtrArray) rows = store_devices_list (store, account_id, NULL);
  StoreDevice *row = find_row (rows, kind, id);

  if (row == NULL)
    return;
  row->revoked = base_clock_now_unix ();
  row->is_this = FALSE;
  save_row (store, row);
}

void
sync_device_relabel (Store *store, gint64 account_id, const char *kind, const char *id, const char *label)
{
  g_autoptr (GPtrArray) rows = store_devices_list (store, account_id, NULL);
  StoreDevice *row = find_row (rows, kind, id);

  if (row == NULL)
    return;
  g_set_str (&row->label, label);
  save_row (store, row);
}

/** sync_device_remembered: Returns: (transfer full) (element-type BaseDevice): what was made by hand and not withdrawn */
GPtrArray *
sync_device_remembered (Store *store, gint64 account_id, GError **error)
{
  g_autoptr (GPtrArray) rows = store_devices_list (store, account_id, error);
  GPtrArray *list;

  if (rows == NULL)
    return NULL;
  list = g_ptr_array_new_with_free_func ((GDestroyNotify) base_device_free);
  for (guint i = 0; i < rows->len; i++)
    {
      const StoreDevice *row = g_ptr_array_index (rows, i);

      if (row->revoked == 0 && g_str_equal (row->provider, "manual"))
        g_ptr_array_add (list, from_row (row));
    }
  return list;
}

/* One made here whose id was not told at the time. */
static const BaseDevice *
recognize (GPtrArray *listed, const StoreDevice *row)
{
  for (guint i = 0; i < listed->len; i++)
    {
      const BaseDevice *one = g_ptr_array_index (listed, i);

      if (g_str_equal (one->label, row->label) && ABS (one->created - row->created) < NEAR_SECONDS)
        return one;
    }
  return NULL;
}

static BaseDevice *
find_listed (GPtrArray *listed, const char *id)
{
  for (guint i = 0; i < listed->len; i++)
    if (g_str_equal (((BaseDevice *) g_ptr_array_index (listed, i))->id, id))
      return g_ptr_array_index (listed, i);
  return NULL;
}

/**
 * sync_device_merge:
 * @listed: (element-type BaseDevice): what the service has; learns which one is this computer's
 *
 * What is remembered but not there any more was withdrawn elsewhere.
 */
void
sync_device_merge (Store *store, gint64 account_id, const char *kind, GPtrArray *listed)
{
  g_autoptr (GPtrArray) rows = store_devices_list (store, account_id, NULL);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      StoreDevice *row = g_ptr_array_index (rows, i);
      const BaseDevice *known = NULL;
      BaseDevice *found;

      if (row->revoked != 0 || !g_str_equal (row->provider, kind))
        continue;
      if (*row->remote_id == '\0' && (known = recognize (listed, row)) != NULL)
        g_set_str (&row->remote_id, known->id);
      found = *row->remote_id != '\0' ? find_listed (listed, row->remote_id) : NULL;
      if (found != NULL)
        {
          found->is_this = row->is_this;
          fill_row (row, found);
        }
      else
        {
          row->revoked = base_clock_now_unix ();
          row->is_this = FALSE;
        }
      save_row (store, row);
    }
}
