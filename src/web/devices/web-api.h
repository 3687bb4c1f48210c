/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "base-device.h"

G_BEGIN_DECLS

/* WebApi: one service with JSON over https, with a credential. Blocks; belongs to one worker's thread. */
typedef struct _WebApi WebApi;

/* What came back. */
typedef struct
{
  guint status;      /* HTTP */
  guint retry_after; /* seconds, 0: not said */
  JsonNode *json;    /* (nullable): the body, when it is JSON */
} WebAnswer;

WebApi *web_api_new (const char *base_url, const char *ca_file, GError **error);
void web_api_free (WebApi *self);
void web_api_set_timeout (WebApi *self, guint ms);
void web_api_set_header (WebApi *self, const char *name, const char *value);
void web_api_set_basic (WebApi *self, const char *login, const char *password);
const char *web_api_get_url (WebApi *self);
gboolean web_api_is_same_origin (WebApi *self, const char *url);

WebAnswer *web_api_call (WebApi *self, const char *method, const char *path, JsonNode *body,
                         GCancellable *cancellable, GError **error);
void web_answer_free (WebAnswer *self);
void web_json_wipe (JsonNode *node);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WebApi, web_api_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WebAnswer, web_answer_free)

/* Reading what others wrote: never fails, gives the default where something is missing or of another kind. */
JsonObject *web_json_object (JsonNode *node);
JsonNode *web_json_member (JsonNode *node, const char *path);
const char *web_json_string (JsonNode *node, const char *path);
char *web_json_dup (JsonNode *node, const char *path);
gint64 web_json_int (JsonNode *node, const char *path, gint64 fallback);
gboolean web_json_bool (JsonNode *node, const char *path, gboolean fallback);
gint64 web_json_time (JsonNode *node, const char *path);
JsonArray *web_json_array (JsonNode *node, const char *path);

G_END_DECLS
