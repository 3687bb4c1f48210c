/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-people.c: what a person set up: profiles, identities, searches, folders, trust, activity, reminders, devices */

#include "store-fixture.h"

static void
test_profiles (void)
{
  Fixture f;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) picture = g_bytes_new_static ("png", 3);
  g_autofree char *huge = g_malloc0 (5 * 1024 * 1024);
  g_autoptr (GBytes) too_big = g_bytes_new (huge, 5 * 1024 * 1024);
  StoreProfile work = { .name = (char *) "Work", .avatar = picture, .position = 2 };
  g_autoptr (StoreAccount) account = NULL;
  g_autoptr (GPtrArray) list = NULL;

  fixture_set_up (&f);
  work.id = store_profile_save (f.store, &work, &error);
  g_assert_no_error (error);
  g_assert_cmpint (work.id, >, 1);
  work.first_name = (char *) "Anna";
  g_assert_cmpint (store_profile_save (f.store, &work, NULL), ==, work.id);
  work.avatar = too_big;
  g_assert_cmpint (store_profile_save (f.store, &work, &error), ==, 0);
  g_assert_error (error, STORE_ERROR, STORE_ERROR_INVALID);
  account = store_account_get (f.store, f.account, NULL);
  g_assert_cmpint (account->profile_id, ==, 1);
  g_assert_cmpint (account->kind, ==, STORE_ACCOUNT_IMAP);
  g_assert_true (account->unified);
  account->profile_id = work.id;
  account->paused = TRUE;
  g_assert_true (store_account_update (f.store, account, NULL));
  g_assert_false (store_profile_remove (f.store, work.id, NULL));
  g_assert_false (store_profile_remove (f.store, 1, NULL));
  fixture_reopen (&f);
  list = store_profiles_list (f.store, NULL);
  g_assert_cmpuint (list->len, ==, 2);
  g_assert_cmpstr (((StoreProfile *) list->pdata[1])->first_name, ==, "Anna");
  g_assert_true (g_bytes_equal (((StoreProfile *) list->pdata[1])->avatar, picture));
  g_assert_true (store_account_remove (f.store, f.account, NULL));
  g_assert_true (store_profile_remove (f.store, work.id, NULL));
  fixture_tear_down (&f);
}

static void
test_identities (void)
{
  Fixture f;
  g_autoptr (GPtrArray) made = NULL;
  g_autoptr (GPtrArray) list = NULL;
  StoreSignature signature = { .name = (char *) "Short", .html = (char *) "<b>A</b>", .text = (char *) "A" };
  StoreIdentity one = { .name = (char *) "Demo", .email = (char *) "demo@x", .is_default = TRUE };
  StoreIdentity two = { .name = (char *) "Info", .email = (char *) "info@x", .is_default = TRUE };

  fixture_set_up (&f);
  made = store_identities_list (f.store, f.account, NULL);
  g_assert_cmpuint (made->len, ==, 1); /* of the address itself */
  g_assert_cmpint (((StoreIdentity *) made->pdata[0])->id, ==, 0);
  g_assert_cmpstr (((StoreIdentity *) made->pdata[0])->email, ==, "demo@alpenpost.example");
  signature.id = store_signature_save (f.store, &signature, NULL);
  one.account_id = two.account_id = f.account;
  one.signature_new = two.signature_reply = signature.id;
  one.id = store_identity_save (f.store, &one, NULL);
  two.id = store_identity_save (f.store, &two, NULL);
  list = store_identities_list (f.store, f.account, NULL);
  g_assert_cmpuint (list->len, ==, 2);
  g_assert_cmpint (((StoreIdentity *) list->pdata[0])->id, ==, two.id); /* the last default wins */
  g_assert_false (((StoreIdentity *) list->pdata[1])->is_default);
  g_assert_true (store_signature_remove (f.store, signature.id, NULL));
  g_clear_pointer (&list, g_ptr_array_unref);
  list = store_identities_list (f.store, 0, NULL);
  g_assert_cmpint (((StoreIdentity *) list->pdata[0])->signature_reply, ==, 0);
  g_assert_cmpint (((StoreIdentity *) list->pdata[1])->signature_new, ==, 0);
  one.email = (char *) "";
  g_assert_cmpint (store_identity_save (f.store, &one, NULL), ==, 0);
  g_assert_true (store_identity_remove (f.store, two.id, NULL));
  fixture_tear_down (&f);
}

