/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-search-provider.c: mail in the shell's overview
 *
 * Main thread.  Ids of results are the store's message keys as decimal text.  Every argument is hostile until read: words
 * are counted and cut, an id that is no number is left out, and never an error is given for odd ones (the shell would show
 * nothing at all).  While a question is open the program is held, so that a start by D-Bus does not end too early. */
#include "alp-search-provider.h"

#include "alp-news.h"

#include <glib/gi18n.h>
#include <string.h>

#define OBJECT_PATH "/io/github/alpenpost/Alpenpost/SearchProvider"
#define MAX_TERMS 8
#define MAX_TERM 64 /* bytes */
#define MAX_RESULTS 20
#define MAX_TEXT 200 /* characters */
#define ENGINE_WAIT_S 5

static const char interface_xml[]
    = "<node><interface name='org.gnome.Shell.SearchProvider2'>"
      "<method name='GetInitialResultSet'><arg type='as' direction='in'/><arg type='as' "
      "direction='out'/></method>"
      "<method name='GetSubsearchResultSet'><arg type='as' direction='in'/><arg type='as' direction='in'/>"
      "<arg type='as' direction='out'/></method>"
      "<method name='GetResultMetas'><arg type='as' direction='in'/><arg type='aa{sv}' "
      "direction='out'/></method>"
      "<method name='ActivateResult'><arg type='s' direction='in'/><arg type='as' direction='in'/>"
      "<arg type='u' direction='in'/></method>"
      "<method name='LaunchSearch'><arg type='as' direction='in'/><arg type='u' direction='in'/></method>"
      "</interface></node>";

struct _AlpSearchProvider
{
  GObject parent_instance;

  GApplication *application; /* not owned */
  AlpEngine *engine;         /* nullable */
  GPtrArray *waiting;        /* GDBusMethodInvocation */
  guint wait_id;
  GCancellable *cancellable; /* of the question before, which nobody waits for any more */
};

G_DEFINE_FINAL_TYPE (AlpSearchProvider, alp_search_provider, G_TYPE_OBJECT)

/* ---- words ---- */

char *
alp_search_provider_make_query (const char *const *terms)
{
  g_autoptr (GString) query = g_string_new (NULL);

  for (guint i = 0; terms[i] != NULL && i < MAX_TERMS; i++)
    {
      g_autofree char *term = g_utf8_make_valid (terms[i], (gssize) MIN (strlen (terms[i]), MAX_TERM));

      g_strdelimit (term, "\"\\\r\n\t", ' ');
      g_strstrip (term);
      if (*term != '\0')
        g_string_append_printf (query, "%s\"%s\"", query->len > 0 ? " " : "", term);
    }
  return query->len > 0 ? g_string_free (g_steal_pointer (&query), FALSE) : NULL;
}

static char *
dup_line (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, (gssize) MIN (strlen (text), MAX_TEXT * 4));

  return g_utf8_substring (valid, 0, MIN (g_utf8_strlen (valid, -1), MAX_TEXT));
}

/* ---- answers ---- */

/* An open question: the invocation, and the program held for it. */
static void
answer (AlpSearchProvider *self, GDBusMethodInvocation *invocation, GVariant *value)
{
  g_dbus_method_invocation_return_value (invocation, value);
  g_application_release (self->application);
}

static GVariant *
empty_answer (GDBusMethodInvocation *invocation)
{
  gboolean metas = g_str_equal (g_dbus_method_invocation_get_method_name (invocation), "GetResultMetas");

  return metas ? g_variant_new ("(aa{sv})", NULL) : g_variant_new ("(as)", NULL);
}

typedef struct
{
  AlpSearchProvider *self;
  GDBusMethodInvocation *invocation;
} Question;

static Question *
question_new (AlpSearchProvider *self, GDBusMethodInvocation *invocation)
{
  Question *question = g_new0 (Question, 1);

  question->self = g_object_ref (self);
  question->invocation = invocation;
  return question;
}

