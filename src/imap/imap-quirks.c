/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imap-quirks.c: servers that announce what does not work there, and what else they need (hostile-servers 2.5)
 *
 * Data only. A row is a hint taken from what the server says about itself; what is not in here is learned at run time
 * (imap_session_refuse ()). Most quirks need no row, because the parsers take the odd forms from everybody: such rows of
 * 2.5 have a test and no entry. Pure. */

#include "imap-quirks.h"

#include <string.h>

#define BIT(extension) (G_GUINT64_CONSTANT (1) << IMAP_EXTENSION_##extension)

static const ImapQuirkRow rows[] = {
  { .server = "Gmail",
    .capability = "X-GM-EXT-1",
    .quirks = { .flags = IMAP_QUIRK_LABELS },
    .date = "2026-08",
    .evidence = "KDE kdepim-runtime keeps CONDSTORE off for flags there; one message lies in many labels",
    .test = "/imap/quirks/gmail" },
  { .server = "Exchange",
    .greeting = "Microsoft Exchange",
    .quirks = { .off = BIT (NAMESPACE), .flags = IMAP_QUIRK_SIZE_WRONG, .depth = 8 },
    .date = "2026-05",
    .evidence = "Geary limits pipelining there to 25; Exchange 2003 closes the connection on NAMESPACE; SIZE "
                "is a guess",
    .test = "/imap/quirks/exchange" },
  { .server = "Yahoo",
    .greeting = "IMAP4rev1 imapgate",
    .quirks = { .off = BIT (CONDSTORE) | BIT (QRESYNC), .flags = IMAP_QUIRK_FAILS_AT_RANDOM, .depth = 4 },
    .date = "2026-08",
    .evidence = "[CLIENTBUG] for MODSEQ 0, [SERVERBUG] at random for FETCH and SEARCH",
    .test = "/imap/quirks/yahoo" },
  { .server = "Yahoo",
    .host = ".yahoo.com",
    .quirks = { .off = BIT (CONDSTORE) | BIT (QRESYNC), .flags = IMAP_QUIRK_FAILS_AT_RANDOM, .depth = 4 },
    .date = "2026-08",
    .evidence = "the same, by name",
    .test = "/imap/quirks/table" },
  { .server = "AOL",
    .host = ".aol.com",
    .quirks = { .off = BIT (CONDSTORE) | BIT (QRESYNC), .flags = IMAP_QUIRK_FAILS_AT_RANDOM, .depth = 4 },
    .date = "2026-08",
    .evidence = "the same servers as Yahoo",
    .test = "/imap/quirks/table" },
  { .server = "iCloud",
    .host = ".mail.me.com",
    .quirks = { .off = BIT (QRESYNC) },
    .date = "2026-08",
    .evidence
    = "evolution-data-server I#637, Mailspring-Sync: special folders come back to an old state with QRESYNC",
    .test = "/imap/quirks/icloud" },
  { .server = "iCloud",
    .id = "iCloud",
    .quirks = { .off = BIT (QRESYNC) },
    .date = "2026-08",
    .evidence = "the same, by ID",
    .test = "/imap/quirks/table" },
  { .server = "Proton Bridge",
    .greeting = "Proton Mail Bridge",
    .quirks = { .off = BIT (LIST_EXTENDED), .flags = IMAP_QUIRK_UID_UNSTABLE | IMAP_QUIRK_SIZE_WRONG },
    .date = "2026-08",
    .evidence = "bridge issues 123, 204, 220; LIST (SPECIAL-USE) BAD: MailKit 674",
    .test = "/imap/quirks/proton" },
  { .server = "Proton Bridge",
    .id = "gluon",
    .quirks = { .flags = IMAP_QUIRK_UID_UNSTABLE | IMAP_QUIRK_SIZE_WRONG },
    .date = "2026-08",
    .evidence = "the same by the name of its IMAP library",
    .test = "/imap/quirks/table" },
  { .server = "DavMail",
    .greeting = "DavMail",
    .quirks = { .flags = IMAP_QUIRK_SIZE_SLOW },
    .date = "2026-08",
    .evidence = "a SIZE request downloads every message from Exchange",
    .test = "/imap/quirks/davmail" },
  { .server = "Zoho",
    .host = ".zoho.com",
    .quirks = { .off = BIT (CONDSTORE) | BIT (QRESYNC) },
    .date = "2026-08",
    .evidence = "HIGHESTMODSEQ -1",
    .test = "/imap/quirks/zoho" },
  { .server = "Dovecot",
    .id = "Dovecot",
    .capability = "UTF8=ACCEPT",
    .quirks = { .off = BIT (UTF8_ACCEPT) },
    .date = "2026-11",
    .evidence = "2.4.1 in our own lab: after ENABLE UTF8=ACCEPT names are still modified UTF-7, and UTF-8 "
                "ones are refused",
    .test = "/imap/servers/dovecot-more" },
  { .server = "Cyrus 3.10",
    .greeting = "Cyrus IMAP 3.10",
    .quirks = { .flags = IMAP_QUIRK_STATUS_ID_BROKEN },
    .date = "2026-11",
    .evidence
    = "3.10.2 in our own lab: STATUS (MAILBOXID) holds bytes of freed memory, also line ends and parentheses",
    .test = "/imap/quirks/cyrus-status" },
  { .server = "Cyrus 2",
    .greeting = "Cyrus IMAP4 v2.",
    .quirks = { .off = BIT (LIST_EXTENDED) | BIT (LIST_STATUS) },
    .date = "2026-08",
    .evidence = "evolution-data-server switches LIST-EXTENDED off by this greeting",
    .test = "/imap/quirks/cyrus" },
};

const ImapQuirkRow *
imap_quirks_get_rows (guint *n)
{
  *n = G_N_ELEMENTS (rows);
  return rows;
}

static gboolean
has_text (const char *text, const char *pattern)
{
  return text != NULL && strcasestr (text, pattern) != NULL;
}

static gboolean
host_ends (const char *host, const char *suffix)
{
  gsize n = strlen (host), m = strlen (suffix);

  return (n >= m && g_ascii_strcasecmp (host + n - m, suffix) == 0)
         || g_ascii_strcasecmp (host, suffix + 1) == 0;
}

static gboolean
matches (const ImapQuirkRow *row, const char *greeting, const ImapServer *server, const char *host,
         const ImapCapabilities *capabilities)
{
  if (row->greeting != NULL && !has_text (greeting, row->greeting))
    return FALSE;
  if (row->id != NULL
      && (server == NULL || (!has_text (server->name, row->id) && !has_text (server->vendor, row->id))))
    return FALSE;
  if (row->host != NULL && (host == NULL || !host_ends (host, row->host)))
    return FALSE;
  return row->capability == NULL || imap_capabilities_has_name (capabilities, row->capability);
}

/**
 * imap_quirks_find:
 * @greeting: (nullable): its text
 * @server: (nullable): what ID said
 * @host: (nullable): whom we connected to
 *
 * Returns: the sum of all rows that match; the first one's name
 */
ImapQuirks
imap_quirks_find (const char *greeting, const ImapServer *server, const char *host,
                  const ImapCapabilities *capabilities)
{
  ImapQuirks sum = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const ImapQuirks *quirks = &rows[i].quirks;

      if (!matches (&rows[i], greeting, server, host, capabilities))
        continue;
      if (sum.server == NULL)
        sum.server = rows[i].server;
      sum.off |= quirks->off;
      sum.flags |= quirks->flags;
      if (quirks->depth != 0 && (sum.depth == 0 || quirks->depth < sum.depth))
        sum.depth = quirks->depth;
    }
  return sum;
}
