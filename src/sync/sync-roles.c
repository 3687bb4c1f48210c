/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sync-roles.c: which folder is Sent, Trash, … when the server does not say (SPECIAL-USE, RFC 6154)
 *
 * Names as servers and other mail programs create them, in the languages they create them in. Compared case-folded,
 * whole name or the name under INBOX, never a part of a name: "Sent invoices" is an ordinary folder. */

#include "sync-roles.h"

#include <string.h>

typedef struct
{
  StoreRole role;
  const char *names; /* '|' between, case-folded, the likelier first */
} RoleNames;

static const RoleNames role_names[] = {
  { STORE_ROLE_SENT, "sent|sent items|sent messages|sent mail|sent-mail|gesendet|gesendete objekte|gesendete "
                     "elemente|gesendete nachrichten|"
                     "envoyés|éléments envoyés|messages envoyés|envoyes|posta "
                     "inviata|inviata|inviati|messaggi inviati|enviados|"
                     "elementos enviados|mensajes enviados|correo enviado|itens enviados|mensagens "
                     "enviadas|verzonden|verzonden items|"
                     "verzonden berichten|skickat|skickade objekt|sendt|sendt post|sendte "
                     "elementer|lähetetyt|lähetetyt viestit|"
                     "wysłane|elementy wysłane|odeslané|odeslaná pošta|odoslané|elküldött|elküldött "
                     "elemek|отправленные|отправленное|"
                     "надіслані|изпратени|απεσταλμένα|gönderilmiş öğeler|gönderilenler|gönderilmiş|elemente "
                     "trimise|trimise|poslano|"
                     "已发送|已发送邮件|已傳送|寄件備份|送信済み|送信済みメール|보낸 "
                     "편지함|보낸편지함|נשלח|פריטים שנשלחו|العناصر المرسلة|المرسلة" },
  { STORE_ROLE_DRAFTS, "drafts|draft|entwürfe|entwurf|brouillons|brouillon|bozze|bozza|borradores|borrador|"
                       "rascunhos|rascunho|concepten|"
                       "utkast|kladder|kladde|luonnokset|szkice|wersje robocze|kopie "
                       "robocze|koncepty|rozepsané|rozpísané|piszkozatok|"
                       "черновики|чернетки|чернови|πρόχειρα|taslaklar|ciorne|osnutki|草稿|草稿箱|草稿匣|"
                       "下書き|임시 보관함|임시보관함|טיוטות|المسودات" },
  { STORE_ROLE_TRASH,
    "trash|deleted items|deleted messages|deleted|bin|papierkorb|gelöscht|gelöschte objekte|gelöschte "
    "elemente|corbeille|"
    "éléments supprimés|messages supprimés|cestino|posta eliminata|elementi eliminati|papelera|elementos "
    "eliminados|"
    "lixeira|lixo|itens excluídos|itens eliminados|prullenbak|verwijderde "
    "items|papperskorgen|borttaget|papirkurv|"
    "papirkurven|slettede elementer|slettet post|roskakori|poistetut|kosz|elementy "
    "usunięte|koš|kôš|odstraněná pošta|"
    "kuka|lomtár|törölt elemek|корзина|удаленные|удалённые|кошик|видалені|кошче|κάδος|διαγραμμένα|çöp kutusu|"
    "silinmiş öğeler|coș de gunoi|elemente șterse|smeti|koš za "
    "smeće|已删除|已删除邮件|已刪除|垃圾桶|ゴミ箱|削除済みアイテム|휴지통|지운 편지함|"
    "אשפה|פריטים שנמחקו|سلة المهملات|العناصر المحذوفة" },
  { STORE_ROLE_JUNK,
    "junk|spam|junk e-mail|junk mail|junk email|bulk "
    "mail|bulk|spamverdacht|unerwünscht|werbung|junk-e-mail|indésirables|"
    "courrier indésirable|pourriel|posta indesiderata|indesiderata|correo no deseado|no deseado|lixo "
    "eletrônico|"
    "lixo eletrónico|ongewenst|ongewenste e-mail|skräppost|søppelpost|uønsket post|uønsket e-post|roskaposti|"
    "wiadomości-śmieci|niechciana poczta|nevyžádaná pošta|nevyžiadaná pošta|levélszemét|спам|нежелательная "
    "почта|"
    "небажана пошта|ανεπιθύμητα|önemsiz e-posta|istenmeyen|mesaje nedorite|vsiljena "
    "pošta|垃圾邮件|垃圾郵件|迷惑メール|스팸|스팸 메일함|"
    "דואר זבל|البريد غير الهام" },
  { STORE_ROLE_ARCHIVE, "archive|archives|archived|archiv|archivio|archivo|archivados|arquivo|arquivados|"
                        "arquivo morto|archief|arkiv|arkisto|"
                        "archiwum|archív|archívum|архив|архів|αρχείο|αρχειοθήκη|arşiv|arhivă|arhiva|arhiv|"
                        "归档|存档|封存|アーカイブ|보관함|보관|ארכיון|أرشيف" },
};

