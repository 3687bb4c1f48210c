/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-contact.c: whom one writes to, for completion
 *
 * Pure functions for any thread; the calls are of the main thread and read on the engine's reader. People we wrote to come first, by how
 * often and how lately; who only wrote to us comes after them however often, because that is how an attacker gets into a list (hostile-content
 * C-116), and is marked when it looks like one of them. */

#include "alp-contact.h"

#include "alp-engine-private.h"
#include "mime-address.h"

#include <string.h>

#define MAX_LOOKED_AT 40

void
alp_contact_free (AlpContact *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->email);
  g_free (self->looks_like);
  g_free (self);
}

AlpContact *
alp_contact_new (const char *name, const char *email, guint written_to, guint written_from, gint64 last)
{
  AlpContact *self = g_new0 (AlpContact, 1);

  self->name = g_strdup (name != NULL ? name : "");
  self->email = g_strdup (email);
  self->written_to = written_to;
  self->written_from = written_from;
  self->last = last;
  return self;
}

/* ---- looks ---- */

/* Letters of other scripts, digits and pairs that pass for Latin ones; the common ones of Unicode's confusables. */
static const struct
{
  const char *seen;
  const char *as;
} alike[] = {
  { "а", "a" },  { "ɑ", "a" }, { "α", "a" }, { "в", "b" }, { "с", "c" }, { "ϲ", "c" },  { "ԁ", "d" },
  { "е", "e" },  { "ҽ", "e" }, { "ɡ", "g" }, { "һ", "h" }, { "і", "i" }, { "ı", "i" },  { "ј", "j" },
  { "κ", "k" },  { "к", "k" }, { "ⅼ", "l" }, { "ӏ", "l" }, { "м", "m" }, { "п", "n" },  { "ո", "n" },
  { "о", "o" },  { "ο", "o" }, { "օ", "o" }, { "р", "p" }, { "ρ", "p" }, { "ѕ", "s" },  { "т", "t" },
  { "τ", "t" },  { "υ", "u" }, { "ս", "u" }, { "ν", "v" }, { "ѵ", "v" }, { "ԝ", "w" },  { "х", "x" },
  { "у", "y" },  { "γ", "y" }, { "0", "o" }, { "1", "l" }, { "5", "s" }, { "rn", "m" }, { "vv", "w" },
  { "cl", "d" }, { "i", "l" }, { "-", "" },  { "_", "" },  { ".", "" },
};

char *
alp_contact_skeleton (const char *text)
{
  g_autofree char *normal = g_utf8_normalize (text, -1, G_NORMALIZE_ALL);
  g_autofree char *folded = g_utf8_casefold (normal != NULL ? normal : "", -1);
  g_autoptr (GString) out = g_string_new (NULL);

  for (const char *p = folded; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_type (c) != G_UNICODE_NON_SPACING_MARK && g_unichar_type (c) != G_UNICODE_FORMAT
          && !g_unichar_isspace (c))
        g_string_append_unichar (out, c);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (alike); i++)
    g_string_replace (out, alike[i].seen, alike[i].as, 0);
  return g_string_free_and_steal (g_steal_pointer (&out));
}

/* @other is somebody we write to; @self never got anything from us. */
static gboolean
looks_like (const AlpContact *self, const AlpContact *other)
{
  g_autofree char *name = alp_contact_skeleton (self->name);
  g_autofree char *other_name = alp_contact_skeleton (other->name);
  g_autofree char *email = alp_contact_skeleton (self->email);
  g_autofree char *other_email = alp_contact_skeleton (other->email);

  if (mime_address_equal (self->email, other->email))
    return FALSE;
  return strcmp (email, other_email) == 0 || (*name != '\0' && strcmp (name, other_name) == 0)
         || strcmp (name, other_email) == 0;
}

/* ---- ranking ---- */

static int
compare (gconstpointer a, gconstpointer b)
{
  const AlpContact *x = *(AlpContact *const *) a, *y = *(AlpContact *const *) b;

  if ((x->written_to > 0) != (y->written_to > 0))
    return x->written_to > 0 ? -1 : 1;
  if (x->written_to != y->written_to)
    return x->written_to > y->written_to ? -1 : 1;
  if (x->last != y->last)
    return x->last > y->last ? -1 : 1;
  return strcmp (x->email, y->email);
}

/* Compares @self with the first @n of @contacts. */
static void
mark_look_alike (AlpContact *self, GPtrArray *contacts, guint n)
{
  for (guint i = 0; self->written_to == 0 && !self->look_alike && i < n; i++)
    {
      const AlpContact *other = g_ptr_array_index (contacts, i);

      if (other->written_to > 0 && looks_like (self, other))
        {
          self->look_alike = TRUE;
          g_set_str (&self->looks_like, other->email);
        }
    }
}

