/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime-archive.c: names of files inside of archives
 *
 * Only names are wanted, but to get them out of a compressed tar everything has to be unpacked, and archives nested one
 * level deep are unpacked to memory. So there are limits (hostile-content C-048): 10,000 entries, 128 MB unpacked in all,
 * 24 MB for a nested archive, two seconds of processor time; over them the archive counts as unreadable. No filter of
 * libarchive that starts a program is enabled, nothing is ever written to disk. Any thread; blocks for the time it takes. */

#include "mime-archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>
#include <time.h>

#define MAX_ENTRIES 10000
#define MAX_UNPACKED (128 * 1024 * 1024)
#define MAX_NESTED (24 * 1024 * 1024)
#define MAX_NANOSECONDS G_GINT64_CONSTANT (2000000000)
#define CHUNK (64 * 1024)

typedef struct
{
  gint64 deadline; /* of this thread's processor time */
  guint64 unpacked;
  guint entries;
  gboolean unreadable;
  char *found;
} Scan;

static gint64
thread_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * G_GINT64_CONSTANT (1000000000) + now.tv_nsec;
}

static gboolean
ends_with (const char *name, const char *extension)
{
  gsize n = strlen (name);
  gsize length = strlen (extension);

  return n > length && name[n - length - 1] == '.' && g_ascii_strcasecmp (name + n - length, extension) == 0;
}

static gboolean
is_one_of (const char *name, const char *const *extensions)
{
  for (; *extensions != NULL; extensions++)
    if (ends_with (name, *extensions))
      return TRUE;
  return FALSE;
}

/**
 * mime_type_is_forbidden:
 *
 * The list of reference/outgoing-checks.md. Returns: whether a file of this name could run when it is opened; "a.exe.zip" and
 * "a.exe.gz" count too, "example.com.pdf" does not
 */
gboolean
mime_type_is_forbidden (const char *name)
{
  static const char *const forbidden[]
      = { "exe", "com", "cmd", "cpl", "hta", "scf", "sct", "lnk", "bat", "js",  "jse",
          "wsh", "ws",  "wsf", "wsc", "vbe", "vb",  "vbs", "shs", "pif", "scr", NULL };
  g_autofree char *clean = g_strdup (name);
  char *dot;
  gsize n = strlen (clean);

  /* What Windows does not see at the end of a name. */
  while (n > 0 && (clean[n - 1] == '.' || clean[n - 1] == ' '))
    clean[--n] = '\0';
  if (is_one_of (clean, forbidden))
    return TRUE;
  dot = strrchr (clean, '.');
  if (dot == NULL)
    return FALSE;
  *dot = '\0';
  g_strchomp (clean);
  return is_one_of (clean, forbidden) && !ends_with (clean, "com");
}

/** mime_archive_is_name: Returns: whether a file of this name is an archive that can be looked into */
gboolean
mime_archive_is_name (const char *name)
{
  static const char *const archives[] = { "zip", "7z", "tar", "tgz", "tbz", "tbz2", "txz", "tzst", "gz",
                                          "bz2", "xz", "zst", "rar", "cab", "lzh",  "lha", "jar",  NULL };

  return is_one_of (name, archives);
}

static gboolean
is_over (Scan *scan)
{
  if (scan->entries <= MAX_ENTRIES && scan->unpacked <= MAX_UNPACKED && thread_time () < scan->deadline)
    return FALSE;
  scan->unreadable = TRUE;
  return TRUE;
}

static struct archive *
open_reader (GBytes *bytes)
{
  struct archive *archive = archive_read_new ();
  gsize length;
  const void *data = g_bytes_get_data (bytes, &length);

  archive_read_support_filter_gzip (archive);
  archive_read_support_filter_bzip2 (archive);
  archive_read_support_filter_xz (archive);
  archive_read_support_filter_lzma (archive);
  archive_read_support_filter_zstd (archive);
  archive_read_support_format_zip (archive);
  archive_read_support_format_7zip (archive);
  archive_read_support_format_tar (archive);
  archive_read_support_format_gnutar (archive);
  archive_read_support_format_rar (archive);
  archive_read_support_format_rar5 (archive);
  archive_read_support_format_cab (archive);
  archive_read_support_format_lha (archive);
  if (data != NULL && archive_read_open_memory (archive, data, length) == ARCHIVE_OK)
    return archive;
  archive_read_free (archive);
  return NULL;
}

