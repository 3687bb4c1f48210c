/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime-suspect-words.c: names, domains and phrases that tell imitations (data)
 *
 * Brands: those whose mail is imitated most, with the domains they write from. Phrases: how imitations press people, in
 * five languages. Add to the lists; tests/mime/test-suspect.c has a message for each kind. */

#include "mime-suspect.h"

#include <string.h>

static const MimeBrand brands[] = {
  { "paypal", "paypal.com paypal.ch paypal.de paypal.fr paypal.it paypal.es paypal.co.uk "
              "paypal-notification.com paypal-communication.com" },
  { "amazon", "amazon.com amazon.de amazon.fr amazon.it amazon.es amazon.co.uk amazon.ch amazonaws.com "
              "amazonses.com amazon.co.jp a2z.com" },
  { "apple", "apple.com icloud.com itunes.com me.com" },
  { "icloud", "apple.com icloud.com" },
  { "microsoft", "microsoft.com office.com outlook.com live.com microsoftonline.com office365.com "
                 "sharepointonline.com onmicrosoft.com windows.com microsoftsupport.com" },
  { "office 365", "microsoft.com office.com microsoftonline.com office365.com" },
  { "office365", "microsoft.com office.com microsoftonline.com office365.com" },
  { "outlook team", "microsoft.com outlook.com" },
  { "onedrive", "microsoft.com live.com sharepointonline.com" },
  { "sharepoint", "microsoft.com sharepointonline.com sharepoint.com" },
  { "google", "google.com gmail.com youtube.com googlemail.com android.com google.ch" },
  { "netflix", "netflix.com netflix.net" },
  { "facebook", "facebook.com facebookmail.com meta.com fb.com" },
  { "instagram", "instagram.com facebookmail.com meta.com" },
  { "meta for business", "facebookmail.com meta.com facebook.com" },
  { "whatsapp", "whatsapp.com meta.com" },
  { "linkedin", "linkedin.com" },
  { "dropbox", "dropbox.com dropboxmail.com" },
  { "docusign", "docusign.com docusign.net" },
  { "adobe", "adobe.com adobesign.com" },
  { "dhl", "dhl.com dhl.de dhl.ch dhl.fr dhl.it dhl.es dhl-news.com" },
  { "fedex", "fedex.com" },
  { "ups", "ups.com" },
  { "dpd", "dpd.com dpd.ch dpd.de dpd.fr dpdgroup.com" },
  { "hermes", "myhermes.de hermesworld.com" },
  { "la poste", "laposte.fr laposte.net" },
  { "chronopost", "chronopost.fr" },
  { "die post", "post.ch" },
  { "swiss post", "post.ch" },
  { "postfinance", "postfinance.ch" },
  { "swisscom", "swisscom.ch swisscom.com bluewin.ch" },
  { "sunrise", "sunrise.ch sunrise.net" },
  { "infomaniak", "infomaniak.com infomaniak.ch ik.me" },
  { "ovh", "ovh.com ovh.net ovhcloud.com" },
  { "ubs", "ubs.com" },
  { "raiffeisen", "raiffeisen.ch raiffeisen.at raiffeisen.com" },
  { "credit suisse", "credit-suisse.com" },
  { "sparkasse", "sparkasse.de" },
  { "volksbank", "vr.de volksbank.de" },
  { "commerzbank", "commerzbank.de commerzbank.com" },
  { "deutsche bank", "db.com deutsche-bank.de" },
  { "bnp paribas", "bnpparibas.com bnpparibas.net" },
  { "credit agricole", "credit-agricole.fr ca-mail.fr" },
  { "crédit agricole", "credit-agricole.fr ca-mail.fr" },
  { "la banque postale", "labanquepostale.fr" },
  { "santander", "santander.com santander.co.uk gruposantander.es bancosantander.es santander.com.br" },
  { "bbva", "bbva.com bbva.es" },
  { "caixabank", "caixabank.com caixabank.es" },
  { "intesa sanpaolo", "intesasanpaolo.com" },
  { "unicredit", "unicredit.it unicredit.eu" },
  { "poste italiane", "poste.it posteitaliane.it" },
  { "chase", "chase.com jpmorgan.com" },
  { "wells fargo", "wellsfargo.com" },
  { "bank of america", "bankofamerica.com bofa.com" },
  { "citibank", "citi.com citibank.com" },
  { "hsbc", "hsbc.com hsbc.co.uk" },
  { "barclays", "barclays.co.uk barclays.com" },
  { "american express", "americanexpress.com aexp.com" },
  { "mastercard", "mastercard.com" },
  { "visa", "visa.com" },
  { "bradesco", "bradesco.com.br" },
  { "itau", "itau.com.br itau-unibanco.com.br" },
  { "itaú", "itau.com.br itau-unibanco.com.br" },
  { "nubank", "nubank.com.br" },
  { "coinbase", "coinbase.com" },
  { "binance", "binance.com" },
  { "metamask", "metamask.io consensys.net" },
  { "blockchain", "blockchain.com" },
  { "trust wallet", "trustwallet.com" },
  { "ledger", "ledger.com" },
  { "crypto.com", "crypto.com" },
  { "kraken", "kraken.com" },
  { "ebay", "ebay.com ebay.de ebay.fr ebay.it ebay.es ebay.co.uk ebay.ch" },
  { "spotify", "spotify.com" },
  { "disney+", "disneyplus.com disney.com" },
  { "mcafee", "mcafee.com" },
  { "norton", "norton.com nortonlifelock.com gendigital.com" },
  { "geek squad", "bestbuy.com geeksquad.com" },
  { "costco", "costco.com" },
  { "walmart", "walmart.com" },
  { "lidl", "lidl.com lidl.de lidl.ch lidl.fr" },
  { "aldi", "aldi.com aldi-sued.de aldi-nord.de aldi.us" },
  { "binance.us", "binance.us" },
  { "steam", "steampowered.com valvesoftware.com" },
  { "booking.com", "booking.com" },
  { "airbnb", "airbnb.com" },
  { "wetransfer", "wetransfer.com" },
  { "zoom", "zoom.us zoom.com" },
  { "impots", "gouv.fr" },
  { "ameli", "ameli.fr assurance-maladie.fr" },
  { "finanzamt", "bund.de elster.de" },
  { "irs", "irs.gov" },
  { "hmrc", "gov.uk hmrc.gov.uk" },
  { "correos", "correos.es correos.com" },
  { "agenzia delle entrate", "agenziaentrate.it agenziaentrate.gov.it" },
  { "aruba", "aruba.it" },
  { "t-online", "telekom.de t-online.de" },
  { "telekom", "telekom.de t-online.de telekom.com" },
  { "vodafone", "vodafone.com vodafone.de vodafone.it vodafone.es vodafone.co.uk" },
  { "1&1", "1und1.de ionos.de ionos.com" },
  { "ionos", "ionos.de ionos.com ionos.fr" },
  { "godaddy", "godaddy.com" },
  { "namecheap", "namecheap.com" },
  { "outlook", "microsoft.com outlook.com office.com live.com" },
  { "opensea", "opensea.io" },
  { "exodus wallet", "exodus.com" },
  { "gemini", "gemini.com google.com" },
  { "ftx", "ftx.com" },
  { "shein", "shein.com" },
  { "temu", "temu.com temuemail.com" },
  { "starbucks", "starbucks.com starbucks.de" },
  { "edeka", "edeka.de" },
  { "rewe", "rewe.de rewe-group.com" },
  { "kaufland", "kaufland.de" },
  { "decathlon", "decathlon.com decathlon.de decathlon.fr decathlon.ch" },
  { "media markt", "mediamarkt.de mediamarkt.ch" },
  { "mediamarkt", "mediamarkt.de mediamarkt.ch" },
  { "rituals", "rituals.com" },
  { "albert heijn", "ah.nl" },
  { "bol.com", "bol.com" },
  { "harbor freight", "harborfreight.com" },
  { "medicare", "medicare.gov cms.gov" },
  { "totalav", "totalav.com" },
  { "avast", "avast.com gendigital.com" },
  { "kaspersky", "kaspersky.com" },
  { "milka", "milka.de mdlz.com" },
  { "home depot", "homedepot.com" },
  { "lowes", "lowes.com" },
  { "target", "target.com" },
  { "best buy", "bestbuy.com" },
  { "samsung", "samsung.com" },
  { "iphone", "apple.com" },
  { "tesla", "tesla.com teslamotors.com" },
  { "correios", "correios.com.br" },
  { "receita federal", "gov.br" },
  { "detran", "gov.br" },
  { "serasa", "serasa.com.br serasaexperian.com.br" },
  { "caixa", "caixa.gov.br" },
  { "banco do brasil", "bb.com.br" },
  { "mercado livre", "mercadolivre.com.br mercadolivre.com" },
  { "mercado pago", "mercadopago.com mercadopago.com.br" },
  { "mashreq", "mashreq.com mashreqbank.com" },
  { "tf bank", "tfbank.se tfbank.de" },
  { "ing", "ing.com ing.de ing.nl" },
  { "dkb", "dkb.de" },
  { "comdirect", "comdirect.de" },
  { "n26", "n26.com" },
  { "revolut", "revolut.com" },
  { "klarna", "klarna.com klarna.de" },
  { "trade republic", "traderepublic.com" },
  { "viseca", "viseca.ch one.viseca.ch" },
  { "twint", "twint.ch" },
  { "zalando", "zalando.de zalando.ch zalando.com" },
  { "sbb", "sbb.ch" },
  { "deutsche post", "deutschepost.de dhl.de" },
  { "gls", "gls-group.com gls-group.eu" },
  { "mondial relay", "mondialrelay.fr" },
  { "colissimo", "laposte.fr" },
  { "amendes", "gouv.fr" },
  { "antai", "antai.gouv.fr" },
  { "telepass", "telepass.com" },
  { "sat", "sat.gob.mx" },
  { "proton", "proton.me protonmail.com" },
  { "webmail", "" },
  { "mail administrator", "" },
  { "email administrator", "" },
  { "it helpdesk", "" },
  { "mail server", "" },
  { "email support", "" },
};

