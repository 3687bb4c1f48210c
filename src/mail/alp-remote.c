/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-remote.c: fetches remote images
 *
 * Main thread, libsoup. What may be connected to is decided when the name has become addresses, at the moment of connecting
 * (AlpPublicAddress): a name that points into the local network, at once or the second time (rebinding), gives no connection.
 * Redirects are followed by hand, so that each hop passes the same gate. */

#include "alp-remote.h"

#include <libsoup/soup.h>
#include <string.h>

#define MAX_HOPS 5
#define CHUNK (64 * 1024)
/* Says no more than every browser on Linux does. */
#define USER_AGENT "Mozilla/5.0 (X11; Linux x86_64)"

static gboolean private_allowed;

void
alp_remote_allow_private (gboolean allow)
{
  private_allowed = allow;
}

static gboolean
is_private_v4 (const guint8 *b)
{
  return b[0] == 0 || b[0] == 10 || b[0] == 127 || b[0] >= 224 || (b[0] == 100 && (b[1] & 0xc0) == 64)
         || (b[0] == 169 && b[1] == 254) || (b[0] == 172 && (b[1] & 0xf0) == 16)
         || (b[0] == 192 && b[1] == 168) || (b[0] == 192 && b[1] == 0 && b[2] == 0)
         || (b[0] == 198 && (b[1] & 0xfe) == 18);
}

gboolean
alp_remote_is_private (GInetAddress *address)
{
  static const guint8 mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };
  static const guint8 nat64[12] = { 0, 0x64, 0xff, 0x9b };
  const guint8 *b = g_inet_address_to_bytes (address);

  if (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV4)
    return is_private_v4 (b);
  if (memcmp (b, mapped, sizeof mapped) == 0 || memcmp (b, nat64, sizeof nat64) == 0)
    return is_private_v4 (b + 12);
  /* 6to4 carries an IPv4 address; Teredo and everything outside 2000::/3 is nobody's public server. */
  if (b[0] == 0x20 && b[1] == 0x02)
    return is_private_v4 (b + 2);
  return (b[0] & 0xe0) != 0x20 || (b[0] == 0x20 && b[1] == 0x01 && b[2] == 0 && b[3] == 0);
}

/* ---- a name that only leads to public addresses ---- */

#define ALP_TYPE_PUBLIC_ENUMERATOR (alp_public_enumerator_get_type ())
G_DECLARE_FINAL_TYPE (AlpPublicEnumerator, alp_public_enumerator, ALP, PUBLIC_ENUMERATOR,
                      GSocketAddressEnumerator)

struct _AlpPublicEnumerator
{
  GSocketAddressEnumerator parent_instance;

  GSocketAddressEnumerator *inner;
  gboolean any; /* one was let through */
};

G_DEFINE_FINAL_TYPE (AlpPublicEnumerator, alp_public_enumerator, G_TYPE_SOCKET_ADDRESS_ENUMERATOR)

static gboolean
is_public (GSocketAddress *address)
{
  return private_allowed
         || (G_IS_INET_SOCKET_ADDRESS (address)
             && !alp_remote_is_private (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address))));
}

/* GSocketClient wants a reason when there was no address at all. */
static GError *
refused (void)
{
  return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE, "an address of the local network");
}

static GSocketAddress *
enumerator_next (GSocketAddressEnumerator *enumerator, GCancellable *cancellable, GError **error)
{
  GSocketAddress *address;

  while ((address
          = g_socket_address_enumerator_next (ALP_PUBLIC_ENUMERATOR (enumerator)->inner, cancellable, error)))
    {
      if (is_public (address))
        {
          ALP_PUBLIC_ENUMERATOR (enumerator)->any = TRUE;
          return address;
        }
      g_object_unref (address);
    }
  if (!ALP_PUBLIC_ENUMERATOR (enumerator)->any && error != NULL && *error == NULL)
    *error = refused ();
  return NULL;
}