static void
test_searches (void)
{
  Fixture f;
  StoreSavedSearch search = { .name = (char *) "Bills", .query = (char *) "subject:invoice" };
  g_autoptr (GPtrArray) saved = NULL;
  g_auto (GStrv) recent = NULL;
  g_auto (GStrv) some = NULL;

  fixture_set_up (&f);
  search.id = store_saved_search_save (f.store, &search, NULL);
  search.name = (char *) "Invoices";
  g_assert_cmpint (store_saved_search_save (f.store, &search, NULL), ==, search.id);
  saved = store_saved_searches_list (f.store, NULL);
  g_assert_cmpuint (saved->len, ==, 1);
  g_assert_cmpstr (((StoreSavedSearch *) saved->pdata[0])->name, ==, "Invoices");
  for (int i = 0; i < 70; i++)
    {
      g_autofree char *text = g_strdup_printf ("word%d", i);

      g_assert_true (store_recent_search_add (f.store, text, NULL));
    }
  g_assert_true (store_recent_search_add (f.store, " word60 ", NULL));
  g_assert_true (store_recent_search_add (f.store, "  ", NULL));
  recent = store_recent_searches_list (f.store, NULL, 0, NULL);
  g_assert_cmpuint (g_strv_length (recent), ==, 50);
  g_assert_cmpstr (recent[0], ==, "word60");
  g_assert_cmpstr (recent[1], ==, "word69");
  some = store_recent_searches_list (f.store, "WORD6", 3, NULL);
  g_assert_cmpuint (g_strv_length (some), ==, 3);
  g_assert_true (store_recent_search_remove (f.store, NULL, NULL));
  g_strfreev (g_steal_pointer (&recent));
  recent = store_recent_searches_list (f.store, NULL, 0, NULL);
  g_assert_cmpuint (g_strv_length (recent), ==, 0);
  fixture_tear_down (&f);
}

static StoreRole
role_of (Fixture *f, gint64 id)
{
  g_autoptr (StoreFolder) folder = store_folder_get (f->store, id, NULL);

  return folder->role;
}

static void
test_folder_settings (void)
{
  Fixture f;
  g_autoptr (StoreFolderSetting) setting = NULL;
  g_autoptr (StoreFolderSetting) other = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autofree char *value = NULL;
  gint64 old;

  fixture_set_up (&f);
  old = fixture_folder (&f, "Old", STORE_ROLE_NONE);
  setting = store_folder_setting_get (f.store, f.account, "Old", NULL);
  g_assert_cmpint (setting->policy, ==, STORE_POLICY_DEFAULT);
  setting->policy = STORE_POLICY_MONTHS;
  setting->months = 6;
  setting->favorite = TRUE;
  setting->role = STORE_ROLE_ARCHIVE;
  g_assert_true (store_folder_setting_save (f.store, setting, NULL));
  g_assert_cmpint (role_of (&f, old), ==, STORE_ROLE_ARCHIVE);
  g_assert_cmpint (role_of (&f, f.archive), ==, STORE_ROLE_NONE);
  g_assert_cmpint (fixture_folder (&f, "Old", STORE_ROLE_NONE), ==, old); /* the server's list again */
  g_assert_cmpint (role_of (&f, old), ==, STORE_ROLE_ARCHIVE);
  g_assert_true (store_folder_rename (f.store, old, "New", "New", "New", NULL));
  other = store_folder_setting_get (f.store, f.account, "New", NULL);
  g_assert_cmpuint (other->months, ==, 6);
  list = store_folder_settings_list (f.store, 0, NULL);
  g_assert_cmpuint (list->len, ==, 1);
  g_assert_true (store_account_setting_set (f.store, f.account, "only-subscribed", "1", NULL));
  value = store_account_setting_get (f.store, f.account, "only-subscribed");
  g_assert_cmpstr (value, ==, "1");
  g_assert_true (store_account_setting_set (f.store, f.account, "only-subscribed", NULL, NULL));
  g_assert_null (store_account_setting_get (f.store, f.account, "only-subscribed"));
  fixture_tear_down (&f);
}

