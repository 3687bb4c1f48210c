/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-device-words.c: device passwords in words for a person: types, states, steps, errors. Pure, any thread. */

#include "alp-device.h"

#include "alp-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/** alp_device_type_words: Returns: (transfer none): "Phone" … */
const char *
alp_device_type_words (BaseDeviceType type)
{
  static const char *const words[]
      = { N_ ("Device"), N_ ("Computer"), N_ ("Phone"), N_ ("Tablet"), N_ ("Other"), N_ ("Older Password") };

  return _ (words[(guint) type < G_N_ELEMENTS (words) ? type : 0]);
}

/** alp_device_type_icon: Returns: (transfer none): the name of a symbolic icon */
const char *
alp_device_type_icon (BaseDeviceType type)
{
  static const char *const icons[]
      = { "dialog-password-symbolic", "computer-symbolic",        "phone-symbolic",
          "phone-symbolic",           "dialog-password-symbolic", "dialog-password-symbolic" };

  return icons[(guint) type < G_N_ELEMENTS (icons) ? type : 0];
}

/** alp_device_status_words: Returns: (transfer none): "" when there is nothing to say */
const char *
alp_device_status_words (BaseDeviceStatus status)
{
  static const char *const words[]
      = { "", "", N_ ("Leaked"), N_ ("Used for Spam"), N_ ("Locked"), N_ ("Switched Off"), N_ ("Expired") };
  const char *word = words[(guint) status < G_N_ELEMENTS (words) ? status : 0];

  return *word != '\0' ? _ (word) : "";
}

/** alp_device_protocols_words: Returns: (transfer full): "IMAP, POP3", "" when nothing is known */
char *
alp_device_protocols_words (BaseDeviceProtocols protocols)
{
  static const char *const names[] = { "IMAP", "POP3", "SMTP", NULL, "ActiveSync", "Sieve" };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (protocols & (1u << i))
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "",
                              names[i] != NULL ? names[i] : _ ("Calendar and contacts"));
  return g_string_free_and_steal (text);
}

/* "3 days ago" */
static char *
ago (gint64 then, gint64 now)
{
  gint64 days = (now - then) / (24 * 60 * 60);

  if (days < 1)
    return g_strdup (_ ("today"));
  if (days < 60)
    return g_strdup_printf (ngettext ("%d day ago", "%d days ago", (gulong) days), (int) days);
  if (days < 730)
    return g_strdup_printf (ngettext ("%d month ago", "%d months ago", (gulong) (days / 30)),
                            (int) (days / 30));
  return g_strdup_printf (ngettext ("%d year ago", "%d years ago", (gulong) (days / 365)),
                          (int) (days / 365));
}

static void
add_fact (GString *text, const char *fact)
{
  if (*fact != '\0')
    g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", fact);
}

/**
 * alp_device_describe:
 * @now: Unix seconds
 *
 * Returns: (transfer full): the line below its name: "IMAP, SMTP · last used 3 days ago · this computer"
 */
char *
alp_device_describe (const BaseDevice *device, gint64 now)
{
  GString *text = g_string_new (NULL);
  g_autofree char *protocols = alp_device_protocols_words (device->protocols);
  g_autofree char *when = NULL;
  g_autofree char *fact = NULL;

  add_fact (text, protocols);
  if (device->last_used > 0)
    {
      when = ago (device->last_used, now);
      /* Translators: %s is "today" or "3 days ago" */
      fact = g_strdup_printf (_ ("last used %s"), when);
    }
  else if (device->created > 0)
    {
      when = ago (device->created, now);
      /* Translators: %s is "today" or "3 days ago" */
      fact = g_strdup_printf (_ ("made %s"), when);
    }
  if (fact != NULL)
    add_fact (text, fact);
  add_fact (text, device->holder);
  if (device->is_this)
    add_fact (text, _ ("this computer"));
  return g_string_free_and_steal (text);
}

