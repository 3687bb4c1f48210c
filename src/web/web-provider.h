/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base-mail-settings.h"

G_BEGIN_DECLS

/* WebImportServer: a server to copy a mailbox from, known by name. */
typedef struct
{
  char *name;
  char *host;
  guint16 port;
  BaseMailSecurity security;
} WebImportServer;

/* WebSignUpPage: where a new address can be had. */
typedef struct
{
  char *name;
  char *page; /* https */
} WebSignUpPage;

BaseMailSettings *web_provider_find (const char *address);
BaseMailSettings *web_provider_find_by_mx (const char *address, const char *mx_host);
char *web_provider_dup_oauth (const char *domain, char **authorization, char **token, char **scope,
                              char **issuer, char **redirect_host);
gboolean web_provider_owns_host (const char *host);
gboolean web_provider_is_public_domain (const char *domain);
GPtrArray *web_provider_list_import_servers (void);
GPtrArray *web_provider_list_sign_up_pages (void);

gboolean web_address_split (const char *address, char **local, char **domain);
char *web_address_expand (const char *pattern, const char *address);
gboolean web_domain_is_same_owner (const char *host, const char *domain);

G_END_DECLS
