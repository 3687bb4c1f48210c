#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""fake-online-accounts.py KIND IMAP SMTP [TOKEN]: GNOME Online Accounts on the session bus, with one mail account alice@mail.test.

KIND: password (gives "alicepw"), token (gives TOKEN), denied (wants the person to sign in).  IMAP and SMTP are HOST:PORT
and start in clear with STARTTLS.  Prints "ready" once it owns its name.
"""
import sys

import gi

gi.require_version('Gio', '2.0')
from gi.repository import Gio, GLib  # noqa: E402

KIND, IMAP, SMTP = sys.argv[1:4]
NAME = 'org.gnome.OnlineAccounts'
PATH = '/org/gnome/OnlineAccounts/Accounts/account_1'
XML = f'''<node>
<interface name="org.freedesktop.DBus.ObjectManager"><method name="GetManagedObjects"><arg type="a{{oa{{sa{{sv}}}}}}" direction="out"/></method></interface>
<interface name="{NAME}.Account"><method name="EnsureCredentials"><arg type="i" direction="out"/></method></interface>
<interface name="{NAME}.OAuth2Based"><method name="GetAccessToken"><arg type="s" direction="out"/><arg type="i" direction="out"/></method></interface>
<interface name="{NAME}.PasswordBased"><method name="GetPassword"><arg type="s" direction="in"/><arg type="s" direction="out"/></method></interface>
</node>'''
INFO = {i.name: i for i in Gio.DBusNodeInfo.new_for_xml(XML).interfaces}
MAIL = {'EmailAddress': 'alice@mail.test', 'Name': 'Alice', 'ImapHost': IMAP, 'ImapUserName': 'alice@mail.test', 'ImapUseSsl': False,
        'ImapUseTls': True, 'SmtpHost': SMTP, 'SmtpUserName': 'alice@mail.test', 'SmtpUseSsl': False, 'SmtpUseTls': True}
PLAIN = dict(MAIL, EmailAddress='plain@mail.test', ImapUseTls=False)
calls = []


def variants(values):
    return {k: GLib.Variant('b' if isinstance(v, bool) else 's', v) for k, v in values.items()}


def on_call(connection, sender, path, interface, method, arguments, invocation):
    if method == 'GetManagedObjects':
        account = variants({'Id': 'account_1', 'ProviderName': 'Valley Post', 'MailDisabled': False})
        invocation.return_value(GLib.Variant('(a{oa{sa{sv}}})', ({
            PATH: {f'{NAME}.Account': account, f'{NAME}.Mail': variants(MAIL)},
            PATH + '2': {f'{NAME}.Account': account, f'{NAME}.Mail': variants(PLAIN)},
            PATH + '3': {f'{NAME}.Account': account}},)))
    elif KIND == 'denied':
        invocation.return_dbus_error(f'{NAME}.Error.NotAuthorized', 'sign in again')
    elif method == 'EnsureCredentials':
        invocation.return_value(GLib.Variant('(i)', (3600,)))
    elif method == 'GetAccessToken':
        invocation.return_value(GLib.Variant('(si)', (sys.argv[4], 3600)))
    else:
        invocation.return_value(GLib.Variant('(s)', ('alicepw',)))


bus = Gio.bus_get_sync(Gio.BusType.SESSION)
bus.register_object('/org/gnome/OnlineAccounts', INFO['org.freedesktop.DBus.ObjectManager'], on_call, None, None)
bus.register_object(PATH, INFO[f'{NAME}.Account'], on_call, None, None)
bus.register_object(PATH, INFO[f'{NAME}.OAuth2Based' if KIND == 'token' else f'{NAME}.PasswordBased'], on_call, None, None)
Gio.bus_own_name_on_connection(bus, NAME, Gio.BusNameOwnerFlags.NONE, lambda *_: print('ready', flush=True), None)
GLib.MainLoop().run()
