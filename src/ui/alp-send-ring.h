/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-send-ring.h: a ring that drains.  Main thread. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define ALP_TYPE_SEND_RING (alp_send_ring_get_type ())
G_DECLARE_FINAL_TYPE (AlpSendRing, alp_send_ring, ALP, SEND_RING, GtkWidget)

GtkWidget *alp_send_ring_new (guint seconds);

G_END_DECLS