/** alp_device_default_label: Returns: (transfer full): a name for a password of this computer; the person may change it */
char *
alp_device_default_label (void)
{
  const char *host = g_get_host_name ();

  if (host == NULL || *host == '\0' || g_str_equal (host, "localhost"))
    return g_strdup (_ ("Alpenpost on this computer"));
  /* Translators: %s is the name of the computer */
  return g_strdup_printf (_ ("Alpenpost on %s"), host);
}

/* ---- steps ---- */

/**
 * alp_device_token_steps:
 * @kind: of a service
 *
 * Returns: (transfer full): numbered steps, %NULL-terminated, for where its token, key or password comes from
 */
char **
alp_device_token_steps (const char *kind)
{
  const char *const infomaniak[]
      = { _ ("Open the Manager's page of API tokens and sign in."),
          _ ("Choose “Create a token”, with the right “mail” (and “user_info”, if it is asked for), for as "
             "long as you "
             "like."),
          _ ("Copy the token and paste it here. It is kept in your keyring."), NULL };
  const char *const mailcow[]
      = { _ ("This needs a key of the server's administrator: whoever has it can change every mailbox of the "
             "server."),
          _ ("In the administrator's pages open “Access” → “API” and make a read-write key. Allow only the "
             "addresses of "
             "this computer, if you can."),
          _ ("Paste the key here. It is kept in your keyring, apart from the passwords of your addresses."),
          NULL };
  const char *const login[]
      = { _ ("Enter the password with which you sign in to the mail server's own pages, not one made for a "
             "device."),
          _ ("It is used only to make and withdraw device passwords, and kept in your keyring."), NULL };

  return g_strdupv ((char **) (g_strcmp0 (kind, "infomaniak") == 0 ? infomaniak
                               : g_strcmp0 (kind, "mailcow") == 0  ? mailcow
                                                                   : login));
}

/**
 * alp_device_page_steps:
 * @steps: (nullable): id in data/app-passwords.ini
 *
 * Returns: (transfer full): numbered steps, %NULL-terminated, for making an app password on the provider's page
 */
char **
alp_device_page_steps (const char *steps)
{
  const char *const two_step[] = { _ ("Turn on two-step verification, if it is off."),
                                   _ ("Open the page of app passwords and make one with the name below."),
                                   _ ("Copy it and paste it here."), NULL };
  const char *const security[]
      = { _ ("Open the security settings of your account."),
          _ ("Look for “app passwords” or “external programs” and make one with the name below."),
          _ ("Copy it and paste it here."), NULL };
  const char *const bridge[] = { _ ("Install the provider's own program (the Bridge) and sign in there."),
                                 _ ("Open your account in it: it shows a password made for mail programs."),
                                 _ ("Copy it and paste it here."), NULL };
  const char *const oauth[]
      = { _ ("This provider accepts no passwords from mail programs any more: sign in in the browser "
             "instead."),
          _ ("Accounts of companies may still allow app passwords: ask your administrator."),
          _ ("If you have one, paste it here."), NULL };
  const char *const allow[]
      = { _ ("Open your mail in the browser and allow access by mail programs (IMAP) in its settings."),
          _ ("If the provider offers a password for mail programs, make one with the name below; "
             "else use the password of your account."),
          _ ("Paste it here."), NULL };
  const char *const panel[] = { _ ("Open the page of your address and sign in."),
                                _ ("Look for “devices” and add one with the name below."),
                                _ ("Copy the password it shows and paste it here."), NULL };

  const struct
  {
    const char *id;
    const char *const *lines;
  } table[] = {
    { "two-step", two_step }, { "bridge", bridge }, { "oauth", oauth }, { "allow", allow }, { "panel", panel }
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_strcmp0 (table[i].id, steps) == 0)
      return g_strdupv ((char **) table[i].lines);
  return g_strdupv ((char **) security);
}

/* ---- errors ---- */