static gboolean
name_in (const char *folded, const char *names)
{
  gsize length = strlen (folded);
  const char *at = names;

  while ((at = strstr (at, folded)) != NULL)
    {
      if ((at == names || at[-1] == '|') && (at[length] == '\0' || at[length] == '|'))
        return TRUE;
      at += length;
    }
  return FALSE;
}

/* The part of @path to compare: the whole at top level, what follows "INBOX<delimiter>" for servers that nest all
 * folders under INBOX, or a webmail's namespace such as "[Gmail]"; NULL for deeper folders. */
static const char *
comparable_part (const char *path, char delimiter)
{
  const char *rest = path;

  if (delimiter == '\0')
    return path;
  if (g_ascii_strncasecmp (path, "INBOX", 5) == 0 && path[5] == delimiter)
    rest = path + 6;
  else if (path[0] == '[' && strchr (path, ']') != NULL && strchr (path, ']')[1] == delimiter)
    rest = strchr (path, ']') + 2;
  return strchr (rest, delimiter) == NULL ? rest : NULL;
}

/**
 * sync_role_from_name:
 * @path: the folder's path in UTF-8
 * @delimiter: between its levels, 0: none
 *
 * Returns: the role that its name suggests, or STORE_ROLE_NONE.
 */
StoreRole
sync_role_from_name (const char *path, char delimiter)
{
  const char *part;
  g_autofree char *normal = NULL;
  g_autofree char *folded = NULL;

  if (g_ascii_strcasecmp (path, "INBOX") == 0)
    return STORE_ROLE_INBOX;
  part = comparable_part (path, delimiter);
  if (part == NULL || *part == '\0' || strchr (part, '|') != NULL || !g_utf8_validate (part, -1, NULL))
    return STORE_ROLE_NONE;
  normal = g_utf8_normalize (part, -1, G_NORMALIZE_NFC);
  folded = g_utf8_casefold (normal, -1);
  for (gsize i = 0; i < G_N_ELEMENTS (role_names); i++)
    if (name_in (folded, role_names[i].names))
      return role_names[i].role;
  return STORE_ROLE_NONE;
}

/**
 * sync_roles_assign:
 * @candidates: what the server lists; the roles are filled in
 *
 * Gives each role to at most one folder: first to the one the server names, else to the one whose name is best known,
 * the shorter path on a tie. SPECIAL-USE wins over names: where the server names a Trash, "Deleted Items" is ordinary.
 */
void
sync_roles_assign (SyncRoleCandidate *candidates, gsize n)
{
  gssize winner[STORE_ROLE_IMPORTANT + 1];

  for (guint role = 0; role <= STORE_ROLE_IMPORTANT; role++)
    winner[role] = -1;
  for (gsize i = 0; i < n; i++)
    if (candidates[i].told != STORE_ROLE_NONE && winner[candidates[i].told] < 0)
      winner[candidates[i].told] = (gssize) i;
  for (gsize i = 0; i < n; i++)
    {
      StoreRole role = candidates[i].selectable
                           ? sync_role_from_name (candidates[i].path, candidates[i].delimiter)
                           : STORE_ROLE_NONE;
      gssize best = winner[role];

      if (role == STORE_ROLE_NONE || candidates[i].told != STORE_ROLE_NONE)
        continue;
      if (best < 0
          || (candidates[best].told == STORE_ROLE_NONE && role != STORE_ROLE_INBOX
              && strlen (candidates[i].path) < strlen (candidates[best].path)))
        winner[role] = (gssize) i;
    }
  for (gsize i = 0; i < n; i++)
    candidates[i].role = STORE_ROLE_NONE;
  for (guint role = STORE_ROLE_NONE + 1; role <= STORE_ROLE_IMPORTANT; role++)
    if (winner[role] >= 0)
      candidates[winner[role]].role = role;
}
