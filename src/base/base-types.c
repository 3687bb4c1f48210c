/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base-types.c: registers GIO's types before there are threads
 *
 * Up to GLib 2.84 two threads can wait for each other for ever when both use GIO for the first time: one initializes a
 * class (holding the lock of all class initializations) and needs a type, whose first use in the other thread waits for
 * that lock to add the type's interfaces. A type that is registered already cannot take part. */

#include "base-types.h"

/**
 * base_types_ensure:
 *
 * Registers the types with interfaces that net, web and sync use from several threads. To be called before the first
 * thread is started, by each program and by whatever starts threads of its own; only the first call costs something.
 */
void
base_types_ensure (void)
{
  static gsize done;

  if (!g_once_init_enter (&done))
    return;
  /* The same with GIO's extensions, under one lock of theirs: libproxy asks for the file system while it is made itself. */
  g_vfs_get_default ();
  g_type_ensure (G_TYPE_TASK);
  g_type_ensure (G_TYPE_CANCELLABLE);
  g_type_ensure (G_TYPE_NETWORK_ADDRESS);
  g_type_ensure (G_TYPE_NETWORK_SERVICE);
  g_type_ensure (G_TYPE_INET_SOCKET_ADDRESS);
  g_type_ensure (G_TYPE_PROXY_ADDRESS);
  g_type_ensure (G_TYPE_PROXY_ADDRESS_ENUMERATOR);
  g_type_ensure (G_TYPE_UNIX_SOCKET_ADDRESS);
  g_type_ensure (G_TYPE_SOCKET);
  g_type_ensure (G_TYPE_SOCKET_CLIENT);
  g_type_ensure (G_TYPE_TCP_CONNECTION);
  g_type_ensure (G_TYPE_TCP_WRAPPER_CONNECTION);
  g_type_ensure (G_TYPE_MEMORY_INPUT_STREAM);
  g_type_ensure (G_TYPE_MEMORY_OUTPUT_STREAM);
  g_type_ensure (G_TYPE_BUFFERED_INPUT_STREAM);
  g_type_ensure (G_TYPE_CONVERTER_INPUT_STREAM);
  g_type_ensure (G_TYPE_CONVERTER_OUTPUT_STREAM);
  g_type_ensure (G_TYPE_ZLIB_COMPRESSOR);
  g_type_ensure (G_TYPE_ZLIB_DECOMPRESSOR);
  g_once_init_leave (&done, 1);
}