/** mime_brands: @n: (out). Returns: (transfer none) (array length=n): the brands that are imitated */
const MimeBrand *
mime_brands (gsize *n)
{
  *n = G_N_ELEMENTS (brands);
  return brands;
}

/** mime_brand_owns: Returns: whether the brand writes from this domain or one below it */
gboolean
mime_brand_owns (const MimeBrand *brand, const char *domain)
{
  g_auto (GStrv) owned = g_strsplit (brand->domains, " ", -1);

  for (guint i = 0; owned[i] != NULL; i++)
    {
      gsize n = strlen (owned[i]);
      gsize length = strlen (domain);

      if (n > 0 && length >= n && g_ascii_strcasecmp (domain + length - n, owned[i]) == 0
          && (length == n || domain[length - n - 1] == '.'))
        return TRUE;
    }
  return FALSE;
}

static guint
count_phrases (const char *text, const char *const *phrases)
{
  guint n = 0;

  for (; *phrases != NULL; phrases++)
    n += strstr (text, *phrases) != NULL;
  return n;
}

/** mime_suspect_count_urgent: @text: lower case. Returns: how many phrases press the reader to sign in, pay or confirm */
guint
mime_suspect_count_urgent (const char *text)
{
  static const char *const phrases[] = { "verify your account",
                                         "verify your identity",
                                         "confirm your identity",
                                         "confirm your account",
                                         "verify your email",
                                         "update your payment",
                                         "update your billing",
                                         "update your account",
                                         "unusual sign-in",
                                         "unusual sign in",
                                         "unusual activity",
                                         "suspicious activity",
                                         "unauthorized access",
                                         "unauthorised access",
                                         "account has been suspended",
                                         "account will be suspended",
                                         "account has been limited",
                                         "account is limited",
                                         "account has been locked",
                                         "account will be closed",
                                         "account will be deleted",
                                         "will be deactivated",
                                         "will be terminated",
                                         "password expires",
                                         "password will expire",
                                         "password is set to expire",
                                         "password has expired",
                                         "keep your current password",
                                         "keep same password",
                                         "keep current password",
                                         "mailbox is full",
                                         "mailbox is almost full",
                                         "storage is full",
                                         "exceeded your storage",
                                         "upgrade your mailbox",
                                         "release messages",
                                         "pending messages",
                                         "undelivered messages",
                                         "messages are pending",
                                         "quarantined messages",
                                         "within 24 hours",
                                         "within 48 hours",
                                         "within 24hrs",
                                         "immediate action",
                                         "action required",
                                         "final notice",
                                         "last warning",
                                         "final warning",
                                         "failure to comply",
                                         "avoid suspension",
                                         "avoid interruption",
                                         "restore access",
                                         "restore your account",
                                         "reactivate your",
                                         "your package",
                                         "your parcel",
                                         "delivery fee",
                                         "unpaid shipping",
                                         "customs fee",
                                         "your wallet",
                                         "secret phrase",
                                         "seed phrase",
                                         "recovery phrase",
                                         "refund is available",
                                         "tax refund",
                                         "payment declined",
                                         "payment failed",
                                         "payment was declined",
                                         "your subscription has",
                                         "your membership has expired",
                                         "has been renewed",
                                         "call us immediately",
                                         "toll free",
                                         "call our",
                                         "security alert",
                                         "sign-in attempt",
                                         "new device",
                                         "last chance",
                                         "document shared with you",
                                         "shared a file",
                                         "voice message",
                                         "voicemail",
                                         "new fax",
                                         /* de */ "konto bestätigen",
                                         "konto verifizieren",
                                         "bestätigen sie ihr",
                                         "bestätigen sie ihre",
                                         "ihr konto wurde",
                                         "konto gesperrt",
                                         "eingeschränkt",
                                         "ungewöhnliche aktivität",
                                         "verdächtige aktivität",
                                         "passwort läuft ab",
                                         "postfach ist voll",
                                         "innerhalb von 24",
                                         "innerhalb von 48",
                                         "letzte mahnung",
                                         "zahlung fehlgeschlagen",
                                         "versandkosten",
                                         "zollgebühr",
                                         "ihr paket",
                                         "ihre sendung",
                                         "aktualisieren sie ihre",
                                         "wir mussten ihr",
                                         "sicherheitsgründen",
                                         "umgehend",
                                         "tan-verfahren",
                                         "photo-tan",
                                         "phototan",
                                         /* fr */ "vérifier votre compte",
                                         "vérifiez votre",
                                         "confirmer votre",
                                         "confirmez votre",
                                         "votre compte a été",
                                         "compte suspendu",
                                         "activité inhabituelle",
                                         "mot de passe expire",
                                         "boîte est pleine",
                                         "sous 24",
                                         "sous 48",
                                         "dernier rappel",
                                         "paiement refusé",
                                         "frais de livraison",
                                         "votre colis",
                                         "remboursement",
                                         "mettre à jour vos",
                                         "mettez à jour",
                                         "vos informations de paiement",
                                         "carte vitale",
                                         /* it */ "verifica il tuo",
                                         "verificare il tuo",
                                         "conferma il tuo",
                                         "account sospeso",
                                         "conto è stato",
                                         "attività sospetta",
                                         "attività insolita",
                                         "password sta per scadere",
                                         "casella piena",
                                         "entro 24",
                                         "entro 48",
                                         "ultimo avviso",
                                         "pagamento non riuscito",
                                         "spese di spedizione",
                                         "il tuo pacco",
                                         "rimborso",
                                         "aggiorna i tuoi",
                                         /* es, pt */ "verifique su cuenta",
                                         "verifica tu cuenta",
                                         "confirme su",
                                         "cuenta suspendida",
                                         "cuenta ha sido",
                                         "actividad inusual",
                                         "actividad sospechosa",
                                         "contraseña caduca",
                                         "contraseña expira",
                                         "buzón lleno",
                                         "en 24 horas",
                                         "último aviso",
                                         "pago rechazado",
                                         "gastos de envío",
                                         "su paquete",
                                         "reembolso",
                                         "actualice sus",
                                         "sua conta",
                                         "seu cartão",
                                         "atualize seus",
                                         "confirme seus",
                                         "bloqueada",
                                         "regularize",
                                         NULL };

  return count_phrases (text, phrases);
}

