/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-suspect.c: imitations of every kind get a banner, ordinary mail gets none
 *
 * Made up after real ones (hostile-content C-057 to C-066, C-070, C-074). Figures on public collections stand in
 * README.md of this folder. */

#include <string.h>

#include "mime-links.h"
#include "mime-suspect.h"

typedef struct
{
  const char *headers;
  const char *html; /* or text */
  const char *auth; /* what the own server says, "" for no header */
} Sample;

#define PASS(domain)                                                                                         \
  "dkim=pass header.d=" domain "; spf=pass smtp.mailfrom=" domain "; dmarc=pass header.from=" domain
#define NONE "spf=pass smtp.mailfrom=bulk.test; dkim=none"
#define FAIL(domain) "spf=fail smtp.mailfrom=" domain "; dmarc=fail header.from=" domain

static const Sample bad[] = {
  { "From: \"Parcel Service    ,_\" <i6797@x7k2q9z4.onmicrosoft.com>\nSubject: Delivery\n",
    "<a href='https://storage.googleapis.com/a/b.html'><img src='cid:x'></a>", NONE },
  { "From: Rewards <offer_93943@kq7x2z9p4.shop>\nTo: ana.weber@mail.test\nSubject: ana.weber@mail.test, you "
    "have won\n",
    "<a href='https://t.co/abc'>Claim your gift card</a>", PASS ("kq7x2z9p4.shop") },
  { "From: ana.weber@mail.test\nTo: ana.weber@mail.test\nSubject: Document\n", "See below.", NONE },
  { "From: PayPal <service@secure-pay.test>\nSubject: Your account has been limited\n",
    "<a href='https://secure-pay.test/login'>Verify your account</a> within 24 hours", NONE },
  { "From: \"ceo@firm.test\" <boss.office@gmail.com>\nSubject: Quick task\n",
    "Are you at your desk? I need gift card codes, urgent reply please.", PASS ("gmail.com") },
  { "From: \"Bank <alert@bank.example>\" <x@evil.test>\nSubject: Unusual activity\n",
    "<a href='http://evil.test/'>https://bank.example/login</a>", "" },
  { "From: Microsoft account team <noreply@rnicrosoft.com>\nSubject: Unusual sign-in activity\n",
    "<a href='https://rnicrosoft.com/'>Review recent activity</a>", PASS ("rnicrosoft.com") },
  { "From: Support <help@xn--pypal-4ve.com>\nSubject: Verify your account\n",
    "<a href='https://xn--pypal-4ve.com/'>here</a>", PASS ("xn--pypal-4ve.com") },
  { "From: Die Post <info@paket-zustellung.test>\nSubject: Ihr Paket wartet\n",
    "Versandkosten von 2.99 offen. <a href='http://bit.test/x'>Jetzt bezahlen</a> innerhalb von 24 Stunden",
    NONE },
  { "From: La Poste <colis@livraison.test>\nSubject: Votre colis\n",
    "<a href='http://livraison.test'>Payer les frais de livraison</a> sous 48 h", NONE },
  { "From: Poste Italiane <info@aggiorna.test>\nSubject: Verifica il tuo conto\n",
    "<a href='http://aggiorna.test'>Conferma il tuo account</a> entro 24 ore", NONE },
  { "From: BBVA <seguridad@clientes.test>\nSubject: Cuenta suspendida\n",
    "<a href='http://clientes.test'>Verifica tu cuenta</a> en 24 horas", NONE },
  { "From: Infomaniak <support@ikm-webmail.test>\nSubject: Your mailbox is full\n",
    "<a href='https://ikm-webmail.test'>Upgrade your mailbox</a>", NONE },
  { "From: accounts@bank.example\nSubject: Please confirm your identity\n",
    "<a href='https://phish.test'>Confirm your identity</a>", FAIL ("bank.example") },
  { "From: x@evil.test\nFrom: ceo@bank.example\nSubject: Verify your account\n",
    "<a href='http://evil.test'>here</a>", "" },
  { "From: Someone <x@hotmail.com>\nSubject: I recorded you\n",
    "I hacked your device and your webcam. Send 900 USD in bitcoin to "
    "bc1qxy2kgdygjrsqtzq2n0yrf2493p83kkfjhx0wlh or your contacts get it.",
    PASS ("hotmail.com") },
  { "From: Barrister John <john@lawyer.test>\nReply-To: john.private@gmail.com\nSubject: Inheritance\n",
    "Dear friend, as next of kin you are beneficiary of 10 million dollars of my deceased client. Contact me "
    "via private email. Percent of the sum.",
    NONE },
  { "From: Netflix <update@stream-billing.test>\nSubject: Payment declined\n",
    "<a href='https://stream-billing.test'>Update your payment</a>", PASS ("stream-billing.test") },
  { "From: IT Helpdesk <it@company-sso.test>\nSubject: Password expires today\n",
    "<a href='https://company-sso.test'>Keep your current password</a> within 24 hours", NONE },
  { "From: DocuSign <dse@docu-sign-share.test>\nSubject: Document shared with you\n",
    "<a href='https://docu-sign-share.test'>Review document</a>", NONE },
  { "From: Voicemail <vm@pbx.test>\nSubject: New voice message\nContent-Type: application/octet-stream; "
    "name=message.exe\n",
    "x", NONE },
  { "From: MetaMask Support <hi@wallet-verify.test>\nSubject: Your wallet\n",
    "<a href='https://wallet-verify.test'>Enter your secret phrase</a>", PASS ("wallet-verify.test") },
  { "From: Amazon Customer Service <order@amaz0n-billing.test>\nSubject: Order confirmed\n",
    "Call us immediately, toll free +1 800, if you did not order.", NONE },
  { "From: Apple <no_reply@apple.com.id-check.test>\nSubject: Your account was locked\n",
    "<a href='https://apple.com.id-check.test'>https://appleid.apple.com</a>", PASS ("id-check.test") },
  { "From: Sparkasse <kunde@spk-photo.test>\nSubject: PhotoTAN aktualisieren\n",
    "<a href='https://spk-photo.test'>Konto best\xC3\xA4tigen</a>, sonst eingeschr\xC3\xA4nkt", NONE },
  { "From: \xD0\xA0\xD0\xB0yPal <service@pay.test>\nSubject: Hello\n",
    "<a href='https://pay.test'>Log in</a>", PASS ("pay.test") },
  { "From: Mail Server <admin@mx-quota.test>\nSubject: Undelivered messages\n",
    "<a href='https://mx-quota.test@203.0.113.9/login'>Release messages</a>", NONE },
  { "From: Google <alert@bulk.test>\nSubject: Security alert\n",
    "<a href='http://0x7f.1/x'>https://accounts.google.com</a>", NONE },
  { "From: HR <hr@bulk.test>\nSubject: Salary\n",
    "<form action='https://x.test'>Your password <input type=password name=p></form> verify your account",
    NONE },
  { "From: DHL Express <dhl@track-parcel.test>\nSubject: Your parcel\n",
    "Customs fee due. <a href='http://track-parcel.test'>Pay</a>", NONE },
  { "From: Coinbase <no-reply@coinbase-support.test>\nSubject: Withdrawal\n",
    "<a href='https://coinbase-support.test'>Cancel</a>. Unauthorized access",
    PASS ("coinbase-support.test") },
};