static void
on_next (GObject *inner, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  GSocketAddress *address
      = g_socket_address_enumerator_next_finish (G_SOCKET_ADDRESS_ENUMERATOR (inner), result, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else if (address == NULL && !ALP_PUBLIC_ENUMERATOR (g_task_get_source_object (task))->any)
    g_task_return_error (task, refused ());
  else if (address == NULL || is_public (address))
    {
      ALP_PUBLIC_ENUMERATOR (g_task_get_source_object (task))->any = TRUE;
      g_task_return_pointer (task, address, g_object_unref);
    }
  else
    {
      g_object_unref (address);
      g_socket_address_enumerator_next_async (G_SOCKET_ADDRESS_ENUMERATOR (inner),
                                              g_task_get_cancellable (task), on_next, g_object_ref (task));
    }
}

static void
enumerator_next_async (GSocketAddressEnumerator *enumerator, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (enumerator, cancellable, callback, user_data);

  g_socket_address_enumerator_next_async (ALP_PUBLIC_ENUMERATOR (enumerator)->inner, cancellable, on_next,
                                          task);
}

static GSocketAddress *
enumerator_next_finish (GSocketAddressEnumerator *enumerator, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
alp_public_enumerator_finalize (GObject *object)
{
  g_object_unref (ALP_PUBLIC_ENUMERATOR (object)->inner);
  G_OBJECT_CLASS (alp_public_enumerator_parent_class)->finalize (object);
}

static void
alp_public_enumerator_class_init (AlpPublicEnumeratorClass *klass)
{
  GSocketAddressEnumeratorClass *enumerator_class = G_SOCKET_ADDRESS_ENUMERATOR_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = alp_public_enumerator_finalize;
  enumerator_class->next = enumerator_next;
  enumerator_class->next_async = enumerator_next_async;
  enumerator_class->next_finish = enumerator_next_finish;
}

static void
alp_public_enumerator_init (AlpPublicEnumerator *self)
{
}

/* A GNetworkAddress, so that TLS still checks the name. */
typedef struct
{
  GNetworkAddress parent_instance;
} AlpPublicAddress;

typedef struct
{
  GNetworkAddressClass parent_class;
} AlpPublicAddressClass;

static GSocketConnectableIface *plain_connectable;

static GSocketAddressEnumerator *
public_enumerate (GSocketConnectable *connectable)
{
  AlpPublicEnumerator *self = g_object_new (ALP_TYPE_PUBLIC_ENUMERATOR, NULL);

  self->inner = plain_connectable->enumerate (connectable);
  return G_SOCKET_ADDRESS_ENUMERATOR (self);
}

static void
public_connectable_init (GSocketConnectableIface *iface)
{
  plain_connectable = g_type_interface_peek_parent (iface);
  iface->enumerate = public_enumerate;
  iface->proxy_enumerate = public_enumerate;
}

GType alp_public_address_get_type (void);
G_DEFINE_TYPE_WITH_CODE (AlpPublicAddress, alp_public_address, G_TYPE_NETWORK_ADDRESS,
                         G_IMPLEMENT_INTERFACE (G_TYPE_SOCKET_CONNECTABLE, public_connectable_init))

static void
alp_public_address_class_init (AlpPublicAddressClass *klass)
{
}

static void
alp_public_address_init (AlpPublicAddress *self)
{
}

/* ---- fetching ---- */

typedef struct
{
  GBytes *bytes;
  char *type;
} Picture;

static void
picture_free (gpointer data)
{
  Picture *picture = data;

  g_clear_pointer (&picture->bytes, g_bytes_unref);
  g_free (picture->type);
  g_free (picture);
}

struct _AlpRemote
{
  GObject parent_instance;

  GHashTable *pictures; /* address → Picture */
  gsize bytes;
  guint requests;
};

G_DEFINE_FINAL_TYPE (AlpRemote, alp_remote, G_TYPE_OBJECT)

typedef struct
{
  AlpRemote *remote;
  char *uri; /* as asked for */
  SoupSession *session;
  SoupMessage *message;
  GInputStream *stream;
  GByteArray *data;
  GCancellable *cancellable;
  guint timeout_id;
  guint hops;
} Fetch;

static void
fetch_free (gpointer data)
{
  Fetch *fetch = data;

  g_clear_handle_id (&fetch->timeout_id, g_source_remove);
  g_clear_object (&fetch->stream);
  g_clear_object (&fetch->message);
  if (fetch->session != NULL)
    soup_session_abort (fetch->session);
  g_clear_object (&fetch->session);
  g_clear_object (&fetch->cancellable);
  g_byte_array_unref (fetch->data);
  g_object_unref (fetch->remote);
  g_free (fetch->uri);
  g_free (fetch);
}

static void
fail (GTask *task, const char *why)
{
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "%s", why);
  g_object_unref (task);
}

static gboolean
on_timeout (gpointer data)
{
  Fetch *fetch = data;

  fetch->timeout_id = 0;
  g_cancellable_cancel (fetch->cancellable);
  return G_SOURCE_REMOVE;
}

static void send_request (GTask *task, GUri *uri);

/* A picture that draws others, or scripts, is none. */
static gboolean
is_picture (const char *type)
{
  return type != NULL && g_ascii_strncasecmp (type, "image/", 6) == 0 && strstr (type, "svg") == NULL
         && strstr (type, "xml") == NULL;
}

static void
finish (GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);
  Picture *picture = g_new0 (Picture, 1);

  picture->bytes = g_byte_array_free_to_bytes (g_steal_pointer (&fetch->data));
  fetch->data = g_byte_array_new ();
  picture->type = g_ascii_strdown (
      soup_message_headers_get_content_type (soup_message_get_response_headers (fetch->message), NULL), -1);
  g_hash_table_replace (fetch->remote->pictures, g_strdup (fetch->uri), picture);
  g_task_return_pointer (task, picture, NULL);
  g_object_unref (task);
}