static void
question_end (Question *question, GVariant *value)
{
  answer (question->self, question->invocation, value);
  g_object_unref (question->self);
  g_free (question);
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer data)
{
  Question *question = data;
  g_autoptr (GPtrArray) briefs = alp_engine_briefs_finish (ALP_ENGINE (source), result, NULL);
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("as"));
  for (guint i = 0; briefs != NULL && i < briefs->len; i++)
    g_variant_builder_add_value (
        &builder, g_variant_new_take_string (g_strdup_printf (
                      "%" G_GINT64_FORMAT, ((AlpBrief *) g_ptr_array_index (briefs, i))->message_id)));
  question_end (question, g_variant_new ("(as)", &builder));
}

static void
add_meta (GVariantBuilder *builder, const AlpBrief *brief)
{
  g_autofree char *subject = dup_line (brief->subject), *sender = dup_line (brief->sender);
  g_autofree char *preview = dup_line (brief->preview);
  g_autoptr (GIcon) icon = g_themed_icon_new ("mail-read-symbolic");
  g_autoptr (GVariant) picture = g_icon_serialize (icon);

  g_variant_builder_open (builder, G_VARIANT_TYPE ("a{sv}"));
  g_variant_builder_add (
      builder, "{sv}", "id",
      g_variant_new_take_string (g_strdup_printf ("%" G_GINT64_FORMAT, brief->message_id)));
  g_variant_builder_add (builder, "{sv}", "name",
                         g_variant_new_string (*subject != '\0' ? subject : _ ("No subject")));
  /* Translators: a sender and the beginning of a message */
  g_variant_builder_add (builder, "{sv}", "description",
                         g_variant_new_take_string (*preview != '\0'
                                                        ? g_strdup_printf (_ ("%s: %s"), sender, preview)
                                                        : g_strdup (sender)));
  g_variant_builder_add (builder, "{sv}", "icon", picture);
  g_variant_builder_close (builder);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  Question *question = data;
  g_autoptr (GPtrArray) briefs = alp_engine_briefs_finish (ALP_ENGINE (source), result, NULL);
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; briefs != NULL && i < briefs->len; i++)
    add_meta (&builder, g_ptr_array_index (briefs, i));
  question_end (question, g_variant_new ("(aa{sv})", &builder));
}

/* ---- questions ---- */

static void
find (AlpSearchProvider *self, GDBusMethodInvocation *invocation, const char *const *terms)
{
  g_autofree char *query = alp_search_provider_make_query (terms);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (query == NULL)
    {
      answer (self, invocation, empty_answer (invocation));
      return;
    }
  self->cancellable = g_cancellable_new ();
  alp_engine_find_briefs_async (self->engine, query, MAX_RESULTS, self->cancellable, on_found,
                                question_new (self, invocation));
}

static void
load (AlpSearchProvider *self, GDBusMethodInvocation *invocation, const char *const *ids)
{
  g_autoptr (GArray) wanted = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; ids[i] != NULL && i < MAX_RESULTS; i++)
    {
      gint64 id;

      if (g_ascii_string_to_signed (ids[i], 10, 1, G_MAXINT64, &id, NULL))
        g_array_append_val (wanted, id);
    }
  alp_engine_load_briefs_async (self->engine, (const gint64 *) (gpointer) wanted->data, wanted->len, NULL,
                                on_loaded, question_new (self, invocation));
}

/* With an engine: every kind of question that needs one. */
static void
ask (AlpSearchProvider *self, GDBusMethodInvocation *invocation)
{
  GVariant *parameters = g_dbus_method_invocation_get_parameters (invocation);
  const char *method = g_dbus_method_invocation_get_method_name (invocation);
  g_autofree const char **words = NULL;

  if (g_str_equal (method, "GetSubsearchResultSet"))
    {
      g_variant_get (parameters, "(@as^a&s)", NULL, &words);
      find (self, invocation, words);
      return;
    }
  g_variant_get (parameters, "(^a&s)", &words);
  if (g_str_equal (method, "GetInitialResultSet"))
    find (self, invocation, words);
  else
    load (self, invocation, words);
}

static gboolean
on_wait_over (gpointer data)
{
  AlpSearchProvider *self = data;

  self->wait_id = 0;
  for (guint i = 0; i < self->waiting->len; i++)
    {
      GDBusMethodInvocation *invocation = g_ptr_array_index (self->waiting, i);

      answer (self, invocation, empty_answer (invocation));
    }
  g_ptr_array_set_size (self->waiting, 0);
  return G_SOURCE_REMOVE;
}

