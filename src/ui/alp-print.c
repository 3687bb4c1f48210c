/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-print.c: a message on paper or as PDF.
 *
 * Main thread.  The message is laid out anew, light, with its header lines, in a view of the same locked-down set-up
 * that shows it; remote images never load for that.  The dialog is GTK's (or the portal's) with its preview. */
#include "alp-print.h"

#include "alp-format.h"
#include "alp-web-engine.h"

#include <glib/gi18n.h>

typedef struct
{
  GtkWindow *parent; /* weak */
  AlpContent *content;
  GtkWidget *view;
  GtkWidget *host; /* keeps the view alive: it is in no window */
  GFile *file;     /* nullable: ask */
  WebKitPrintOperation *operation;
  AlpPrintDone done;
  gpointer data;
} Printing;

static gboolean
printing_free (gpointer data)
{
  Printing *self = data;

  alp_web_engine_set_part_func (self->view, NULL, NULL);
  g_clear_object (&self->operation);
  g_clear_object (&self->view);
  g_clear_weak_pointer (&self->parent);
  g_clear_object (&self->content);
  g_clear_object (&self->file);
  g_free (self);
  return G_SOURCE_REMOVE;
}

static void
end (Printing *self, const GError *error)
{
  if (self->done != NULL)
    self->done (error, self->data);
  self->done = NULL;
  g_signal_handlers_disconnect_by_data (self->view, self);
  if (self->operation != NULL)
    g_signal_handlers_disconnect_by_data (self->operation, self);
  g_idle_add (printing_free, self);
}

static void
on_finished (WebKitPrintOperation *operation, Printing *self)
{
  end (self, NULL);
}

static void
on_failed (WebKitPrintOperation *operation, GError *error, Printing *self)
{
  end (self, error);
}

static void
print_now (Printing *self)
{
  g_autoptr (GtkPrintSettings) settings = gtk_print_settings_new ();
  g_autofree char *uri = self->file != NULL ? g_file_get_uri (self->file) : NULL;

  self->operation = webkit_print_operation_new (WEBKIT_WEB_VIEW (self->view));
  g_signal_connect (self->operation, "finished", G_CALLBACK (on_finished), self);
  g_signal_connect (self->operation, "failed", G_CALLBACK (on_failed), self);
  if (uri == NULL)
    {
      if (webkit_print_operation_run_dialog (self->operation, self->parent)
          == WEBKIT_PRINT_OPERATION_RESPONSE_CANCEL)
        end (self, NULL);
      return;
    }
  gtk_print_settings_set_printer (settings, "Print to File");
  gtk_print_settings_set (settings, GTK_PRINT_SETTINGS_OUTPUT_FILE_FORMAT, "pdf");
  gtk_print_settings_set (settings, GTK_PRINT_SETTINGS_OUTPUT_URI, uri);
  webkit_print_operation_set_print_settings (self->operation, settings);
  webkit_print_operation_print (self->operation);
}

static void
on_load_changed (WebKitWebView *view, WebKitLoadEvent event, Printing *self)
{
  if (event == WEBKIT_LOAD_FINISHED && self->operation == NULL)
    print_now (self);
}

static void
on_terminated (Printing *self)
{
  g_autoptr (GError) error
      = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, _ ("This message cannot be printed."));

  end (self, error);
}

static void
answer_part (WebKitURISchemeRequest *request, gpointer data)
{
  Printing *self = data;
  g_autofree char *type = NULL;
  g_autoptr (GBytes) bytes
      = alp_content_dup_part (self->content, webkit_uri_scheme_request_get_uri (request), &type);
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream = NULL;

  if (bytes == NULL)
    {
      error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "no such part");
      webkit_uri_scheme_request_finish_error (request, error);
      return;
    }
  stream = g_memory_input_stream_new_from_bytes (bytes);
  webkit_uri_scheme_request_finish (request, stream, (gint64) g_bytes_get_size (bytes), type);
}

static void
append_line (GString *out, const char *name, const char *value)
{
  g_autofree char *escaped = NULL;

  if (value == NULL || *value == '\0')
    return;
  escaped = g_markup_escape_text (value, -1);
  g_string_append_printf (out, "<div style=\"font-size:9pt\"><b>%s</b> %s</div>", name, escaped);
}

static char *
make_document (AlpContent *content)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *subject = g_markup_escape_text (alp_content_get_subject (content), -1);
  g_autofree char *date = alp_format_full_date (alp_content_get_date (content));
  const char *html = alp_content_get_html (content);

  g_string_append_printf (out, "<h2 style=\"margin:0 0 6pt\">%s</h2>", subject);
  append_line (out, _ ("From"), alp_content_get_from (content));
  append_line (out, _ ("To"), alp_content_get_to (content));
  append_line (out, _ ("Cc"), alp_content_get_cc (content));
  append_line (out, _ ("Date"), date);
  g_string_append (out, "<hr>");
  g_string_append (out, html != NULL ? html : alp_content_get_text_html (content));
  return alp_web_engine_wrap (out->str, FALSE, "#1c5fb0", ALP_WEB_DEFAULT);
}

static void
start (gboolean ready, gpointer content)
{
  Printing *self = g_object_steal_data (content, "alp-printing");
  g_autofree char *document = NULL;

  if (!ready || self == NULL)
    {
      g_free (self);
      return;
    }
  document = make_document (self->content);
  self->view = g_object_ref_sink (alp_web_engine_new_view ());
  alp_web_engine_set_part_func (self->view, answer_part, self);
  g_signal_connect (self->view, "load-changed", G_CALLBACK (on_load_changed), self);
  g_signal_connect_swapped (self->view, "web-process-terminated", G_CALLBACK (on_terminated), self);
  webkit_web_view_load_html (WEBKIT_WEB_VIEW (self->view), document, "about:blank");
}

/**
 * alp_print_to_pdf:
 * @file: replaced
 */
void
alp_print_to_pdf (GtkWindow *parent, AlpContent *content, GFile *file, AlpPrintDone done, gpointer data)
{
  Printing *self = g_new0 (Printing, 1);

  g_set_weak_pointer (&self->parent, parent);
  self->content = g_object_ref (content);
  g_set_object (&self->file, file);
  self->done = done;
  self->data = data;
  g_object_set_data (G_OBJECT (content), "alp-printing", self);
  alp_web_engine_when_ready (G_OBJECT (content), start);
}

/* Asks where and how first. */
void
alp_print_message (GtkWindow *parent, AlpContent *content)
{
  alp_print_to_pdf (parent, content, NULL, NULL, NULL);
}
