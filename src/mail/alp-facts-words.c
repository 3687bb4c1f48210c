/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-facts-words.c: what was found out about a sender, in plain words.  Pure, any thread. */

#include "alp-facts-private.h"

#include <glib/gi18n-lib.h>

char *
alp_facts_dup_auth_sentence (const MimeAuth *auth)
{
  switch (auth->verdict)
    {
    case MIME_AUTH_VERIFIED:
      return g_strdup_printf (_ ("Your mail server checked that this message really comes from %s."),
                              auth->from_domain);
    case MIME_AUTH_UNVERIFIED:
      return *auth->from_domain != '\0'
                 ? g_strdup_printf (_ ("Nothing proves that this message really comes from %s."),
                                    auth->from_domain)
                 : g_strdup (_ ("Nothing proves where this message really comes from."));
    case MIME_AUTH_FORGED:
      return g_strdup_printf (_ ("This message does not come from %s, although it says so."),
                              auth->from_domain);
    case MIME_AUTH_UNKNOWN:
    default:
      return g_strdup (_ ("Your mail server does not say whether the sender was checked."));
    }
}

static const char *
result_word (MimeAuthResult result)
{
  switch (result)
    {
    case MIME_AUTH_PASS:
      return _ ("passed");
    case MIME_AUTH_FAIL:
    case MIME_AUTH_SOFTFAIL:
      return _ ("failed");
    case MIME_AUTH_TEMPERROR:
    case MIME_AUTH_PERMERROR:
      return _ ("could not be checked");
    case MIME_AUTH_NEUTRAL:
      return _ ("says nothing");
    case MIME_AUTH_NONE:
    default:
      return _ ("not there");
    }
}

static char *
dup_line (const char *name, MimeAuthResult result, const char *domain, gboolean aligned)
{
  if (result != MIME_AUTH_PASS || *domain == '\0')
    return g_strdup_printf ("%s: %s", name, result_word (result));
  if (aligned)
    /* Translators: the name of a check (SPF), its result (passed), a domain */
    return g_strdup_printf (_ ("%s: %s for %s, the domain of the sender"), name, result_word (result),
                            domain);
  /* Translators: the name of a check (SPF), its result (passed), a domain */
  return g_strdup_printf (_ ("%s: %s for %s, which is not the domain of the sender"), name,
                          result_word (result), domain);
}

/* Returns: (transfer full): nothing when nobody checked */
char **
alp_facts_dup_auth_details (const MimeAuth *auth)
{
  g_autoptr (GStrvBuilder) out = g_strv_builder_new ();

  if (auth->verdict != MIME_AUTH_UNKNOWN)
    {
      g_strv_builder_take (
          out, dup_line (_ ("Sending server (SPF)"), auth->spf, auth->spf_domain, auth->spf_aligned));
      g_strv_builder_take (
          out, dup_line (_ ("Signature (DKIM)"), auth->dkim, auth->dkim_domain, auth->dkim_aligned));
      g_strv_builder_take (out,
                           dup_line (_ ("Wish of the domain (DMARC)"), auth->dmarc, auth->from_domain, TRUE));
    }
  return g_strv_builder_end (out);
}

