/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz-imap-account.c: NAMESPACE, QUOTA, ACL, MYRIGHTS, METADATA, ID */

#include "fuzz.h"

#include "imap-access.h"
#include "imap-id.h"
#include "imap-metadata.h"
#include "imap-namespace.h"
#include "imap-quota.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr (ImapTree) tree = fuzz_tree (data, size);
  g_autoptr (ImapNamespaces) namespaces = tree != NULL ? imap_namespaces_parse (tree, NULL) : NULL;
  g_autoptr (ImapQuota) quota = tree != NULL ? imap_quota_parse (tree, NULL) : NULL;
  g_autoptr (ImapServer) server = tree != NULL ? imap_id_parse (tree, NULL) : NULL;
  g_autofree char *acl_folder = NULL;
  g_autofree char *rights_folder = NULL;
  g_autofree char *metadata_folder = NULL;
  g_autoptr (GPtrArray) acl = tree != NULL ? imap_access_parse (tree, &acl_folder, NULL) : NULL;
  g_autofree char *rights = tree != NULL ? imap_rights_parse (tree, &rights_folder, NULL) : NULL;
  g_autoptr (GPtrArray) metadata = tree != NULL ? imap_metadata_parse (tree, &metadata_folder, NULL) : NULL;

  g_assert_true ((acl != NULL) == (acl_folder != NULL));
  g_assert_true ((rights != NULL) == (rights_folder != NULL));
  g_assert_true ((metadata != NULL) == (metadata_folder != NULL));
  g_assert_true (rights == NULL || strlen (rights) <= 64);
  g_assert_true (server == NULL || server->name == NULL || g_utf8_validate (server->name, -1, NULL));
  g_assert_true (quota == NULL || quota->resources->len <= 100);
  return 0;
}