static char *
error_words (const GError *error)
{
  const char *detail = base_device_error_get_detail (error);
  guint wait = base_device_error_get_retry_after (error);

  switch ((BaseDeviceError) error->code)
    {
    case BASE_DEVICE_ERROR_UNAUTHENTICATED:
      return g_strdup (
          _ ("The provider did not accept the token, key or password. Connect it again with a new one."));
    case BASE_DEVICE_ERROR_FORBIDDEN:
      if (g_strcmp0 (detail, "2fa") == 0)
        return g_strdup (_ (
            "This account signs in with a second factor, which cannot be done from here. Make the password "
            "on the provider's page."));
      return g_strdup (_ ("The provider does not allow this. The token or key may be for reading only."));
    case BASE_DEVICE_ERROR_MISSING_SCOPE:
      /* Translators: %s are names of rights, as the provider has them */
      return g_strdup_printf (_ ("The token lacks a right: %s. Make a new token with it and connect again."),
                              detail != NULL ? detail : "");
    case BASE_DEVICE_ERROR_NOT_ENABLED:
      return g_strdup (
          _ ("The provider has not enabled this for your account. Make the password on its page; it can be "
             "pasted here."));
    case BASE_DEVICE_ERROR_NOT_FOUND:
      if (g_strcmp0 (detail, "mailbox") == 0)
        return g_strdup (
            _ ("The token or key does not reach this address. Make one with the account the address belongs "
               "to."));
      return g_strdup (_ ("There is no such device any more."));
    case BASE_DEVICE_ERROR_CONFLICT:
      return g_strdup (_ (
          "This device has a password for the address already. Choose another name, or make a new password "
          "for it."));
    case BASE_DEVICE_ERROR_INVALID:
      if (g_strcmp0 (detail, "label") == 0 || g_strcmp0 (detail, "description") == 0)
        return g_strdup (
            _ ("The name does not suit the provider. Choose another one of at most 255 characters."));
      if (g_strcmp0 (detail, "url") == 0)
        return g_strdup (_ ("This is no address of a service. It begins with https://."));
      return g_strdup (_ ("The provider does not accept this. Change the name or the type and try again."));
    case BASE_DEVICE_ERROR_QUOTA:
      return g_strdup (_ ("The address has as many device passwords as are allowed. Disconnect one first."));
    case BASE_DEVICE_ERROR_PROTECTED:
      return g_strdup (_ ("The provider protects this older password. Change or remove it on its page."));
    case BASE_DEVICE_ERROR_RATE_LIMITED:
      if (wait > 0)
        return g_strdup_printf (ngettext ("The provider asks to wait for %u second, then try again.",
                                          "The provider asks to wait for %u seconds, then try again.", wait),
                                wait);
      return g_strdup (_ ("That was too often for the provider. Wait a while, then try again."));
    case BASE_DEVICE_ERROR_UNSUPPORTED:
      return g_strdup (_ ("This provider cannot do that from here. Use its page."));
    case BASE_DEVICE_ERROR_NETWORK:
      if (g_strcmp0 (detail, "certificate") == 0)
        return g_strdup (
            _ ("The provider's service could not prove that it is the right one. Nothing was sent to it."));
      return g_strdup (
          _ ("The provider's service cannot be reached. Check its address and your connection."));
    case BASE_DEVICE_ERROR_UNKNOWN:
    case BASE_DEVICE_ERROR_SERVER:
    case BASE_DEVICE_N_ERRORS:
    default:
      return g_strdup (
          _ ("The provider's service gave an answer that makes no sense. Try again later, or use its page."));
    }
}

/**
 * alp_device_error_from:
 *
 * Returns: (transfer full): an error of BASE_DEVICE_ERROR with a whole sentence instead of what the log says; any other
 * error as alp_error_from() has it
 */
GError *
alp_device_error_from (const GError *error)
{
  GError *words = NULL;
  g_autofree char *text = NULL;

  if (error->domain != BASE_DEVICE_ERROR)
    return alp_error_from (error);
  g_debug ("%s: %s", base_device_error_get_name (error), error->message);
  text = error_words (error);
  base_device_set_error (&words, (BaseDeviceError) error->code, base_device_error_get_retry_after (error),
                         base_device_error_get_detail (error), "%s", text);
  return words;
}