static void
wait_for_engine (AlpSearchProvider *self, GDBusMethodInvocation *invocation)
{
  if (self->waiting->len >= MAX_RESULTS)
    {
      answer (self, invocation, empty_answer (invocation));
      return;
    }
  g_ptr_array_add (self->waiting, invocation);
  if (self->wait_id == 0)
    self->wait_id = g_timeout_add_seconds (ENGINE_WAIT_S, on_wait_over, self);
  g_action_group_activate_action (G_ACTION_GROUP (self->application), "open-engine", NULL);
}

static void
activate_result (AlpSearchProvider *self, GVariant *parameters)
{
  const char *text;
  gint64 id;

  g_variant_get (parameters, "(&s@asu)", &text, NULL, NULL);
  if (g_ascii_string_to_signed (text, 10, 1, G_MAXINT64, &id, NULL))
    g_action_group_activate_action (G_ACTION_GROUP (self->application), "open-message",
                                    g_variant_new_int64 (id));
}

static void
launch_search (AlpSearchProvider *self, GVariant *parameters)
{
  g_autofree const char **terms = NULL;
  g_autofree char *joined = NULL, *text = NULL;

  g_variant_get (parameters, "(^a&su)", &terms, NULL);
  joined = g_strjoinv (" ", (char **) terms);
  text = g_utf8_make_valid (joined, (gssize) MIN (strlen (joined), MAX_TERMS * MAX_TERM));
  g_action_group_activate_action (G_ACTION_GROUP (self->application), "search-mail",
                                  g_variant_new_string (text));
}

static void
on_call (GDBusConnection *connection, const char *sender, const char *path, const char *interface,
         const char *method, GVariant *parameters, GDBusMethodInvocation *invocation, gpointer data)
{
  AlpSearchProvider *self = data;

  g_application_hold (self->application);
  if (g_str_equal (method, "ActivateResult"))
    {
      activate_result (self, parameters);
      answer (self, invocation, NULL);
    }
  else if (g_str_equal (method, "LaunchSearch"))
    {
      launch_search (self, parameters);
      answer (self, invocation, NULL);
    }
  else if (self->engine != NULL)
    ask (self, invocation);
  else
    wait_for_engine (self, invocation);
}

void
alp_search_provider_set_engine (AlpSearchProvider *self, AlpEngine *engine)
{
  g_set_object (&self->engine, engine);
  if (engine == NULL)
    return;
  g_clear_handle_id (&self->wait_id, g_source_remove);
  for (guint i = 0; i < self->waiting->len; i++)
    ask (self, g_ptr_array_index (self->waiting, i));
  g_ptr_array_set_size (self->waiting, 0);
}

gboolean
alp_search_provider_export (AlpSearchProvider *self, GDBusConnection *connection, GError **error)
{
  static const GDBusInterfaceVTable table = { .method_call = on_call };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (interface_xml, error);

  return node != NULL
         && g_dbus_connection_register_object (connection, OBJECT_PATH, node->interfaces[0], &table,
                                               g_object_ref (self), g_object_unref, error)
                != 0;
}

/* ---- the object ---- */

static void
alp_search_provider_dispose (GObject *object)
{
  AlpSearchProvider *self = ALP_SEARCH_PROVIDER (object);

  g_clear_handle_id (&self->wait_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->engine);
  G_OBJECT_CLASS (alp_search_provider_parent_class)->dispose (object);
}

static void
alp_search_provider_finalize (GObject *object)
{
  g_ptr_array_unref (ALP_SEARCH_PROVIDER (object)->waiting);
  G_OBJECT_CLASS (alp_search_provider_parent_class)->finalize (object);
}

static void
alp_search_provider_class_init (AlpSearchProviderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = alp_search_provider_dispose;
  G_OBJECT_CLASS (klass)->finalize = alp_search_provider_finalize;
}

static void
alp_search_provider_init (AlpSearchProvider *self)
{
  self->waiting = g_ptr_array_new ();
}

AlpSearchProvider *
alp_search_provider_new (GApplication *application)
{
  AlpSearchProvider *self = g_object_new (ALP_TYPE_SEARCH_PROVIDER, NULL);

  self->application = application;
  return self;
}
