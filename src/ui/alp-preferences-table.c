/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-preferences-table.c: which settings stand on which page of the preferences: a new key of the schema is one line here.
 *
 * Only data.  tests/check-settings.py looks that each key is read somewhere and each can be chosen here (or is no choice). */
#include "alp-preferences-table.h"

#include <glib/gi18n.h>

static const AlpSettingChoice schemes[] = {
  { "system", N_ ("Follow System") },
  { "light", N_ ("Light") },
  { "dark", N_ ("Dark") },
  { NULL, NULL },
};

static const AlpSettingChoice densities[] = {
  { "compact", N_ ("Compact: one line") },
  { "normal", N_ ("Normal: two lines") },
  { "large", N_ ("Large: three lines") },
  { NULL, NULL },
};

static const AlpSettingChoice orders[] = {
  { "newest", N_ ("Newest First") },
  { "oldest", N_ ("Oldest First") },
  { NULL, NULL },
};

static const AlpSettingChoice advances[] = {
  { "next", N_ ("The Following Message") },
  { "previous", N_ ("The Message Before") },
  { "same-direction", N_ ("Going On in the Same Direction") },
  { "list", N_ ("The List") },
  { NULL, NULL },
};

static const AlpSettingChoice swipes[] = {
  { "none", N_ ("Nothing") },    { "read", N_ ("Read or Unread") }, { "trash", N_ ("Trash") },
  { "archive", N_ ("Archive") }, { "star", N_ ("Star") },           { "move", N_ ("Move…") },
  { "spam", N_ ("Spam") },       { "menu", N_ ("More…") },          { NULL, NULL },
};

static const AlpSettingChoice undo_times[] = {
  { "0", N_ ("Off") },         { "5", N_ ("5 Seconds") },
  { "10", N_ ("10 Seconds") }, { "15", N_ ("15 Seconds") },
  { "20", N_ ("20 Seconds") }, { "25", N_ ("25 Seconds") },
  { "30", N_ ("30 Seconds") }, { NULL, NULL },
};

static const AlpSettingChoice read_delays[] = {
  { "0", N_ ("At Once") },
  { "2", N_ ("After 2 Seconds") },
  { "5", N_ ("After 5 Seconds") },
  { "-1", N_ ("Only by Hand") },
  { NULL, NULL },
};

static const AlpSettingChoice remote[] = {
  { "ask", N_ ("Ask for Each Message") },
  { "always", N_ ("Show Always") },
  { NULL, NULL },
};

static const AlpSettingChoice receipts[] = {
  { "ask", N_ ("Ask for Each Message") },
  { "never", N_ ("Never") },
  { "always", N_ ("Always, to the Sender Alone") },
  { NULL, NULL },
};

static const AlpSettingChoice hovers[] = {
  { "archive", N_ ("Archive") },
  { "trash", N_ ("Trash") },
  { "star", N_ ("Star") },
  { "read", N_ ("Read or Unread") },
  { "move", N_ ("Move…") },
  { "spam", N_ ("Spam") },
  { NULL, NULL },
};

static const AlpSettingChoice message_actions[] = {
  { "archive", N_ ("Archive") },     { "trash", N_ ("Trash") },
  { "move", N_ ("Move…") },          { "star", N_ ("Star") },
  { "read", N_ ("Read or Unread") }, { "spam", N_ ("Spam") },
  { "reply", N_ ("Reply") },         { "reply-all", N_ ("Reply All") },
  { "forward", N_ ("Forward") },     { NULL, NULL },
};

static const AlpSettingChoice checks[] = {
  { "subject-empty", N_ ("No Subject") },
  { "attachment-mentioned", N_ ("An Attachment Is Mentioned but Missing") },
  { "link-malformed", N_ ("A Link That Does Not Work") },
  { "no-reply-recipient", N_ ("A Recipient That Reads No Answers") },
  { "many-visible-recipients", N_ ("Many Recipients Who See Each Other") },
  { "identity-mismatch", N_ ("Another Address Than the One Written To") },
  { "spf-mismatch", N_ ("A Server That May Not Send for This Address") },
  { NULL, NULL },
};

static const AlpSettingChoice evenings[] = {
  { "1080", "18:00" }, { "1110", "18:30" }, { "1140", "19:00" }, { "1170", "19:30" }, { "1200", "20:00" },
  { "1230", "20:30" }, { "1260", "21:00" }, { "1290", "21:30" }, { "1320", "22:00" }, { "1350", "22:30" },
  { "1380", "23:00" }, { "1410", "23:30" }, { NULL, NULL },
};

static const AlpSettingChoice mornings[] = {
  { "300", "05:00" }, { "330", "05:30" }, { "360", "06:00" }, { "390", "06:30" }, { "420", "07:00" },
  { "450", "07:30" }, { "480", "08:00" }, { "510", "08:30" }, { "540", "09:00" }, { "570", "09:30" },
  { "600", "10:00" }, { "630", "10:30" }, { NULL, NULL },
};