/** mime_suspect_count_lures: @text: lower case. Returns: how many phrases promise something for nothing */
guint
mime_suspect_count_lures (const char *text)
{
  static const char *const phrases[] = { "congratulations",
                                         "you won",
                                         "you've won",
                                         "you have won",
                                         "winner",
                                         "claim your",
                                         "claim now",
                                         "claim here",
                                         "your reward",
                                         "exclusive reward",
                                         "loyalty program",
                                         "loyalty reward",
                                         "you've been selected",
                                         "you have been selected",
                                         "you have been chosen",
                                         "chance to receive",
                                         "chance to win",
                                         "free gift",
                                         "gift card",
                                         "airdrop",
                                         "free spins",
                                         "freispiele",
                                         "bonus code",
                                         "willkommensbonus",
                                         "no deposit",
                                         "passive income",
                                         "double your",
                                         "bitcoin profit",
                                         "crypto profit",
                                         "guaranteed returns",
                                         "investment opportunity",
                                         "eligible for",
                                         "connect your wallet",
                                         "take the survey",
                                         "short survey",
                                         "answer a few",
                                         "complete the survey",
                                         "limited quantity",
                                         "while supplies last",
                                         "this secret",
                                         "doctors hate",
                                         "weight loss",
                                         "lose weight",
                                         "belly fat",
                                         "blood sugar",
                                         "erectile",
                                         "miracle",
                                         "casino",
                                         "singles in",
                                         "meet singles",
                                         "hot singles",
                                         "lonely women",
                                         "beautiful women",
                                         "dating",
                                         "ukrainian",
                                         "herzlichen glückwunsch",
                                         "sie haben gewonnen",
                                         "wurden ausgewählt",
                                         "ausgewählt",
                                         "gewinnspiel",
                                         "kostenlos testen",
                                         "exklusives angebot",
                                         "ihr gewinn",
                                         "abnehmen",
                                         "ukrainische",
                                         "félicitations",
                                         "vous avez gagné",
                                         "vous avez été sélectionné",
                                         "cadeau",
                                         "questionnaire",
                                         "congratulazioni",
                                         "hai vinto",
                                         "sei stato selezionato",
                                         "premio",
                                         "felicidades",
                                         "has ganado",
                                         "has sido seleccionado",
                                         "regalo",
                                         "parabéns",
                                         "você ganhou",
                                         "pontos expirando",
                                         "seus pontos",
                                         "resgatar",
                                         "gratis",
                                         "gefeliciteerd",
                                         "u heeft gewonnen",
                                         "u bent geselecteerd",
                                         "prijs gewonnen",
                                         "vragenlijst",
                                         "confirmação de prêmio",
                                         "desconto exclusivo",
                                         "plano de saúde",
                                         NULL };

  return count_phrases (text, phrases);
}

