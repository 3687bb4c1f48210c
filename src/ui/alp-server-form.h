/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-server-form.h: the servers of an address, to be seen and changed.  Main thread. */
#pragma once

#include "alp-account.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ALP_TYPE_SERVER_FORM (alp_server_form_get_type ())
G_DECLARE_FINAL_TYPE (AlpServerForm, alp_server_form, ALP, SERVER_FORM, AdwBin)

void alp_server_form_show (AlpServerForm *self, const AlpAccountSpec *spec);
void alp_server_form_fill (AlpServerForm *self, AlpAccountSpec *spec);
gboolean alp_server_form_has_servers (AlpServerForm *self);
const char *alp_server_form_get_mistake (AlpServerForm *self);
gboolean alp_server_form_is_edited (AlpServerForm *self);
gboolean alp_server_form_is_plain (AlpServerForm *self);
void alp_server_form_expand (AlpServerForm *self);
void alp_server_form_clear (AlpServerForm *self);

G_END_DECLS