static void
test_trust (void)
{
  Fixture f;
  g_auto (GStrv) list = NULL;

  fixture_set_up (&f);
  g_assert_true (store_trust_add (f.store, STORE_TRUST_IMAGES, 0, "Anna@X.example", NULL));
  g_assert_true (store_trust_add (f.store, STORE_TRUST_IMAGES, f.account, "y.example", NULL));
  g_assert_false (store_trust_add (f.store, STORE_TRUST_IMAGES, 0, "", NULL));
  g_assert_true (store_trust_has (f.store, STORE_TRUST_IMAGES, f.account, "anna@x.example"));
  g_assert_false (store_trust_has (f.store, STORE_TRUST_IMAGES, f.account, "bob@x.example"));
  g_assert_true (store_trust_has (f.store, STORE_TRUST_IMAGES, f.account, "bob@Y.example"));
  g_assert_false (store_trust_has (f.store, STORE_TRUST_IMAGES, f.account, "bob@sub.y.example"));
  g_assert_false (store_trust_has (f.store, STORE_TRUST_IMAGES, f.account + 1, "bob@y.example"));
  g_assert_false (store_trust_has (f.store, STORE_TRUST_ORGANIZATION, f.account, "bob@y.example"));
  g_assert_true (store_trust_remove (f.store, STORE_TRUST_IMAGES, 0, "anna@x.example", NULL));
  list = store_trust_list (f.store, STORE_TRUST_IMAGES, 0, NULL);
  g_assert_cmpuint (g_strv_length (list), ==, 0);
  fixture_tear_down (&f);
}

static void
test_activity (void)
{
  Fixture f;
  g_autofree char *big = g_strnfill (5000, 'x');
  g_autoptr (GPtrArray) page = NULL;
  g_autoptr (GPtrArray) next = NULL;

  fixture_set_up (&f);
  for (int i = 0; i < 30; i++)
    g_assert_true (store_activity_add (f.store, f.account,
                                       i % 2 ? STORE_ACTIVITY_SIGN_IN : STORE_ACTIVITY_SEND, i % 3 != 0,
                                       "imap.x.example", big, NULL));
  page = store_activity_list (f.store, f.account, STORE_ACTIVITY_SIGN_IN, 0, 10, NULL);
  g_assert_cmpuint (page->len, ==, 10);
  g_assert_cmpuint (strlen (((StoreActivity *) page->pdata[0])->detail), ==, 500);
  next = store_activity_list (f.store, 0, STORE_ACTIVITY_SIGN_IN, ((StoreActivity *) page->pdata[9])->id, 0,
                              NULL);
  g_assert_cmpuint (next->len, ==, 5);
  g_assert_true (store_activity_clear (f.store, G_MAXINT64, NULL));
  g_clear_pointer (&next, g_ptr_array_unref);
  next = store_activity_list (f.store, 0, 0, 0, 0, NULL);
  g_assert_cmpuint (next->len, ==, 0);
  fixture_tear_down (&f);
}

