#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""fake-keyring.py KIND: a Secret Service on the session bus that misbehaves (org.freedesktop.Secret, API 0.2).

KIND: good (keeps in memory), forgets (says yes, keeps nothing), denies (AccessDenied), dies (ends at the first item),
locked (everything stays locked, every prompt is dismissed).  Prints "ready" once it owns its name.
"""
import os
import sys

import gi

gi.require_version('Gio', '2.0')
from gi.repository import Gio, GLib  # noqa: E402

KIND = sys.argv[1]
ROOT = '/org/freedesktop/secrets'
XML = '''<node>
<interface name="org.freedesktop.Secret.Service">
 <method name="OpenSession"><arg type="s" direction="in"/><arg type="v" direction="in"/><arg type="v" direction="out"/><arg type="o" direction="out"/></method>
 <method name="SearchItems"><arg type="a{ss}" direction="in"/><arg type="ao" direction="out"/><arg type="ao" direction="out"/></method>
 <method name="Unlock"><arg type="ao" direction="in"/><arg type="ao" direction="out"/><arg type="o" direction="out"/></method>
 <method name="GetSecrets"><arg type="ao" direction="in"/><arg type="o" direction="in"/><arg type="a{o(oayays)}" direction="out"/></method>
 <method name="ReadAlias"><arg type="s" direction="in"/><arg type="o" direction="out"/></method>
 <property name="Collections" type="ao" access="read"/>
</interface>
<interface name="org.freedesktop.Secret.Collection">
 <method name="CreateItem"><arg type="a{sv}" direction="in"/><arg type="(oayays)" direction="in"/><arg type="b" direction="in"/><arg type="o" direction="out"/><arg type="o" direction="out"/></method>
 <property name="Items" type="ao" access="read"/><property name="Label" type="s" access="read"/><property name="Locked" type="b" access="read"/>
 <property name="Created" type="t" access="read"/><property name="Modified" type="t" access="read"/>
</interface>
<interface name="org.freedesktop.Secret.Item">
 <method name="Delete"><arg type="o" direction="out"/></method>
 <property name="Locked" type="b" access="read"/><property name="Attributes" type="a{ss}" access="read"/><property name="Label" type="s" access="read"/>
 <property name="Created" type="t" access="read"/><property name="Modified" type="t" access="read"/>
</interface>
<interface name="org.freedesktop.Secret.Prompt">
 <method name="Prompt"><arg type="s" direction="in"/></method><method name="Dismiss"/>
 <signal name="Completed"><arg type="b"/><arg type="v"/></signal>
</interface>
<interface name="org.freedesktop.Secret.Session"><method name="Close"/></interface>
</node>'''
INFO = {i.name.rsplit('.', 1)[1]: i for i in Gio.DBusNodeInfo.new_for_xml(XML).interfaces}
ITEM, PROMPT = f'{ROOT}/collection/login/1', f'{ROOT}/prompt/1'
kept = {}
if KIND == 'locked':
    kept = {'attributes': {}, 'secret': b'x'}
bus = Gio.bus_get_sync(Gio.BusType.SESSION)
loop = GLib.MainLoop()


def dismiss():
    bus.emit_signal(None, PROMPT, 'org.freedesktop.Secret.Prompt', 'Completed', GLib.Variant('(bv)', (True, GLib.Variant('ao', []))))
    return False


def on_call(connection, sender, path, interface, method, arguments, invocation):
    values = arguments.unpack()
    reply = invocation.return_value
    if method == 'OpenSession':
        if values[0] != 'plain':
            invocation.return_dbus_error('org.freedesktop.DBus.Error.NotSupported', 'only plain')
        else:
            reply(GLib.Variant('(vo)', (GLib.Variant('s', ''), f'{ROOT}/session/1')))
        return
    if KIND == 'denies' and method not in ('Close',):
        invocation.return_dbus_error('org.freedesktop.DBus.Error.AccessDenied', 'not for you')
        return
    if KIND == 'dies' and method in ('CreateItem', 'SearchItems'):
        os._exit(1)
    if method == 'SearchItems':
        unlocked = [ITEM] if kept and KIND != 'locked' else []
        reply(GLib.Variant('(aoao)', (unlocked, [ITEM] if KIND == 'locked' else [])))
    elif method == 'Unlock':
        locked = KIND == 'locked'
        reply(GLib.Variant('(aoo)', ([] if locked else values[0], PROMPT if locked else '/')))
    elif method == 'Prompt':
        reply(None)
        GLib.idle_add(dismiss)
    elif method == 'GetSecrets':
        secrets = {ITEM: (f'{ROOT}/session/1', b'', kept['secret'], 'text/plain')} if kept else {}
        reply(GLib.Variant('(a{o(oayays)})', (secrets,)))
    elif method == 'ReadAlias':
        reply(GLib.Variant('(o)', (f'{ROOT}/collection/login',)))
    elif method == 'CreateItem':
        if KIND == 'locked':
            invocation.return_dbus_error('org.freedesktop.Secret.Error.IsLocked', 'locked')
            return
        if KIND != 'forgets':
            kept.update(attributes=values[0].get('org.freedesktop.Secret.Item.Attributes', {}), secret=bytes(values[1][2]))
        reply(GLib.Variant('(oo)', (ITEM, '/')))
    elif method == 'Delete':
        kept.clear()
        reply(GLib.Variant('(o)', ('/',)))
    else:
        reply(None)


def on_get(connection, sender, path, interface, name):
    values = {'Collections': GLib.Variant('ao', [f'{ROOT}/collection/login']), 'Items': GLib.Variant('ao', [ITEM] if kept else []),
              'Label': GLib.Variant('s', 'Login'), 'Locked': GLib.Variant('b', KIND == 'locked'), 'Created': GLib.Variant('t', 1),
              'Modified': GLib.Variant('t', 1), 'Attributes': GLib.Variant('a{ss}', kept.get('attributes', {}))}
    return values[name]


for where, name in ((ROOT, 'Service'), (f'{ROOT}/collection/login', 'Collection'), (f'{ROOT}/aliases/default', 'Collection'),
                    (ITEM, 'Item'), (PROMPT, 'Prompt'), (f'{ROOT}/session/1', 'Session')):
    bus.register_object(where, INFO[name], on_call, on_get, None)
Gio.bus_own_name_on_connection(bus, 'org.freedesktop.secrets', Gio.BusNameOwnerFlags.NONE, lambda *_: print('ready', flush=True), None)
loop.run()