static void
on_chunk (GObject *stream, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Fetch *fetch = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (stream), result, &error);
  gsize size = bytes != NULL ? g_bytes_get_size (bytes) : 0;

  if (bytes == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  if (size == 0)
    {
      finish (task);
      return;
    }
  fetch->remote->bytes += size;
  if (fetch->data->len + size > ALP_REMOTE_MAX_BYTES || fetch->remote->bytes > ALP_REMOTE_MAX_MESSAGE_BYTES)
    {
      fail (task, "the picture is too large");
      return;
    }
  g_byte_array_append (fetch->data, g_bytes_get_data (bytes, NULL), (guint) size);
  g_input_stream_read_bytes_async (fetch->stream, CHUNK, G_PRIORITY_DEFAULT, fetch->cancellable, on_chunk,
                                   task);
}

static void
follow (GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);
  const char *location
      = soup_message_headers_get_one (soup_message_get_response_headers (fetch->message), "Location");
  g_autoptr (GUri) next = location != NULL ? g_uri_parse_relative (soup_message_get_uri (fetch->message),
                                                                   location, SOUP_HTTP_URI_FLAGS, NULL)
                                           : NULL;
  gboolean from_tls = g_str_equal (g_uri_get_scheme (soup_message_get_uri (fetch->message)), "https");

  if (next == NULL || ++fetch->hops > MAX_HOPS)
    fail (task, "too many redirects");
  else if (from_tls && !g_str_equal (g_uri_get_scheme (next), "https"))
    fail (task, "a redirect to an unprotected connection");
  else
    send_request (task, next);
}