const AlpPreferencesRow alp_preferences_rows[] = {
  { "general",
    N_ ("Keyboard"),
    NULL,
    { "single-key-shortcuts", N_ ("Single-Letter Shortcuts"),
      N_ ("A archives, S stars … while the list or the conversation has the focus"), NULL, 0, FALSE } },
  { "appearance", N_ ("Colors"), NULL, { "color-scheme", N_ ("Style"), NULL, schemes, 0, FALSE } },

  { "list", N_ ("Rows"), NULL, { "list-density", N_ ("Height"), NULL, densities, 0, FALSE } },
  { "list", N_ ("Rows"), NULL, { "list-order", N_ ("Order"), NULL, orders, 0, FALSE } },
  { "list",
    N_ ("Rows"),
    NULL,
    { "list-conversations", N_ ("Conversations"), N_ ("Messages that answer each other share one row"), NULL,
      0, FALSE } },
  { "list",
    N_ ("Rows"),
    NULL,
    { "list-sections", N_ ("Headings"), N_ ("Today, Yesterday and so on; never in compact rows"), NULL, 0,
      FALSE } },
  { "list",
    N_ ("Rows"),
    NULL,
    { "list-filters-shown", N_ ("Filters Above the List"), NULL, NULL, 0, FALSE } },
  { "list",
    N_ ("Acting on Messages"),
    NULL,
    { "auto-advance", N_ ("After Archiving or Deleting, Show"), NULL, advances, 0, FALSE } },
  { "list",
    N_ ("Acting on Messages"),
    NULL,
    { "swipe-right", N_ ("Swipe to the Right"), NULL, swipes, 0, FALSE } },
  { "list",
    N_ ("Acting on Messages"),
    NULL,
    { "swipe-left", N_ ("Swipe to the Left"), NULL, swipes, 0, FALSE } },
  { "list",
    N_ ("Acting on Messages"),
    NULL,
    { "hover-actions", N_ ("Buttons Under the Pointer"), N_ ("At most four"), hovers, 4, FALSE } },

  { "reading",
    N_ ("Opened Messages"),
    NULL,
    { "read-delay", N_ ("Mark as Read"), NULL, read_delays, 0, FALSE } },
  { "reading",
    N_ ("Opened Messages"),
    NULL,
    { "message-actions", N_ ("Buttons Over a Message"), N_ ("Which, and in which order"), message_actions, 0,
      TRUE } },

  { "reading",
    N_ ("How Messages Look"),
    NULL,
    { "dark-messages", N_ ("Dark Messages"), N_ ("In the dark style, instead of white paper"), NULL, 0,
      FALSE } },
  { "reading",
    N_ ("How Messages Look"),
    NULL,
    { "plain-messages", N_ ("Plain Text"),
      N_ ("Without formatting and images; the menu of a message shows both"), NULL, 0, FALSE } },
  { "reading",
    N_ ("How Messages Look"),
    NULL,
    { "external-badge", N_ ("Mark Senders from Outside"), N_ ("“External” or “Unknown” beside their name"),
      NULL, 0, FALSE } },

  { "privacy",
    N_ ("What Senders Learn"),
    N_ ("Nothing is contacted but your own servers and what you allow here."),
    { "remote-content", N_ ("Images from the Internet"),
      N_ ("They tell the sender when and where you read; never in spam, never known trackers"), remote, 0,
      FALSE } },
  { "privacy",
    N_ ("What Senders Learn"),
    NULL,
    { "answer-receipts", N_ ("Confirm That You Opened a Message"), N_ ("When the sender asks for it"),
      receipts, 0, FALSE } },

  { "writing",
    N_ ("Sending"),
    NULL,
    { "undo-send-seconds", N_ ("Undo Sending Within"), N_ ("The message waits this long before it leaves"),
      undo_times, 0, FALSE } },
  { "writing",
    N_ ("Sending"),
    NULL,
    { "checks", N_ ("Ask Before Sending When There Is"), N_ ("What the server would refuse is always said"),
      checks, 0, FALSE } },
  { "writing",
    N_ ("Sending"),
    NULL,
    { "request-receipt", N_ ("Ask for a Read Receipt"), N_ ("With every message; few programs answer"), NULL,
      0, FALSE } },
  { "writing",
    N_ ("Text"),
    NULL,
    { "compose-plain", N_ ("Plain Text"), N_ ("Begin without styles and images"), NULL, 0, FALSE } },
  { "writing", N_ ("Text"), NULL, { "spell-check", N_ ("Check Spelling"), NULL, NULL, 0, FALSE } },

  { "notifications",
    N_ ("New Mail"),
    NULL,
    { "notifications", N_ ("Tell of New Mail"), N_ ("In inboxes, and in the folders you chose"), NULL, 0,
      FALSE } },
  { "notifications",
    N_ ("New Mail"),
    NULL,
    { "notification-details", N_ ("Show Sender and Subject"), N_ ("Else only the address it came to"), NULL,
      0, FALSE } },
  { "notifications",
    N_ ("Quiet Hours"),
    NULL,
    { "quiet-hours", N_ ("Quiet Hours"), N_ ("What comes meanwhile is told as a number afterwards"), NULL, 0,
      FALSE } },
  { "notifications", N_ ("Quiet Hours"), NULL, { "quiet-from", N_ ("From"), NULL, evenings, 0, FALSE } },
  { "notifications", N_ ("Quiet Hours"), NULL, { "quiet-until", N_ ("Until"), NULL, mornings, 0, FALSE } },
  { "notifications",
    N_ ("Background"),
    NULL,
    { "run-in-background", N_ ("Get Mail With No Window Open"),
      N_ ("The program goes on when its last window is closed"), NULL, 0, FALSE } },
  { "notifications",
    N_ ("Background"),
    NULL,
    { "autostart", N_ ("Start When You Sign In to This Computer"),
      N_ ("Hidden; only when mail is got with no window open"), NULL, 0, FALSE } },

  { NULL, NULL, NULL, { NULL, NULL, NULL, NULL, 0, FALSE } },
};