static gboolean
is_below (const char *host, const char *const *list)
{
  gsize length = strlen (host);

  for (; *list != NULL; list++)
    {
      gsize n = strlen (*list);

      if (length >= n && g_ascii_strcasecmp (host + length - n, *list) == 0
          && (length == n || host[length - n - 1] == '.'))
        return TRUE;
    }
  return FALSE;
}

/** mime_domain_hosts_anything: Returns: whether a link there says nothing of where it ends: short links, storage and pages of anybody */
gboolean
mime_domain_hosts_anything (const char *host)
{
  static const char *const hosts[] = { "t.co",
                                       "bit.ly",
                                       "tinyurl.com",
                                       "tinyurl.ph",
                                       "is.gd",
                                       "v.gd",
                                       "cutt.ly",
                                       "rb.gy",
                                       "shorturl.at",
                                       "t.ly",
                                       "ow.ly",
                                       "buff.ly",
                                       "rebrand.ly",
                                       "lnkd.in",
                                       "goo.gl",
                                       "qrco.de",
                                       "s.id",
                                       "tiny.cc",
                                       "bitly.ws",
                                       "storage.googleapis.com",
                                       "firebasestorage.googleapis.com",
                                       "firebaseapp.com",
                                       "web.app",
                                       "appspot.com",
                                       "run.app",
                                       "blob.core.windows.net",
                                       "web.core.windows.net",
                                       "azurewebsites.net",
                                       "azureedge.net",
                                       "s3.amazonaws.com",
                                       "amazonaws.com",
                                       "cloudfront.net",
                                       "r2.dev",
                                       "pages.dev",
                                       "workers.dev",
                                       "netlify.app",
                                       "vercel.app",
                                       "herokuapp.com",
                                       "onrender.com",
                                       "glitch.me",
                                       "github.io",
                                       "gitlab.io",
                                       "weebly.com",
                                       "wixsite.com",
                                       "blogspot.com",
                                       "godaddysites.com",
                                       "square.site",
                                       "sites.google.com",
                                       "forms.gle",
                                       "docs.google.com",
                                       "form.jotform.com",
                                       "ipfs.io",
                                       "dweb.link",
                                       "ipfs.dweb.link",
                                       "translate.goog",
                                       "ngrok.io",
                                       "ngrok-free.app",
                                       "trycloudflare.com",
                                       "digitaloceanspaces.com",
                                       "backblazeb2.com",
                                       "linodeobjects.com",
                                       "myqcloud.com",
                                       "aliyuncs.com",
                                       "bubbleapps.io",
                                       "typedream.app",
                                       "webflow.io",
                                       "framer.app",
                                       "notion.site",
                                       NULL };

  return is_below (host, hosts);
}

