/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-draft-attachment.c: one file of a message being written
 *
 * Main thread. It names a copy of our own on disk, by hash: what is sent is what was chosen, whatever becomes of the original
 * (hostile-servers O-07), and a saved draft never loses it. */

#include "alp-draft-files.h"

struct _AlpDraftAttachment
{
  GObject parent_instance;

  char *folder;
  char *name;
  char *type;
  char *hash; /* nullable until ready */
  char *key;  /* of the HTML and the Content-ID */
  char *error;
  guint64 size;
  AlpAttachmentState state;
  gboolean is_inline;
};

G_DEFINE_FINAL_TYPE (AlpDraftAttachment, alp_draft_attachment, G_TYPE_OBJECT)

enum
{
  PROP_NAME = 1,
  PROP_CONTENT_TYPE,
  PROP_SIZE,
  PROP_STATE,
  PROP_ERROR,
  PROP_INLINE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

const char *
alp_draft_attachment_get_name (AlpDraftAttachment *self)
{
  g_return_val_if_fail (ALP_IS_DRAFT_ATTACHMENT (self), NULL);

  return self->name;
}

const char *
alp_draft_attachment_get_content_type (AlpDraftAttachment *self)
{
  g_return_val_if_fail (ALP_IS_DRAFT_ATTACHMENT (self), NULL);

  return self->type;
}

guint64
alp_draft_attachment_get_size (AlpDraftAttachment *self)
{
  g_return_val_if_fail (ALP_IS_DRAFT_ATTACHMENT (self), 0);

  return self->size;
}

AlpAttachmentState
alp_draft_attachment_get_state (AlpDraftAttachment *self)
{
  g_return_val_if_fail (ALP_IS_DRAFT_ATTACHMENT (self), ALP_ATTACHMENT_FAILED);

  return self->state;
}

const char *
alp_draft_attachment_get_error (AlpDraftAttachment *self)
{
  g_return_val_if_fail (ALP_IS_DRAFT_ATTACHMENT (self), NULL);

  return self->error;
}

gboolean
alp_draft_attachment_get_inline (AlpDraftAttachment *self)
{
  g_return_val_if_fail (ALP_IS_DRAFT_ATTACHMENT (self), FALSE);

  return self->is_inline;
}

char *
alp_draft_attachment_dup_uri (AlpDraftAttachment *self)
{
  g_return_val_if_fail (ALP_IS_DRAFT_ATTACHMENT (self), NULL);

  return g_strconcat (ALP_DRAFT_URI, self->key, NULL);
}

char *
alp_draft_attachment_dup_path (AlpDraftAttachment *self)
{
  g_return_val_if_fail (ALP_IS_DRAFT_ATTACHMENT (self), NULL);

  return self->hash != NULL ? g_build_filename (self->folder, self->hash, NULL) : NULL;
}

const char *
alp_draft_attachment_get_hash (AlpDraftAttachment *self)
{
  return self->hash;
}

const char *
alp_draft_attachment_get_key (AlpDraftAttachment *self)
{
  return self->key;
}

/**
 * alp_draft_attachment_new:
 * @folder: of the copies
 * @hash: (nullable): of the copy when there is one already; else it is ADDING
 * @key: (nullable): a new one is made
 */
AlpDraftAttachment *
alp_draft_attachment_new (const char *folder, const char *name, const char *type, guint64 size,
                          const char *hash, const char *key, gboolean is_inline)
{
  AlpDraftAttachment *self = g_object_new (ALP_TYPE_DRAFT_ATTACHMENT, NULL);

  self->folder = g_strdup (folder);
  self->name = g_strdup (name != NULL ? name : "");
  self->type = g_strdup (type != NULL ? type : "application/octet-stream");
  self->size = size;
  self->hash = g_strdup (hash);
  self->key = key != NULL ? g_strdup (key) : g_uuid_string_random ();
  self->is_inline = is_inline;
  self->state = hash != NULL ? ALP_ATTACHMENT_READY : ALP_ATTACHMENT_ADDING;
  return self;
}

/* @stashed: (nullable): NULL with @error: it failed */
void
alp_draft_attachment_set_done (AlpDraftAttachment *self, const AlpStashed *stashed, const char *error)
{
  g_set_str (&self->error, error);
  self->state = stashed != NULL ? ALP_ATTACHMENT_READY : ALP_ATTACHMENT_FAILED;
  if (stashed != NULL)
    {
      g_set_str (&self->name, stashed->name);
      g_set_str (&self->type, stashed->type);
      g_set_str (&self->hash, stashed->hash);
      self->size = stashed->size;
    }
  for (guint i = PROP_NAME; i <= PROP_ERROR; i++)
    g_object_notify_by_pspec (G_OBJECT (self), properties[i]);
}

static void
alp_draft_attachment_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AlpDraftAttachment *self = ALP_DRAFT_ATTACHMENT (object);

  if (id == PROP_NAME)
    g_value_set_string (value, self->name);
  else if (id == PROP_CONTENT_TYPE)
    g_value_set_string (value, self->type);
  else if (id == PROP_SIZE)
    g_value_set_uint64 (value, self->size);
  else if (id == PROP_STATE)
    g_value_set_int (value, (int) self->state);
  else if (id == PROP_ERROR)
    g_value_set_string (value, self->error);
  else if (id == PROP_INLINE)
    g_value_set_boolean (value, self->is_inline);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
alp_draft_attachment_finalize (GObject *object)
{
  AlpDraftAttachment *self = ALP_DRAFT_ATTACHMENT (object);

  g_free (self->folder);
  g_free (self->name);
  g_free (self->type);
  g_free (self->hash);
  g_free (self->key);
  g_free (self->error);
  G_OBJECT_CLASS (alp_draft_attachment_parent_class)->finalize (object);
}

static void
alp_draft_attachment_class_init (AlpDraftAttachmentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = alp_draft_attachment_get_property;
  object_class->finalize = alp_draft_attachment_finalize;
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, "", flags);
  properties[PROP_CONTENT_TYPE] = g_param_spec_string ("content-type", NULL, NULL, "", flags);
  properties[PROP_SIZE] = g_param_spec_uint64 ("size", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_STATE] = g_param_spec_int ("state", NULL, NULL, 0, ALP_ATTACHMENT_FAILED, 0, flags);
  properties[PROP_ERROR] = g_param_spec_string ("error", NULL, NULL, NULL, flags);
  properties[PROP_INLINE] = g_param_spec_boolean ("inline", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
alp_draft_attachment_init (AlpDraftAttachment *self)
{
}
