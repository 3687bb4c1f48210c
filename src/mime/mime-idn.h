/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *mime_domain_dup_ascii (const char *domain);
char *mime_domain_dup_display (const char *domain);
char *mime_domain_dup_registrable (const char *domain);
char *mime_domain_dup_skeleton (const char *domain);
char *mime_address_dup_ascii (const char *email);
char *mime_address_dup_display (const char *email);

G_END_DECLS