void
alp_contacts_rank (GPtrArray *contacts, guint limit)
{
  g_ptr_array_sort (contacts, compare);
  for (guint i = 0; i < contacts->len; i++)
    mark_look_alike (g_ptr_array_index (contacts, i), contacts, i);
  if (contacts->len > limit)
    g_ptr_array_set_size (contacts, (gint) limit);
}

/* ---- from the store ---- */

typedef struct
{
  Store *store;
  char *text;
  char *name;
  char *email;
  guint limit;
} ContactJob;

static void
job_free (gpointer data)
{
  ContactJob *job = data;

  g_free (job->text);
  g_free (job->name);
  g_free (job->email);
  g_free (job);
}

static GPtrArray *
search (ContactJob *job, const char *text, GError **error)
{
  g_autoptr (GPtrArray) found = store_contacts_search (job->store, 0, text, MAX_LOOKED_AT, error);
  GPtrArray *contacts;

  if (found == NULL)
    return NULL;
  contacts = g_ptr_array_new_with_free_func ((GDestroyNotify) alp_contact_free);
  for (guint i = 0; i < found->len; i++)
    {
      const StoreContact *one = g_ptr_array_index (found, i);

      if (mime_address_is_valid (one->email))
        g_ptr_array_add (contacts,
                         alp_contact_new (one->name, one->email, one->sent, one->received, one->last));
    }
  return contacts;
}

static gpointer
complete_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  ContactJob *job = argument;
  GPtrArray *contacts = search (job, job->text, error);

  if (contacts != NULL)
    alp_contacts_rank (contacts, job->limit);
  return contacts;
}

/* Looks beside those of the same name at those with the same beginning of the address: there a look-alike's model is. */
static gpointer
find_job (gpointer argument, GCancellable *cancellable, GError **error)
{
  ContactJob *job = argument;
  g_autofree char *local = g_strndup (job->email, MIN (strcspn (job->email, "@"), 2));
  g_autoptr (StoreContact) known = store_contact_get (job->store, 0, job->email, NULL);
  g_autoptr (GPtrArray) contacts
      = *job->name != '\0' ? search (job, job->name, error) : search (job, local, error);
  AlpContact *self;

  if (contacts == NULL)
    return NULL;
  for (guint i = contacts->len; i > 0; i--)
    if (mime_address_equal (((AlpContact *) contacts->pdata[i - 1])->email, job->email))
      g_ptr_array_remove_index (contacts, i - 1);
  self = alp_contact_new (job->name, job->email, known != NULL ? known->sent : 0,
                          known != NULL ? known->received : 0, known != NULL ? known->last : 0);
  mark_look_alike (self, contacts, contacts->len);
  return self;
}

static void
start (AlpEngine *engine, gpointer tag, BaseWorkerFunc func, ContactJob *job, GDestroyNotify result_free,
       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  if (alp_engine_get_sync (engine) == NULL)
    {
      job_free (job);
      alp_job_fail (engine, tag, cancellable, callback, user_data, alp_engine_new_stopped_error ());
      return;
    }
  job->store = sync_engine_get_store (alp_engine_get_sync (engine));
  alp_job_run (engine, tag, alp_engine_get_reader (engine), BASE_PRIORITY_INTERACTIVE, func, job, job_free,
               result_free, cancellable, callback, user_data);
}

void
alp_contact_complete_async (AlpEngine *engine, const char *text, guint limit, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  ContactJob *job;

  g_return_if_fail (ALP_IS_ENGINE (engine));

  job = g_new0 (ContactJob, 1);
  job->text = g_strdup (text);
  job->limit = limit;
  start (engine, alp_contact_complete_async, complete_job, job, (GDestroyNotify) g_ptr_array_unref,
         cancellable, callback, user_data);
}

GPtrArray *
alp_contact_complete_finish (AlpEngine *engine, GAsyncResult *result, GError **error)
{
  return alp_job_finish (engine, alp_contact_complete_async, result, error);
}

void
alp_contact_find_async (AlpEngine *engine, const char *name, const char *email, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  ContactJob *job;

  g_return_if_fail (ALP_IS_ENGINE (engine));

  job = g_new0 (ContactJob, 1);
  job->name = g_strdup (name != NULL ? name : "");
  job->email = g_strdup (email);
  start (engine, alp_contact_find_async, find_job, job, (GDestroyNotify) alp_contact_free, cancellable,
         callback, user_data);
}

AlpContact *
alp_contact_find_finish (AlpEngine *engine, GAsyncResult *result, GError **error)
{
  return alp_job_finish (engine, alp_contact_find_async, result, error);
}