static const Sample good[] = {
  { "From: Alpine Club <news@alpine-club.test>\nSubject: Win a gift card with our survey\nList-Unsubscribe: "
    "<https://alpine-club.test/u>\n",
    "<a href='https://d1.cloudfront.net/x'><img src='cid:a'></a> <a href='https://alpine-club.test/'>The "
    "club</a>",
    PASS ("alpine-club.test") },
  { "From: Craftsman <office@small-firm.test>\nSubject: Our offer\n",
    "Dear Ms Weber, our offer is attached. Kind regards", NONE },
  { "From: Bob <bob@example.org>\nSubject: Lunch?\n", "Shall we meet at noon?", "" },
  { "From: Bob <bob@example.org>\nSubject: Re: contract\n",
    "See <a href='https://docs.example.org/x'>the draft</a>, action required by Friday.",
    PASS ("example.org") },
  { "From: PayPal <service@paypal.com>\nSubject: Verify your account\n",
    "<a href='https://www.paypal.com/x'>Confirm your identity</a> within 24 hours", PASS ("paypal.com") },
  { "From: Google <no-reply@accounts.google.com>\nSubject: Security alert\n",
    "New sign-in attempt. <a href='https://accounts.google.com/x'>Check activity</a>",
    PASS ("accounts.google.com") },
  { "From: Infomaniak <no-reply@infomaniak.com>\nSubject: New device signed in\n",
    "<a href='https://manager.infomaniak.com'>Check</a>", PASS ("infomaniak.com") },
  { "From: Shop News <news@shop.test>\nList-Id: <news.shop.test>\nList-Unsubscribe: "
    "<https://shop.test/u>\nSubject: Last chance: 50% off\n",
    "<a href='https://click.mailer.test/1'>www.shop.test</a> <a href='https://click.mailer.test/2'>Order "
    "now</a>",
    PASS ("shop.test") },
  { "From: Shop <news@mail.shop.test>\nReply-To: help@shop.test\nSubject: Your order\n",
    "<a href='https://click.mailer.test/1'>shop.test</a>", PASS ("shop.test") },
  { "From: Apple Dental <hello@appledental.test>\nSubject: Your appointment\n",
    "See you on Monday. <a href='https://appledental.test'>appledental.test</a>", PASS ("appledental.test") },
  { "From: Chase Miller <chase@example.org>\nSubject: Hi\n", "Long time no see!", "" },
  { "From: Visa Desk Zurich <visa@embassy.example>\nSubject: Appointment\n", "Your appointment is on Friday.",
    PASS ("embassy.example") },
  { "From: Bob via Dev <dev@lists.example>\nReply-To: bob@other.example\nList-Id: "
    "<dev.lists.example>\nSubject: [dev] patch\n",
    "See http://example.net/patch", PASS ("lists.example") },
  { "From: \"bob@other.example via Dev\" <dev@lists.example>\nList-Id: <dev.lists.example>\nSubject: [dev] "
    "patch\n",
    "patch", PASS ("lists.example") },
  { "From: bob@example.org\nReply-To: bob@home.example\nSubject: From my phone\n", "Hello", "" },
  { "From: Bank <info@bank.example>\nSubject: Your statement\n",
    "<a href='https://bank.example/'>www.bank.example</a>", PASS ("bank.example") },
  { "From: GitHub <noreply@github.example>\nSubject: [repo] Action required: update your account\n",
    "<a href='https://github.example/x'>https://github.example/x</a>", PASS ("github.example") },
  { "From: Die Post <noreply@post.ch>\nSubject: Ihre Sendung ist unterwegs\n",
    "<a href='https://service.post.ch/x'>Sendung verfolgen</a>", PASS ("post.ch") },
  { "From: Swisscom <info@bill.swisscom.ch>\nSubject: Ihre Rechnung\n",
    "<a href='https://www.swisscom.ch'>Rechnung ansehen</a>", PASS ("swisscom.ch") },
  { "From: Amazon.de <versandbestaetigung@amazon.de>\nSubject: Ihr Paket wurde versandt\n",
    "<a href='https://www.amazon.de/gp/r.html'>Verfolgen</a>", PASS ("amazon.de") },
  { "From: Ana M\xC3\xBCller <ana@b\xC3\xBC"
    "cher.example>\nSubject: Gr\xC3\xBC\xC3\x9F"
    "e\n",
    "Hallo", "" },
  { "From: =?utf-8?b?0JjQstCw0L0=?= <ivan@example.org>\nSubject: =?utf-8?b?0J/RgNC40LLQtdGC?=\n", "Привет!",
    "" },
  { "From: Survey Team <team@uni.example>\nSubject: Survey on working hours\n",
    "<a href='https://survey.uni.example/1'>Take part</a>, you can win a gift card.", PASS ("uni.example") },
  { "From: IT <it@firm.test>\nSubject: Planned maintenance\n",
    "The mail server is down on Sunday. No action is required.", PASS ("firm.test") },
  { "From: Calendar <cal@firm.test>\nSubject: Invitation\n", "<a href='https://meet.other.test/x'>Join</a>",
    PASS ("firm.test") },
  { "From: Mailing <info@club.example>\nSubject: Congratulations to the winner of the cup\n", "Our team won!",
    "" },
  { "From: Jane <jane@gmail.com>\nSubject: Photos\n", "<a href='https://photos.example/x'>photos</a>",
    PASS ("gmail.com") },
  { "From: Dev <dev@example.org>\nSubject: page\nContent-Type: text/html; "
    "name=report.html\nContent-Disposition: attachment\n",
    "<p>x</p>", PASS ("example.org") },
  { "From: Lawyer <a@law.example>\nSubject: Estate of your uncle\n",
    "The inheritance was settled; the beneficiary forms are attached.", PASS ("law.example") },
  { "From: Steam Locomotive Club <info@steamclub.example>\nSubject: Trip\n", "Sunday at 9.", "" },
};