/** mime_domain_is_throwaway: Returns: whether it lies under an ending that costs next to nothing and is used for little else */
gboolean
mime_domain_is_throwaway (const char *domain)
{
  static const char *const endings[]
      = { "shop",   "click",  "xyz",    "top",        "icu",     "cfd",    "sbs",      "bond",    "beauty",
          "quest",  "buzz",   "rest",   "cyou",       "monster", "lol",    "hair",     "skin",    "makeup",
          "autos",  "boats",  "homes",  "mom",        "pics",    "tk",     "ml",       "ga",      "cf",
          "gq",     "ru.com", "sa.com", "za.com",     "jp.net",  "in.net", "br.com",   "co.com",  "us.com",
          "uk.com", "de.com", "bid",    "loan",       "win",     "stream", "download", "racing",  "date",
          "faith",  "review", "trade",  "accountant", "science", "party",  "webcam",   "cricket", "men",
          "work",   "best",   "uno",    "live",       "fun",     "space",  "website",  "site",    "online",
          "store",  "surf",   "lat",    "life",       "world",   "today",  "zone",     "lb",      NULL };

  return is_below (domain, endings);
}

/** mime_suspect_count_advance_fee: @text: lower case. Returns: how many phrases are of promises of money */
guint
mime_suspect_count_advance_fee (const char *text)
{
  static const char *const phrases[] = { "next of kin",
                                         "inheritance",
                                         "beneficiary",
                                         "million dollars",
                                         "million usd",
                                         "million united states",
                                         "million euro",
                                         "million pounds",
                                         "deceased",
                                         "barrister",
                                         "atm card",
                                         "western union",
                                         "moneygram",
                                         "compensation fund",
                                         "lottery",
                                         "confidential business",
                                         "business proposal",
                                         "transfer the sum",
                                         "sum of",
                                         "consignment",
                                         "diplomat",
                                         "late husband",
                                         "dying",
                                         "charity",
                                         "donation",
                                         "god bless",
                                         "dear beloved",
                                         "dear friend",
                                         "investment partner",
                                         "loan offer",
                                         "interest rate of",
                                         "bank draft",
                                         "united nations",
                                         "your funds",
                                         "fund transfer",
                                         "contact me via",
                                         "private email",
                                         "urgent reply",
                                         "percent of",
                                         "% of the",
                                         "foreign partner",
                                         "oil",
                                         "gold",
                                         "erbschaft",
                                         "millionen",
                                         "héritage",
                                         "millions",
                                         "eredità",
                                         "milioni",
                                         "herencia",
                                         "millones",
                                         NULL };

  return count_phrases (text, phrases);
}

