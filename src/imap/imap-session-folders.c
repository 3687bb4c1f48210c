/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imap-session-folders.c: LIST, STATUS, CREATE, DELETE, RENAME, SUBSCRIBE (RFC 9051 6.3) */

#include <string.h>

#include "imap-session-private.h"
#include "imap-utf7.h"

#define FOLDERS_MAX 50000

typedef struct
{
  GPtrArray *folders;
  GHashTable *by_name; /* borrowed names → ImapFolder */
  gboolean truncated;
} Listing;

static void
add_folder (Listing *listing, ImapFolder *folder, gboolean lsub)
{
  ImapFolder *known = g_hash_table_lookup (listing->by_name, folder->name);

  if (known != NULL)
    {
      known->subscribed |= lsub || folder->subscribed;
      known->attributes |= lsub ? 0 : folder->attributes;
      if (known->role == IMAP_ROLE_NONE)
        known->role = folder->role;
      imap_folder_free (folder);
      return;
    }
  if (lsub || listing->folders->len >= FOLDERS_MAX) /* subscribed but gone, or no end of it (I-18) */
    {
      imap_folder_free (folder);
      return;
    }
  g_ptr_array_add (listing->folders, folder);
  g_hash_table_insert (listing->by_name, folder->name, folder);
}

static gboolean
on_list (ImapSession *self, ImapResponse *response, gpointer data)
{
  Listing *listing = data;
  gboolean lsub = strcmp (response->word, "LSUB") == 0;

  if (response->kind != IMAP_RESPONSE_DATA)
    return FALSE;
  if (lsub || strcmp (response->word, "LIST") == 0 || strcmp (response->word, "XLIST") == 0)
    {
      ImapFolder *folder = imap_list_parse (response->tree, self->utf8, NULL);

      if (folder != NULL)
        add_folder (listing, folder, lsub);
      return TRUE;
    }
  if (strcmp (response->word, "STATUS") == 0)
    {
      ImapStatus *status = imap_status_parse (response->tree, NULL);
      ImapFolder *folder;

      if (status == NULL)
        return TRUE;
      folder = g_hash_table_lookup (listing->by_name,
                                    g_ascii_strcasecmp (status->name, "INBOX") == 0 ? "INBOX" : status->name);
      if (folder == NULL)
        imap_status_free (status);
      else
        {
          imap_status_free (folder->status);
          folder->status = status;
        }
      return TRUE;
    }
  return FALSE;
}

static void
add_status_items (ImapSession *self, ImapCommand *command)
{
  imap_command_add (command, "(MESSAGES UIDNEXT UIDVALIDITY UNSEEN%s)",
                    imap_session_has (self, IMAP_EXTENSION_CONDSTORE) ? " HIGHESTMODSEQ" : "");
}

static gboolean
list_extended (ImapSession *self, Listing *listing, GCancellable *cancellable, GError **error)
{
  g_autoptr (ImapCommand) command = imap_session_command (self, "LIST");

  imap_command_add (command, " \"\" \"*\" RETURN (SUBSCRIBED CHILDREN%s%s",
                    imap_session_has (self, IMAP_EXTENSION_SPECIAL_USE) ? " SPECIAL-USE" : "",
                    imap_session_has (self, IMAP_EXTENSION_LIST_STATUS) ? " STATUS " : "");
  if (imap_session_has (self, IMAP_EXTENSION_LIST_STATUS))
    add_status_items (self, command);
  imap_command_add (command, ")");
  return imap_session_run (self, command, on_list, listing, NULL, cancellable, error);
}

static gboolean
list_plain (ImapSession *self, Listing *listing, GCancellable *cancellable, GError **error)
{
  gboolean xlist
      = imap_session_has (self, IMAP_EXTENSION_XLIST) && !imap_session_has (self, IMAP_EXTENSION_SPECIAL_USE);
  g_autoptr (ImapCommand) list = imap_session_command (self, xlist ? "XLIST" : "LIST");
  g_autoptr (ImapCommand) lsub = imap_session_command (self, "LSUB");
  g_autoptr (GError) local = NULL;

  imap_command_add (list, " \"\" \"*\"");
  imap_command_add (lsub, " \"\" \"*\"");
  if (!imap_session_run (self, list, on_list, listing, NULL, cancellable, error))
    return FALSE;
  if (!imap_session_run (self, lsub, on_list, listing, NULL, cancellable, &local)
      && imap_session_is_broken (self))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return TRUE;
}

/**
 * imap_session_list:
 * @folders: (out) (transfer full): of ImapFolder, each name once, with status where LIST-STATUS is offered
 *
 * An extended LIST that fails or gives nothing is followed by a plain one (2.5).
 */
