/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* BaseWake: "there is other work". Unlike a cancellable it interrupts only a wait, never a read that has begun. */
typedef struct _BaseWake BaseWake;

BaseWake *base_wake_new (GMainContext *context);
BaseWake *base_wake_ref (BaseWake *self);
void base_wake_unref (BaseWake *self);
void base_wake_signal (BaseWake *self);
void base_wake_clear (BaseWake *self);
gboolean base_wake_is_set (BaseWake *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BaseWake, base_wake_unref)

G_END_DECLS