static MimeSuspicion *
judge (const Sample *sample, gboolean is_known)
{
  gboolean is_html = strchr (sample->html, '<') != NULL && strstr (sample->headers, "Content-Type") == NULL;
  g_autofree char *text
      = g_strdup_printf ("%s%s%s%s%s%s\n%s\n", *sample->auth ? "Authentication-Results: mx.home.test; " : "",
                         sample->auth, *sample->auth ? "\n" : "", sample->headers,
                         is_html ? "Content-Type: text/html; charset=utf-8\n" : "", "", sample->html);
  static const char *const trusted[] = { "mx.home.test", NULL };
  static const char *const own[] = { "me@home.test", NULL };
  static const char *const names[] = { "Mia Example", NULL };
  static const char *const known[] = { "home.test", "partner-firm.example", NULL };
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (MimeMessage) message = mime_message_parse (bytes, NULL);
  g_autoptr (MimeAuth) auth = mime_auth_read (bytes, message->headers, trusted);
  const MimeSuspectContext context = { .own_addresses = own,
                                       .own_names = names,
                                       .known_domains = known,
                                       .sender_is_known = is_known,
                                       .auth = auth };

  return mime_suspect_judge (message, &context);
}

static guint
count (const Sample *samples, gsize n, gboolean expected)
{
  guint found = 0;

  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (MimeSuspicion) result = judge (&samples[i], FALSE);
      g_autoptr (GString) reasons = g_string_new (NULL);

      for (guint r = 0; r < result->reasons->len; r++)
        {
          const MimeReasonToSuspect *one = g_ptr_array_index (result->reasons, r);
          g_string_append_printf (reasons, " %s=%u", mime_suspect_get_id (one->suspect), one->weight);
        }
      found += result->is_suspicious;
      if (result->is_suspicious != expected)
        g_test_message ("%s: %u%s", samples[i].headers, result->weight, reasons->str);
    }
  return found;
}