static gboolean
has_coin_address (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    {
      gboolean at_start = p == text || !g_ascii_isalnum (p[-1]);
      gsize n
          = at_start && (*p == '1' || *p == '3' || g_str_has_prefix (p, "bc1") || g_str_has_prefix (p, "0x"))
                ? strspn (p, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
                : 0;

      if (n >= 26 && n <= 64 && strpbrk (p, "abcdefghijklmnopqrstuvwxyz") != NULL)
        return TRUE;
    }
  return FALSE;
}

/** mime_suspect_is_extortion: @text: lower case. Returns: whether it threatens and names a place to pay to */
gboolean
mime_suspect_is_extortion (const char *text)
{
  static const char *const threats[] = { "recorded you", "your webcam",   "your camera",
                                         "masturbat",    "porn",          "infected your",
                                         "hacked your",  "i hacked",      "full access to your",
                                         "trojan",       "your contacts", "send the video",
                                         "intimate",     "embarrass",     "aufgezeichnet",
                                         "gehackt",      "webcam",        "piraté",
                                         "enregistré",   "hackeado",      "grabado",
                                         "violato",      "registrato",    NULL };
  static const char *const money[] = { "bitcoin", "btc", "wallet", "ethereum", "usdt", "litecoin", NULL };

  return count_phrases (text, threats) >= 2 && (count_phrases (text, money) > 0 || has_coin_address (text));
}

/** mime_domain_is_public_provider: Returns: whether anybody can get an address there, so that the domain tells nothing about who writes */
gboolean
mime_domain_is_public_provider (const char *domain)
{
  static const char *const public[] = {
    "gmail.com",   "googlemail.com", "outlook.com",    "outlook.fr",      "outlook.de",    "hotmail.com",
    "hotmail.fr",  "hotmail.de",     "hotmail.it",     "hotmail.es",      "hotmail.co.uk", "live.com",
    "live.fr",     "live.de",        "msn.com",        "yahoo.com",       "yahoo.fr",      "yahoo.de",
    "yahoo.it",    "yahoo.es",       "yahoo.co.uk",    "yahoo.co.jp",     "ymail.com",     "aol.com",
    "icloud.com",  "me.com",         "mac.com",        "gmx.de",          "gmx.net",       "gmx.ch",
    "gmx.at",      "gmx.com",        "web.de",         "t-online.de",     "freenet.de",    "arcor.de",
    "mail.com",    "email.com",      "proton.me",      "protonmail.com",  "pm.me",         "tutanota.com",
    "tuta.com",    "tuta.io",        "ik.me",          "ikmail.com",      "etik.com",      "bluewin.ch",
    "sunrise.ch",  "hispeed.ch",     "free.fr",        "orange.fr",       "wanadoo.fr",    "sfr.fr",
    "laposte.net", "neuf.fr",        "libero.it",      "virgilio.it",     "tiscali.it",    "alice.it",
    "tim.it",      "terra.es",       "telefonica.net", "mail.ru",         "inbox.ru",      "list.ru",
    "bk.ru",       "yandex.ru",      "yandex.com",     "rambler.ru",      "ukr.net",       "qq.com",
    "163.com",     "126.com",        "sina.com",       "zoho.com",        "zohomail.com",  "fastmail.com",
    "fastmail.fm", "hey.com",        "posteo.de",      "mailbox.org",     "kolabnow.com",  "runbox.com",
    "comcast.net", "verizon.net",    "att.net",        "sbcglobal.net",   "bellsouth.net", "cox.net",
    "uol.com.br",  "bol.com.br",     "terra.com.br",   "wp.pl",           "o2.pl",         "onet.pl",
    "interia.pl",  "seznam.cz",      "centrum.cz",     "rediffmail.com",  "naver.com",     "daum.net",
    "hanmail.net", "btinternet.com", "sky.com",        "virginmedia.com", "ntlworld.com",  "telenet.be",
    "skynet.be",   "ziggo.nl",       "kpnmail.nl",     "planet.nl",       "home.nl",       "telia.com",
    "online.no",   "abv.bg"
  };

  for (guint i = 0; i < G_N_ELEMENTS (public); i++)
    if (g_ascii_strcasecmp (domain, public[i]) == 0)
      return TRUE;
  return FALSE;
}