/* The content of the entry at hand, at most 24 MB; %NULL when it cannot be had. */
static GBytes *
read_entry (Scan *scan, struct archive *archive)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autofree guint8 *chunk = g_malloc (CHUNK);

  while (!is_over (scan))
    {
      la_ssize_t n = archive_read_data (archive, chunk, CHUNK);

      if (n == 0)
        return g_byte_array_free_to_bytes (g_steal_pointer (&out));
      if (n < 0 || out->len + n > MAX_NESTED)
        break;
      scan->unpacked += (guint64) n;
      g_byte_array_append (out, chunk, (guint) n);
    }
  return NULL;
}

/* Reads over the entry in pieces of our own, so that the limits hold within it. */
static void
skip_entry (Scan *scan, struct archive *archive)
{
  g_autofree guint8 *chunk = g_malloc (CHUNK);

  while (!is_over (scan))
    {
      la_ssize_t n = archive_read_data (archive, chunk, CHUNK);

      if (n <= 0)
        return;
      scan->unpacked += (guint64) n;
    }
}

static gboolean
is_streamed (struct archive *archive)
{
  return (archive_format (archive) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_TAR;
}

static void scan_names (Scan *scan, GBytes *bytes, guint level);

static void
scan_entry (Scan *scan, struct archive *archive, struct archive_entry *entry, guint level)
{
  const char *path = archive_entry_pathname_utf8 (entry);
  g_autofree char *valid = NULL;
  g_autofree char *base = NULL;

  if (path == NULL)
    path = archive_entry_pathname (entry);
  valid = g_utf8_make_valid (path != NULL ? path : "", -1);
  g_strdelimit (valid, "\\", '/');
  base = g_path_get_basename (valid);
  if (archive_entry_is_encrypted (entry))
    scan->unreadable = TRUE;
  if (archive_entry_filetype (entry) == AE_IFDIR)
    return;
  if (mime_type_is_forbidden (base))
    {
      scan->found = g_strdup (base);
      return;
    }
  if (mime_archive_is_name (base) && !archive_entry_is_encrypted (entry) && level == 0)
    {
      g_autoptr (GBytes) nested = read_entry (scan, archive);

      if (nested == NULL)
        scan->unreadable = TRUE;
      else
        scan_names (scan, nested, level + 1);
    }
  else if (is_streamed (archive))
    skip_entry (scan, archive);
}

static void
scan_names (Scan *scan, GBytes *bytes, guint level)
{
  struct archive *archive = open_reader (bytes);
  struct archive_entry *entry;
  guint before = scan->entries;
  int result = ARCHIVE_FATAL;

  if (archive == NULL)
    {
      scan->unreadable = TRUE;
      return;
    }
  while (scan->found == NULL && !is_over (scan)
         && ((result = archive_read_next_header (archive, &entry)) == ARCHIVE_OK || result == ARCHIVE_WARN))
    {
      scan->entries++;
      scan_entry (scan, archive, entry, level);
    }
  if (result != ARCHIVE_EOF && scan->found == NULL)
    scan->unreadable = TRUE;
  if (archive_read_has_encrypted_entries (archive) > 0)
    scan->unreadable = TRUE;
  if (scan->entries == before)
    scan->unreadable = TRUE;
  archive_read_free (archive);
}

/* A single compressed file ("a.txt.gz") is no archive for libarchive without its raw format; its name says it all. */
static gboolean
is_compressed_file (const char *name)
{
  static const char *const tars[] = { "tar.gz", "tar.bz2", "tar.xz", "tar.zst", NULL };
  static const char *const filters[] = { "gz", "bz2", "xz", "zst", NULL };

  return is_one_of (name, filters) && !is_one_of (name, tars);
}

/**
 * mime_archive_scan:
 * @found: (out) (optional) (nullable) (transfer full): the name of a forbidden file in it
 *
 * Returns: what is known of the archive
 */
MimeArchiveVerdict
mime_archive_scan (GBytes *bytes, const char *name, char **found)
{
  Scan scan = { .deadline = thread_time () + MAX_NANOSECONDS };

  if (found != NULL)
    *found = NULL;
  if (!mime_archive_is_name (name))
    return MIME_ARCHIVE_NONE;
  if (is_compressed_file (name))
    return MIME_ARCHIVE_CLEAN;
  scan_names (&scan, bytes, 0);
  if (scan.found == NULL)
    return scan.unreadable ? MIME_ARCHIVE_UNREADABLE : MIME_ARCHIVE_CLEAN;
  if (found != NULL)
    *found = g_steal_pointer (&scan.found);
  g_free (scan.found);
  return MIME_ARCHIVE_FORBIDDEN;
}