gboolean
imap_session_list (ImapSession *self, GPtrArray **folders, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) imap_folder_free);
  g_autoptr (GHashTable) by_name = g_hash_table_new (g_str_hash, g_str_equal);
  Listing listing = { list, by_name, FALSE };

  if (imap_session_has (self, IMAP_EXTENSION_LIST_EXTENDED))
    {
      g_autoptr (GError) local = NULL;

      if (!list_extended (self, &listing, cancellable, &local) && imap_session_is_broken (self))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (local != NULL || list->len == 0)
        imap_capabilities_switch_off (imap_connection_get_capabilities (self->connection),
                                      IMAP_EXTENSION_LIST_EXTENDED);
    }
  if (list->len == 0 && !list_plain (self, &listing, cancellable, error))
    return FALSE;
  *folders = g_steal_pointer (&list);
  return TRUE;
}

typedef struct
{
  const char *name;
  ImapStatus *status;
} StatusWanted;

static gboolean
on_status (ImapSession *self, ImapResponse *response, gpointer data)
{
  StatusWanted *wanted = data;
  ImapStatus *status;

  if (response->kind != IMAP_RESPONSE_DATA || strcmp (response->word, "STATUS") != 0)
    return FALSE;
  status = imap_status_parse (response->tree, NULL);
  if (status != NULL
      && (strcmp (status->name, wanted->name) == 0
          || (g_ascii_strcasecmp (status->name, "INBOX") == 0
              && g_ascii_strcasecmp (wanted->name, "INBOX") == 0)))
    {
      imap_status_free (wanted->status);
      wanted->status = g_steal_pointer (&status);
    }
  imap_status_free (status);
  return TRUE;
}

/** imap_session_status: @status: (out) (transfer full). IMAP_ERROR_NOT_RECEIVED when OK came without it (I-28). */
gboolean
imap_session_status (ImapSession *self, const char *name, ImapStatus **status, GCancellable *cancellable,
                     GError **error)
{
  g_autoptr (ImapCommand) command = imap_session_command (self, "STATUS");
  StatusWanted wanted = { name, NULL };
  gboolean ok;

  imap_command_add (command, " ");
  imap_command_add_astring (command, name);
  imap_command_add (command, " ");
  add_status_items (self, command);
  ok = imap_session_run (self, command, on_status, &wanted, NULL, cancellable, error);
  if (ok && wanted.status != NULL)
    {
      *status = wanted.status;
      return TRUE;
    }
  imap_status_free (wanted.status);
  if (ok)
    g_set_error_literal (error, IMAP_ERROR, IMAP_ERROR_NOT_RECEIVED, "STATUS without an answer");
  return FALSE;
}

static gboolean
run_on_name (ImapSession *self, const char *verb, const char *name, const char *second, const char *rest,
             GCancellable *cancellable, GError **error)
{
  g_autoptr (ImapCommand) command = imap_session_command (self, verb);

  imap_command_add (command, " ");
  imap_command_add_astring (command, name);
  if (second != NULL)
    {
      imap_command_add (command, " ");
      imap_command_add_astring (command, second);
    }
  imap_command_add (command, "%s", rest);
  return imap_session_run (self, command, NULL, NULL, NULL, cancellable, error);
}

/** imap_session_create: @role is told to the server only where CREATE-SPECIAL-USE is offered. */
gboolean
imap_session_create (ImapSession *self, const char *name, ImapRole role, GCancellable *cancellable,
                     GError **error)
{
  static const char *const uses[]
      = { NULL, NULL, "\\All", "\\Archive", "\\Drafts", "\\Flagged", "\\Junk", "\\Sent", "\\Trash", NULL };
  g_autofree char *rest = NULL;

  if (role < G_N_ELEMENTS (uses) && uses[role] != NULL
      && imap_session_has (self, IMAP_EXTENSION_CREATE_SPECIAL_USE))
    rest = g_strdup_printf (" (USE (%s))", uses[role]);
  return run_on_name (self, "CREATE", name, NULL, rest != NULL ? rest : "", cancellable, error);
}

gboolean
imap_session_delete (ImapSession *self, const char *name, GCancellable *cancellable, GError **error)
{
  return run_on_name (self, "DELETE", name, NULL, "", cancellable, error);
}

gboolean
imap_session_rename (ImapSession *self, const char *from, const char *to, GCancellable *cancellable,
                     GError **error)
{
  return run_on_name (self, "RENAME", from, to, "", cancellable, error);
}

gboolean
imap_session_subscribe (ImapSession *self, const char *name, gboolean on, GCancellable *cancellable,
                        GError **error)
{
  return run_on_name (self, on ? "SUBSCRIBE" : "UNSUBSCRIBE", name, NULL, "", cancellable, error);
}

/** imap_session_dup_raw_name: (transfer full): the bytes this session uses for a new folder called @display (UTF-8). */
char *
imap_session_dup_raw_name (ImapSession *self, const char *display)
{
  return self->utf8 ? g_strdup (display) : imap_utf7_encode (display);
}
