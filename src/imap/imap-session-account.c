/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imap-session-account.c: NAMESPACE, QUOTA, ACL, METADATA (RFC 2342, 9208, 4314, 5464)
 *
 * Each needs its extension; IMAP_ERROR_UNSUPPORTED without it, and once it was answered BAD. An OK without the data asked
 * for is IMAP_ERROR_NOT_RECEIVED. Belongs to the session's thread. */

#include <string.h>

#include "imap-session-private.h"

static gboolean
is_data (ImapResponse *response, const char *word)
{
  return response->kind == IMAP_RESPONSE_DATA && strcmp (response->word, word) == 0;
}

static gboolean
same_folder (const char *a, const char *b)
{
  return strcmp (a, b) == 0 || (g_ascii_strcasecmp (a, "INBOX") == 0 && g_ascii_strcasecmp (b, "INBOX") == 0);
}

static gboolean
not_received (const char *verb, GError **error)
{
  g_set_error (error, IMAP_ERROR, IMAP_ERROR_NOT_RECEIVED, "%s without an answer", verb);
  return FALSE;
}

static ImapCommand *
command_on (ImapSession *self, const char *verb, const char *folder)
{
  ImapCommand *command = imap_session_command (self, verb);

  imap_command_add (command, " ");
  imap_command_add_astring (command, folder);
  return command;
}

static gboolean
on_namespace (ImapSession *self, ImapResponse *response, gpointer data)
{
  ImapNamespaces **namespaces = data;

  if (!is_data (response, "NAMESPACE"))
    return FALSE;
  imap_namespaces_free (*namespaces);
  *namespaces = imap_namespaces_parse (response->tree, NULL);
  return TRUE;
}

/** imap_session_namespace: @namespaces: (out) (transfer full): where one's own, others' and common folders are (RFC 2342). */
gboolean
imap_session_namespace (ImapSession *self, ImapNamespaces **namespaces, GCancellable *cancellable,
                        GError **error)
{
  g_autoptr (ImapCommand) command = imap_session_command (self, "NAMESPACE");
  g_autoptr (ImapNamespaces) got = NULL;

  if (!imap_session_run_optional (self, IMAP_EXTENSION_NAMESPACE, command, on_namespace, &got, cancellable,
                                  error))
    return FALSE;
  if (got == NULL)
    return not_received (command->verb, error);
  *namespaces = g_steal_pointer (&got);
  return TRUE;
}

static gboolean
on_quota (ImapSession *self, ImapResponse *response, gpointer data)
{
  GPtrArray *quotas = data;
  ImapQuota *quota;

  if (is_data (response, "QUOTAROOT"))
    return TRUE;
  if (!is_data (response, "QUOTA"))
    return FALSE;
  quota = imap_quota_parse (response->tree, NULL);
  if (quota != NULL)
    g_ptr_array_add (quotas, quota);
  return TRUE;
}

/** imap_session_get_quota: @quotas: (out) (transfer full): of ImapQuota, those that @folder counts to; none: no limit. */
gboolean
imap_session_get_quota (ImapSession *self, const char *folder, GPtrArray **quotas, GCancellable *cancellable,
                        GError **error)
{
  g_autoptr (ImapCommand) command = command_on (self, "GETQUOTAROOT", folder);
  g_autoptr (GPtrArray) got = g_ptr_array_new_with_free_func ((GDestroyNotify) imap_quota_free);

  if (!imap_session_run_optional (self, IMAP_EXTENSION_QUOTA, command, on_quota, got, cancellable, error))
    return FALSE;
  *quotas = g_steal_pointer (&got);
  return TRUE;
}

typedef struct
{
  const char *folder;
  char *rights;
  GPtrArray *entries;
} Access;

static gboolean
on_access (ImapSession *self, ImapResponse *response, gpointer data)
{
  Access *access = data;
  g_autofree char *folder = NULL;
  g_autofree char *rights = NULL;
  g_autoptr (GPtrArray) entries = NULL;

  if (is_data (response, "MYRIGHTS"))
    rights = imap_rights_parse (response->tree, &folder, NULL);
  else if (is_data (response, "ACL"))
    entries = imap_access_parse (response->tree, &folder, NULL);
  else
    return FALSE;
  if (folder == NULL || !same_folder (folder, access->folder))
    return TRUE;
  if (rights != NULL)
    {
      g_free (access->rights);
      access->rights = g_steal_pointer (&rights);
    }
  if (entries != NULL)
    {
      g_clear_pointer (&access->entries, g_ptr_array_unref);
      access->entries = g_steal_pointer (&entries);
    }
  return TRUE;
}

static gboolean
run_access (ImapSession *self, ImapCommand *command, Access *access, GCancellable *cancellable,
            GError **error)
{
  if (imap_session_run_optional (self, IMAP_EXTENSION_ACL, command, on_access, access, cancellable, error))
    return TRUE;
  g_clear_pointer (&access->rights, g_free);
  g_clear_pointer (&access->entries, g_ptr_array_unref);
  return FALSE;
}