static void
test_imitations (void)
{
  guint found = count (bad, G_N_ELEMENTS (bad), TRUE);

  g_test_message ("%u of %zu imitations found", found, G_N_ELEMENTS (bad));
  g_assert_cmpuint (found, >=, G_N_ELEMENTS (bad) * 95 / 100);
}

static void
test_ordinary (void)
{
  guint found = count (good, G_N_ELEMENTS (good), FALSE);

  g_test_message ("%u of %zu false alarms", found, G_N_ELEMENTS (good));
  g_assert_cmpuint (found, ==, 0);
}

static void
test_persons (void)
{
  static const Sample own = { "From: Mia Example <mia@elsewhere.test>\nSubject: x\n",
                              "<a href='http://x.test'>http://home.test</a>", "" };
  static const Sample near = { "From: Bob <bob@partner-firn.example>\nSubject: Invoice\n",
                               "New bank details.", PASS ("partner-firn.example") };
  static const Sample self
      = { "From: Mia <me@home.test>\nSubject: Note to self\n", "verify your account", "" };
  g_autoptr (MimeSuspicion) one = judge (&own, FALSE);
  g_autoptr (MimeSuspicion) two = judge (&near, FALSE);
  g_autoptr (MimeSuspicion) three = judge (&near, TRUE);
  g_autoptr (MimeSuspicion) four = judge (&self, FALSE);

  g_assert_true (one->is_suspicious);
  g_assert_true (two->is_suspicious);
  g_assert_false (three->is_suspicious);
  g_assert_false (four->is_suspicious);
}

static void
test_links (void)
{
  /* href, host, whether it hides (C-070) */
  static const struct
  {
    const char *href, *host;
    gboolean hides;
  } rows[] = {
    { "https://bank.com/x", "bank.com", FALSE },
    { " hTTps://Bank.com:443/", "bank.com", FALSE },
    { "https://bank.com@evil.test/", "evil.test", TRUE },
    { "https:\\\\evil.test\\x", "evil.test", TRUE },
    { "https:/\tevil.te\nst/", "evil.test", FALSE },
    { "https://evil%2etest/", "evil.test", TRUE },
    { "http://2130706433/", "2130706433", TRUE },
    { "http://0x7f.0.0.1/", "0x7f.0.0.1", TRUE },
    { "http://[::1]/", "[::1]", TRUE },
    { "http://p\xD0\xB0ypal.com/", "xn--pypal-4ve.com", FALSE },
    { "https://evil.test./", "evil.test", FALSE },
    { "https:evil.test", "evil.test", FALSE },
    { "javascript:alert(1)", NULL, FALSE },
    { "mailto:a@b.cd", NULL, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gboolean hides = FALSE;
      g_autofree char *host = mime_link_dup_host (rows[i].href, &hides);

      g_test_message ("%s", rows[i].href);
      g_assert_cmpstr (host, ==, rows[i].host);
      g_assert_cmpint (hides, ==, rows[i].hides);
    }
  g_autoptr (GPtrArray) links
      = mime_links_find ("<a href='https://evil.test'>https://<b>bank</b>.com/login</a><a "
                         "href='https://www.bank.com'>bank.com</a>"
                         "<a href='data:text/html,x'>bank.com</a><a href='https://x.test'>click</a>");
  static const gboolean other[] = { TRUE, FALSE, TRUE, FALSE };
  for (guint i = 0; i < links->len; i++)
    g_assert_cmpint (((MimeLink *) g_ptr_array_index (links, i))->names_other, ==, other[i]);
  g_assert_cmpuint (links->len, ==, 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mime/suspect/imitations", test_imitations);
  g_test_add_func ("/mime/suspect/ordinary", test_ordinary);
  g_test_add_func ("/mime/suspect/persons", test_persons);
  g_test_add_func ("/mime/suspect/links", test_links);
  return g_test_run ();
}