static void
test_reminders (void)
{
  Fixture f;
  StoreReminder r
      = { .kind = STORE_REMINDER_SNOOZE, .state = STORE_REMINDER_WAITING, .due = 100, .changed = 10 };
  g_autoptr (StoreMessage) message = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GPtrArray) due = NULL;
  g_autoptr (GError) error = NULL;

  fixture_set_up (&f);
  message = store_message_get (f.store, fixture_add (&f, f.inbox, fixture_message (1, "<a@x>", "x")), NULL);
  r.account_id = f.account;
  r.thread_key = store_thread_get_key (f.store, message->thread_id);
  g_assert_cmpint (r.thread_key, !=, 0);
  r.id = store_reminder_set (f.store, &r, &error);
  g_assert_no_error (error);
  r.due = 50;
  r.changed = 5; /* an older word from another computer */
  g_assert_cmpint (store_reminder_set (f.store, &r, NULL), ==, r.id);
  g_assert_cmpint (store_reminder_next_due (f.store), ==, 100);
  list = store_reminders_list (f.store, f.account, FALSE, NULL);
  g_assert_cmpint (((StoreReminder *) list->pdata[0])->thread_id, ==, message->thread_id);
  due = store_reminders_take_due (f.store, 99, NULL);
  g_assert_cmpuint (due->len, ==, 0);
  g_clear_pointer (&due, g_ptr_array_unref);
  due = store_reminders_take_due (f.store, 100, NULL);
  g_assert_cmpuint (due->len, ==, 1);
  g_assert_cmpint (store_reminder_next_due (f.store), ==, 0);
  g_assert_true (store_reminder_end (f.store, r.id, NULL));
  for (int i = 0; i < 1000; i++)
    {
      r.thread_key = 1000 + i;
      g_assert_cmpint (store_reminder_set (f.store, &r, NULL), !=, 0);
    }
  r.thread_key = 5000;
  g_assert_cmpint (store_reminder_set (f.store, &r, &error), ==, 0);
  g_assert_error (error, STORE_ERROR, STORE_ERROR_INVALID);
  fixture_tear_down (&f);
}

static void
test_devices (void)
{
  Fixture f;
  StoreDevice phone
      = { .provider = (char *) "manual", .label = (char *) "Phone", .created = 5, .is_this = TRUE };
  StoreDevice laptop
      = { .provider = (char *) "manual", .label = (char *) "Laptop", .created = 9, .is_this = TRUE };
  g_autoptr (GPtrArray) list = NULL;

  fixture_set_up (&f);
  phone.account_id = laptop.account_id = f.account;
  phone.id = store_device_save (f.store, &phone, NULL);
  laptop.id = store_device_save (f.store, &laptop, NULL);
  list = store_devices_list (f.store, f.account, NULL);
  g_assert_cmpstr (((StoreDevice *) list->pdata[0])->label, ==, "Laptop");
  g_assert_true (((StoreDevice *) list->pdata[0])->is_this);
  g_assert_false (((StoreDevice *) list->pdata[1])->is_this);
  laptop.revoked = 77;
  laptop.is_this = FALSE;
  g_assert_cmpint (store_device_save (f.store, &laptop, NULL), ==, laptop.id);
  g_assert_true (store_device_remove (f.store, phone.id, NULL));
  g_clear_pointer (&list, g_ptr_array_unref);
  list = store_devices_list (f.store, 0, NULL);
  g_assert_cmpuint (list->len, ==, 1);
  g_assert_cmpint (((StoreDevice *) list->pdata[0])->revoked, ==, 77);
  fixture_tear_down (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/people/profiles", test_profiles);
  g_test_add_func ("/store/people/identities", test_identities);
  g_test_add_func ("/store/people/searches", test_searches);
  g_test_add_func ("/store/people/folder-settings", test_folder_settings);
  g_test_add_func ("/store/people/trust", test_trust);
  g_test_add_func ("/store/people/activity", test_activity);
  g_test_add_func ("/store/people/reminders", test_reminders);
  g_test_add_func ("/store/people/devices", test_devices);
  return g_test_run ();
}