/** imap_session_get_rights: @rights: (out) (transfer full): ours on @folder, letters of RFC 4314 2.1 (MYRIGHTS). */
gboolean
imap_session_get_rights (ImapSession *self, const char *folder, char **rights, GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (ImapCommand) command = command_on (self, "MYRIGHTS", folder);
  Access access = { folder, NULL, NULL };

  if (!run_access (self, command, &access, cancellable, error))
    return FALSE;
  g_clear_pointer (&access.entries, g_ptr_array_unref);
  if (access.rights == NULL)
    return not_received (command->verb, error);
  *rights = access.rights;
  return TRUE;
}

/** imap_session_get_acl: @entries: (out) (transfer full): of ImapAccess (GETACL). */
gboolean
imap_session_get_acl (ImapSession *self, const char *folder, GPtrArray **entries, GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (ImapCommand) command = command_on (self, "GETACL", folder);
  Access access = { folder, NULL, NULL };

  if (!run_access (self, command, &access, cancellable, error))
    return FALSE;
  g_free (access.rights);
  if (access.entries == NULL)
    return not_received (command->verb, error);
  *entries = access.entries;
  return TRUE;
}

/** imap_session_set_acl: @rights: "lrs" replaces, "+w" adds, "-w" takes away (SETACL, RFC 4314 3.1). */
gboolean
imap_session_set_acl (ImapSession *self, const char *folder, const char *identifier, const char *rights,
                      GCancellable *cancellable, GError **error)
{
  g_autoptr (ImapCommand) command = command_on (self, "SETACL", folder);
  Access access = { folder, NULL, NULL };

  imap_command_add (command, " ");
  imap_command_add_astring (command, identifier);
  imap_command_add (command, " ");
  imap_command_add_string (command, rights);
  return run_access (self, command, &access, cancellable, error);
}

/** imap_session_delete_acl: takes the whole entry of @identifier away (DELETEACL). */
gboolean
imap_session_delete_acl (ImapSession *self, const char *folder, const char *identifier,
                         GCancellable *cancellable, GError **error)
{
  g_autoptr (ImapCommand) command = command_on (self, "DELETEACL", folder);
  Access access = { folder, NULL, NULL };

  imap_command_add (command, " ");
  imap_command_add_astring (command, identifier);
  return run_access (self, command, &access, cancellable, error);
}

typedef struct
{
  const char *folder;
  GPtrArray *entries;
} Metadata;

static gboolean
on_metadata (ImapSession *self, ImapResponse *response, gpointer data)
{
  Metadata *metadata = data;
  g_autofree char *folder = NULL;
  g_autoptr (GPtrArray) entries = NULL;

  if (!is_data (response, "METADATA"))
    return FALSE;
  entries = imap_metadata_parse (response->tree, &folder, NULL);
  if (entries != NULL && same_folder (folder, metadata->folder))
    g_ptr_array_extend_and_steal (metadata->entries, g_steal_pointer (&entries));
  return TRUE;
}

static ImapExtension
metadata_extension (const char *folder)
{
  return *folder != '\0' ? IMAP_EXTENSION_METADATA : IMAP_EXTENSION_METADATA_SERVER;
}

#define METADATA_MAX 65536 /* bytes of one value that we want */

/**
 * imap_session_get_metadata:
 * @folder: "" is the server
 * @names: "/private/comment", "/shared/vendor/…"
 * @entries: (out) (transfer full): of ImapMetadata; those that are not set may be missing
 *
 * GETMETADATA (RFC 5464 4.2). Values over 64 KiB are left out.
 */
gboolean
imap_session_get_metadata (ImapSession *self, const char *folder, const char *const *names,
                           GPtrArray **entries, GCancellable *cancellable, GError **error)
{
  g_autoptr (ImapCommand) command = imap_session_command (self, "GETMETADATA");
  g_autoptr (GPtrArray) got = g_ptr_array_new_with_free_func ((GDestroyNotify) imap_metadata_free);
  Metadata metadata = { folder, got };

  imap_command_add (command, " (MAXSIZE %d) ", METADATA_MAX);
  imap_command_add_string (command, folder);
  imap_command_add (command, " (");
  for (guint i = 0; names[i] != NULL; i++)
    {
      imap_command_add (command, "%s", i > 0 ? " " : "");
      imap_command_add_astring (command, names[i]);
    }
  imap_command_add (command, ")");
  if (!imap_session_run_optional (self, metadata_extension (folder), command, on_metadata, &metadata,
                                  cancellable, error))
    return FALSE;
  *entries = g_steal_pointer (&got);
  return TRUE;
}

/** imap_session_set_metadata: @value: (nullable): %NULL removes the entry (SETMETADATA, RFC 5464 4.3). */
gboolean
imap_session_set_metadata (ImapSession *self, const char *folder, const char *name, const char *value,
                           GCancellable *cancellable, GError **error)
{
  g_autoptr (ImapCommand) command = imap_session_command (self, "SETMETADATA");

  imap_command_add (command, " ");
  imap_command_add_string (command, folder);
  imap_command_add (command, " (");
  imap_command_add_astring (command, name);
  imap_command_add (command, " ");
  if (value != NULL)
    imap_command_add_string (command, value);
  else
    imap_command_add (command, "NIL");
  imap_command_add (command, ")");
  return imap_session_run_optional (self, metadata_extension (folder), command, NULL, NULL, cancellable,
                                    error);
}