/* Indexed by MimeSuspect; %s is the detail. */
static const struct
{
  const char *with;
  const char *without; /* nullable: @with has no %s */
} words[MIME_N_SUSPECTS] = {
  [MIME_SUSPECT_AMBIGUOUS_SENDER] = { N_ ("It is not clear who the sender is."), NULL },
  [MIME_SUSPECT_FORGED_SENDER] = { N_ ("The sender’s domain “%s” says that mail like this is not its own."),
                                   N_ ("The sender’s domain says that mail like this is not its own.") },
  [MIME_SUSPECT_NAME_IS_ADDRESS]
  = { N_ ("The sender’s name shows “%s”, but the message comes from another address."),
      N_ ("The sender’s name shows another address than the one it comes from.") },
  [MIME_SUSPECT_NAME_IS_OWN] = { N_ ("The sender uses your own name."), NULL },
  [MIME_SUSPECT_NAME_IS_CONTACT]
  = { N_ ("The sender has the name of your contact %s, but writes from an address you do not know."),
      N_ ("The sender has the name of a contact, but writes from an address you do not know.") },
  [MIME_SUSPECT_NAME_IS_BRAND] = { N_ ("It seems to be about “%s”, but does not come from there."),
                                   N_ ("It uses the name of a company, but does not come from there.") },
  [MIME_SUSPECT_LOOK_ALIKE] = { N_ ("The sender’s domain looks like “%s”, but is another one."),
                                N_ ("The sender’s domain looks like a known one, but is another.") },
  [MIME_SUSPECT_MIXED_SCRIPTS] = { N_ ("The sender’s domain mixes letters of several alphabets."), NULL },
  [MIME_SUSPECT_REPLY_ELSEWHERE]
  = { N_ ("Answers would go to another address: %s."), N_ ("Answers would go to another address.") },
  [MIME_SUSPECT_LINK_NAMES_OTHER]
  = { N_ ("A link shows “%s” but leads somewhere else."), N_ ("A link leads elsewhere than it shows.") },
  [MIME_SUSPECT_LINK_HIDES] = { N_ ("A link hides where it leads."), NULL },
  [MIME_SUSPECT_LINK_BRAND] = { N_ ("A link leads to %s, which only sounds like a known company."),
                                N_ ("A link only sounds like that of a known company.") },
  [MIME_SUSPECT_URGENT] = { N_ ("It presses you to act: to sign in, to pay or to confirm something."), NULL },
  [MIME_SUSPECT_EXTORTION]
  = { N_ ("It threatens you and asks for money. Such messages are sent to millions of people."), NULL },
  [MIME_SUSPECT_ADVANCE_FEE] = { N_ ("It promises you money from a stranger."), NULL },
  [MIME_SUSPECT_DANGEROUS_FILE]
  = { N_ ("The attachment “%s” can do harm when opened."), N_ ("An attachment can do harm when opened.") },
  [MIME_SUSPECT_FORM] = { N_ ("It asks for a password inside the message."), NULL },
  [MIME_SUSPECT_LONG_NAME]
  = { N_ ("The sender’s name is very long, to push the address out of view."), NULL },
  [MIME_SUSPECT_DISGUISED_TEXT]
  = { N_ ("It swaps letters for look-alikes, as is done to fool filters."), NULL },
  [MIME_SUSPECT_NO_DOMAIN] = { N_ ("The sender’s address cannot exist."), NULL },
  [MIME_SUSPECT_UNPROVED] = { N_ ("Nothing proves that it really comes from “%s”."),
                              N_ ("Nothing proves where it really comes from.") },
  [MIME_SUSPECT_LINK_DETOUR] = { N_ ("A link goes through “%s”, where anybody can put anything."),
                                 N_ ("A link goes through a service where anybody can put anything.") },
  [MIME_SUSPECT_PICTURE_ONLY] = { N_ ("It is little more than a picture with a link."), NULL },
  [MIME_SUSPECT_ODD_NAME] = { N_ ("The sender’s name holds odd signs, as are used to fool filters."), NULL },
  [MIME_SUSPECT_RANDOM_SENDER] = { N_ ("The sender’s address looks as if it was made to be thrown away: %s."),
                                   N_ ("The sender’s address looks as if it was made to be thrown away.") },
  [MIME_SUSPECT_NAMES_RECIPIENT] = { N_ ("It calls you by your address instead of your name."), NULL },
  [MIME_SUSPECT_LURE] = { N_ ("It promises you a gift, a prize or quick money."), NULL },
};

/* Returns: (transfer full): a sentence; isolates keep what a sender wrote from turning it around */
char *
alp_facts_dup_suspicion (MimeSuspect suspect, const char *detail)
{
  g_autofree char *isolated = g_strdup_printf ("\xe2\x81\xa8%s\xe2\x81\xa9", detail);
  g_auto (GStrv) pieces = NULL;
  const char *sentence;

  if (suspect >= MIME_N_SUSPECTS || words[suspect].with == NULL)
    return g_strdup ("");
  if (words[suspect].without == NULL)
    return g_strdup (_ (words[suspect].with));
  if (*detail == '\0')
    return g_strdup (_ (words[suspect].without));
  /* The translation is no format here: it is cut where the detail goes. */
  sentence = _ (words[suspect].with);
  pieces = g_strsplit (sentence, "%s", 2);
  return g_strconcat (pieces[0], isolated, pieces[1] != NULL ? pieces[1] : "", NULL);
}

char *
alp_facts_dup_winmail_help (void)
{
  return g_strdup (
      _ ("Hello,\n\n"
         "your message came with a file called winmail.dat. Outlook packs text and attachments into it, and "
         "other mail "
         "programs cannot open it. You can stop that:\n\n"
         "• Classic Outlook: File → Options → Mail → Compose messages in HTML format, and below under "
         "“Message format” "
         "convert to HTML format when sending in Rich Text format to Internet recipients.\n"
         "• New Outlook and Outlook on the web: Settings → Mail → Compose and reply → HTML or plain text.\n"
         "• Outlook for Mac: switch on HTML in the message you write (Options → Format Text).\n"
         "• Only with one contact: open the contact, double-click the address, choose to send in plain text "
         "or HTML, "
         "and delete the address from the list of suggestions.\n"
         "• Microsoft 365 administrators: Exchange admin center → Mail flow → Remote domains → Default → Use "
         "rich-text "
         "format: Never.\n"
         "• Calendar invitations: choose to send meeting requests in iCalendar format.\n\n"
         "Packing the files into a ZIP archive does not help.\n"));
}