static void
on_sent (GObject *session, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Fetch *fetch = g_task_get_task_data (task);
  GError *error = NULL;
  GInputStream *stream = soup_session_send_finish (SOUP_SESSION (session), result, &error);
  guint status = soup_message_get_status (fetch->message);

  g_set_object (&fetch->stream, stream);
  g_clear_object (&stream);
  if (error != NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  if (SOUP_STATUS_IS_REDIRECTION (status))
    follow (task);
  else if (status != SOUP_STATUS_OK)
    fail (task, "the server does not give it");
  else if (!is_picture (soup_message_headers_get_content_type (
               soup_message_get_response_headers (fetch->message), NULL)))
    fail (task, "not a picture");
  else
    g_input_stream_read_bytes_async (fetch->stream, CHUNK, G_PRIORITY_DEFAULT, fetch->cancellable, on_chunk,
                                     task);
}

/**
 * alp_remote_new_session:
 * @uri: http or https
 *
 * Returns: (transfer full): a session that connects to the host of @uri only, and only where it is public; without cookies,
 *   cache, sign-in and proxy
 */
SoupSession *
alp_remote_new_session (GUri *uri, guint seconds)
{
  const char *scheme = g_uri_get_scheme (uri);
  int port = g_uri_get_port (uri) > 0 ? g_uri_get_port (uri) : g_str_equal (scheme, "https") ? 443 : 80;
  g_autoptr (GObject) address
      = g_object_new (alp_public_address_get_type (), "hostname", g_uri_get_host (uri), "port", (guint) port,
                      "scheme", scheme, NULL);

  return soup_session_new_with_options ("remote-connectable", address, "proxy-resolver", NULL, "user-agent",
                                        USER_AGENT, "timeout", seconds, "accept-language-auto", FALSE, NULL);
}

static void
send_request (GTask *task, GUri *uri)
{
  Fetch *fetch = g_task_get_task_data (task);
  const char *scheme = g_uri_get_scheme (uri), *host = g_uri_get_host (uri);

  if ((!g_str_equal (scheme, "http") && !g_str_equal (scheme, "https")) || host == NULL || *host == '\0'
      || g_uri_get_userinfo (uri) != NULL)
    {
      fail (task, "not an address of a picture");
      return;
    }
  if (++fetch->remote->requests > ALP_REMOTE_MAX_REQUESTS)
    {
      fail (task, "too many pictures");
      return;
    }
  if (fetch->session != NULL)
    soup_session_abort (fetch->session);
  g_clear_object (&fetch->session);
  g_clear_object (&fetch->message);
  fetch->session = alp_remote_new_session (uri, ALP_REMOTE_SECONDS);
  fetch->message = soup_message_new_from_uri (SOUP_METHOD_GET, uri);
  soup_message_add_flags (fetch->message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_DO_NOT_USE_AUTH_CACHE);
  soup_message_headers_replace (soup_message_get_request_headers (fetch->message), "Accept", "image/*");
  soup_session_send_async (fetch->session, fetch->message, G_PRIORITY_DEFAULT, fetch->cancellable, on_sent,
                           task);
}

static void
on_outer_cancelled (GCancellable *outer, GCancellable *inner)
{
  g_cancellable_cancel (inner);
}

void
alp_remote_fetch_async (AlpRemote *self, const char *uri, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;
  Picture *known;
  Fetch *fetch;
  g_autoptr (GUri) parsed = NULL;

  g_return_if_fail (ALP_IS_REMOTE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  known = g_hash_table_lookup (self->pictures, uri);
  if (known != NULL)
    {
      g_task_return_pointer (task, known, NULL);
      g_object_unref (task);
      return;
    }
  fetch = g_new0 (Fetch, 1);
  fetch->remote = g_object_ref (self);
  fetch->uri = g_strdup (uri);
  fetch->data = g_byte_array_new ();
  fetch->cancellable = g_cancellable_new ();
  if (cancellable != NULL)
    g_signal_connect_object (cancellable, "cancelled", G_CALLBACK (on_outer_cancelled), fetch->cancellable,
                             G_CONNECT_DEFAULT);
  fetch->timeout_id = g_timeout_add_seconds (ALP_REMOTE_SECONDS, on_timeout, fetch);
  g_task_set_task_data (task, fetch, fetch_free);
  parsed = g_uri_parse (uri, SOUP_HTTP_URI_FLAGS, NULL);
  if (parsed == NULL)
    fail (task, "not an address");
  else
    send_request (task, parsed);
}

GBytes *
alp_remote_fetch_finish (AlpRemote *self, GAsyncResult *result, char **type, GError **error)
{
  Picture *picture = g_task_propagate_pointer (G_TASK (result), error);

  if (picture == NULL)
    return NULL;
  *type = g_strdup (picture->type);
  return g_bytes_ref (picture->bytes);
}

static void
alp_remote_finalize (GObject *object)
{
  g_hash_table_unref (ALP_REMOTE (object)->pictures);
  G_OBJECT_CLASS (alp_remote_parent_class)->finalize (object);
}

static void
alp_remote_class_init (AlpRemoteClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = alp_remote_finalize;
}

static void
alp_remote_init (AlpRemote *self)
{
  self->pictures = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, picture_free);
}

AlpRemote *
alp_remote_new (void)
{
  return g_object_new (ALP_TYPE_REMOTE, NULL);
}
