#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""desktop.py --app PROGRAM --cli PROGRAM --out DIR: what the desktop sees of the program while no window is open.

The program is started hidden (as at the start of a session) on the session bus of tests/ui/headless, against the lab's
servers.  This script is the notification service, records what is told, presses its buttons, asks the shell's questions
and checks the results with a second IMAP client.
"""
import argparse
import imaplib
import os
import smtplib
import ssl
import subprocess
import sys
import time
from email.message import EmailMessage

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402  (after require_version)

APP = "io.github.alpenpost.Alpenpost"
PATH = "/io/github/alpenpost/Alpenpost"
SEARCH = "org.gnome.Shell.SearchProvider2"
SERVICE = """<node><interface name='org.freedesktop.Notifications'>
<method name='GetCapabilities'><arg type='as' direction='out'/></method>
<method name='GetServerInformation'><arg type='s' direction='out'/><arg type='s' direction='out'/><arg type='s' direction='out'/><arg type='s' direction='out'/></method>
<method name='Notify'><arg type='s' direction='in'/><arg type='u' direction='in'/><arg type='s' direction='in'/><arg type='s' direction='in'/>
<arg type='s' direction='in'/><arg type='as' direction='in'/><arg type='a{sv}' direction='in'/><arg type='i' direction='in'/><arg type='u' direction='out'/></method>
<method name='CloseNotification'><arg type='u' direction='in'/></method>
<signal name='ActionInvoked'><arg type='u'/><arg type='s'/></signal>
<signal name='NotificationClosed'><arg type='u'/><arg type='u'/></signal>
</interface></node>"""


class Notifications:
    """The desktop's notification service: remembers what is shown."""

    def __init__(self, bus):
        self.bus, self.last, self.shown = bus, 0, {}
        node = Gio.DBusNodeInfo.new_for_xml(SERVICE)
        bus.register_object("/org/freedesktop/Notifications", node.interfaces[0], self.call, None, None)
        Gio.bus_own_name_on_connection(bus, "org.freedesktop.Notifications", Gio.BusNameOwnerFlags.NONE, None, None)

    def call(self, _bus, _sender, _path, _interface, method, parameters, invocation):
        if method == "GetCapabilities":
            invocation.return_value(GLib.Variant("(as)", (["actions", "body", "body-markup"],)))
        elif method == "GetServerInformation":
            invocation.return_value(GLib.Variant("(ssss)", ("test", "test", "1", "1.2")))
        elif method == "Notify":
            _app, replaces, _icon, summary, body, actions, _hints, _timeout = parameters.unpack()
            if replaces not in self.shown:
                self.last += 1
                replaces = self.last
            self.shown[replaces] = {"summary": summary, "body": body, "actions": dict(zip(actions[1::2], actions[0::2]))}
            invocation.return_value(GLib.Variant("(u)", (replaces,)))
        else:
            self.shown.pop(parameters.unpack()[0], None)
            invocation.return_value(None)

    def find(self, body):
        return next((key for key, value in self.shown.items() if body in value["body"]), None)

    def press(self, key, label):
        action = self.shown[key]["actions"][label]
        self.bus.emit_signal(None, "/org/freedesktop/Notifications", "org.freedesktop.Notifications", "ActionInvoked",
                             GLib.Variant("(us)", (key, action)))
        # As the specification has it, a service closes what was answered.
        self.shown.pop(key)
        self.bus.emit_signal(None, "/org/freedesktop/Notifications", "org.freedesktop.Notifications", "NotificationClosed",
                             GLib.Variant("(uu)", (key, 2)))


def until(what, probe, seconds=30):
    deadline = time.monotonic() + seconds
    context = GLib.MainContext.default()
    while True:
        while context.iteration(False):
            pass
        value = probe()
        if value:
            return value
        if time.monotonic() > deadline:
            raise SystemExit(f"error: waited {seconds} s for {what}")
        time.sleep(0.02)


def trust():
    return ssl.create_default_context(cafile=os.environ["LAB_CA"])


def mailbox():
    imap = imaplib.IMAP4_SSL("localhost", int(os.environ["LAB_IMAPS"].split(":")[1]), ssl_context=trust(), timeout=20)
    imap.login("alice@mail.test", "alicepw")
    return imap


def count(folder, *criteria):
    imap = mailbox()
    try:
        if imap.select(folder, readonly=True)[0] != "OK":
            return 0
        return len(imap.uid("SEARCH", *criteria)[1][0].split())
    finally:
        imap.logout()


def deliver(subject, sender="Bob Weber <bob@mail.test>"):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "alice@mail.test", subject
    message["Message-ID"] = f"<{time.monotonic_ns()}@mail.test>"
    message.set_content("The cable car runs again.")
    host, port, _ = os.environ["LAB_SMTP"].split(":")
    with smtplib.SMTP(host, int(port), timeout=20) as smtp:
        smtp.starttls(context=trust())
        smtp.login("bob@mail.test", "bobpw")
        smtp.send_message(message)


class Desktop:
    def __init__(self, bus, app, out):
        self.bus = bus
        self.process = subprocess.Popen([app, "--gapplication-service"], stdout=open(f"{out}/app.log", "wb"), stderr=subprocess.STDOUT)
        started = time.monotonic()
        until("the program's name on the bus", self.has_name)
        print(f"ok - hidden program on the bus after {1000 * (time.monotonic() - started):.0f} ms", flush=True)

    def has_name(self):
        if self.process.poll() is not None:
            raise SystemExit(f"error: the program ended with {self.process.returncode}")
        return self.bus.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "NameHasOwner",
                                  GLib.Variant("(s)", (APP,)), None, Gio.DBusCallFlags.NONE, -1, None).unpack()[0]

    def call(self, path, interface, method, parameters, seconds=20):
        """Answers while the notification service above goes on."""
        answer = []
        self.bus.call(APP, path, interface, method, parameters, None, Gio.DBusCallFlags.NONE, seconds * 1000, None,
                      lambda bus, result: answer.append(self.finish(bus, result)))
        until(f"the answer to {method}", lambda: answer, seconds + 1)
        return answer[0]

    @staticmethod
    def finish(bus, result):
        try:
            value = bus.call_finish(result)
            return value.unpack() if value is not None else ()
        except GLib.Error as error:
            return error

    def search(self, method, signature, *arguments):
        return self.call(f"{PATH}/SearchProvider", SEARCH, method, GLib.Variant(signature, arguments))

    def action(self, name, *parameters):
        return self.call(PATH, "org.freedesktop.Application", "ActivateAction",
                         GLib.Variant("(sava{sv})", (name, list(parameters), {})))

    def memory(self):
        fields = {}
        with open(f"/proc/{self.process.pid}/smaps_rollup", encoding="ascii") as file:
            for line in file.readlines()[1:]:
                name, value = line.split(":")
                fields[name] = int(value.split()[0]) // 1024
        return f"{fields['Rss']} MB resident, {fields['Pss']} MB proportional, {fields['Private_Dirty']} MB private dirty"


def check_news(desktop, notifications):
    until("the first sync", lambda: desktop.search("GetInitialResultSet", "(as)", ["valley"])[0], 60)
    time.sleep(1)
    until("quiet", lambda: True)
    assert not notifications.shown, f"a first sync is no news: {notifications.shown}"
    print("ok - a first sync tells nothing; hidden:", desktop.memory(), flush=True)
    deliver("Lift <b>open</b> & <a href='http://evil.test/'>more</a>")
    key = until("a notification", lambda: notifications.find("Lift"))
    told = notifications.shown[key]
    assert told["summary"] == "Bob Weber", told
    assert "<" not in told["body"], f"markup of a sender reaches the desktop: {told}"
    assert set(told["actions"]) >= {"Archive", "Reply", "Delete"}, told
    notifications.press(key, "Archive")
    until("the message in the archive on the server", lambda: count("Archive", "SUBJECT", "Lift") == 1)
    print("ok - told, and archived from the notification", flush=True)


def check_settled(notifications):
    deliver("Read elsewhere")
    key = until("a notification", lambda: notifications.find("Read elsewhere"))
    imap = mailbox()
    imap.select("INBOX")
    uid = imap.uid("SEARCH", "SUBJECT", '"Read elsewhere"')[1][0].split()[-1]
    imap.uid("STORE", uid, "+FLAGS", "(\\Seen)")
    imap.logout()
    until("the notification to be withdrawn", lambda: key not in notifications.shown)
    print("ok - withdrawn when read elsewhere", flush=True)


def check_number(notifications):
    for number in range(6):
        deliver(f"Many {number}")
    until("all to be told", lambda: sum("Many" in value["body"] for value in notifications.shown.values()) == 6
          or any("new messages" in value["summary"] for value in notifications.shown.values()))
    print("ok - told", [value["summary"] for value in notifications.shown.values()], flush=True)


def check_search(desktop):
    started = time.monotonic()
    ids = desktop.search("GetInitialResultSet", "(as)", ["valley"])[0]
    found = time.monotonic()
    metas = desktop.search("GetResultMetas", "(as)", ids[:5])[0]
    print(f"ok - {len(ids)} results in {1000 * (found - started):.0f} ms, {len(metas)} described in "
          f"{1000 * (time.monotonic() - found):.0f} ms: {metas[0]['name']!r}", flush=True)
    assert ids and len(metas) == min(5, len(ids)) and metas[0]["id"] == ids[0]
    narrower = desktop.search("GetSubsearchResultSet", "(asas)", ids, ["valley", "welcome"])[0]
    assert narrower and set(narrower) <= set(ids) or len(ids) == 20, narrower
    hostile = [[], [""], ["\"", "\\", "*"], ["from:", "NOT", "(("], ["x" * 2_000_000], ["a"] * 5000, ["\u202e\u0301" * 1000], ["-valley", "OR"]]
    for terms in hostile:
        answer = desktop.search("GetInitialResultSet", "(as)", terms)
        assert not isinstance(answer, GLib.Error), (terms[:1], answer)
    for wrong in (["abc"], ["-1"], ["99999999999999999999999"], ["1; DROP TABLE message"], ["7" * 100_000], ids * 500):
        answer = desktop.search("GetResultMetas", "(as)", wrong)
        assert not isinstance(answer, GLib.Error), (wrong[:1], answer)
    for wrong in ("nothing", "-5", "9" * 40):
        desktop.search("ActivateResult", "(sasu)", wrong, [], 0)
    assert desktop.process.poll() is None
    print("ok - odd questions get plain answers", flush=True)
    return ids


def check_actions(desktop):
    """What anybody on the bus may send: wrong names, wrong types, ids of nothing, a giant mailto."""
    for name, parameters in (("no-such-action", []), ("archive-message", []), ("archive-message", [GLib.Variant("s", "x")]),
                             ("archive-message", [GLib.Variant("x", -1)]), ("delete-message", [GLib.Variant("x", 2**62)]),
                             ("search-mail", [GLib.Variant("x", 1)])):
        desktop.action(name, *parameters)
    desktop.call(PATH, "org.freedesktop.Application", "Open",
                 GLib.Variant("(asa{sv})", (["mailto:" + "x" * 10_000_000, "mailto:?attach=/etc/passwd", "no uri", "file:///dev/zero", "file:///"], {})))
    time.sleep(1)
    until("a breath", lambda: True)
    assert desktop.process.poll() is None, f"ended with {desktop.process.returncode}"
    assert count("INBOX", "ALL") > 0
    print("ok - wrong actions and giant links do nothing", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--app", required=True)
    parser.add_argument("--cli", required=True)
    parser.add_argument("--out", required=True)
    options = parser.parse_args()
    os.makedirs(options.out, exist_ok=True)
    os.environ["XDG_DATA_HOME"] = f"{os.environ['HOME']}/data"
    os.environ["XDG_CONFIG_HOME"] = f"{os.environ['HOME']}/config"
    os.environ["GSETTINGS_BACKEND"] = "keyfile"
    os.environ.pop("ALPENPOST_PROFILE", None)
    folder = f"{os.environ['XDG_CONFIG_HOME']}/glib-2.0/settings"
    os.makedirs(folder)
    with open(f"{folder}/keyfile", "w", encoding="utf-8") as file:
        file.write("[io/github/alpenpost/Alpenpost]\nrun-in-background=true\n")
    subprocess.run([options.cli, "account", "add", "--email", "alice@mail.test", "--name", "Alice", "--imap", os.environ["LAB_IMAPS"],
                    "--smtp", os.environ["LAB_SMTP"], "--password-command", "printf alicepw", "--ca-file", os.environ["LAB_CA"]],
                   check=True, stdout=subprocess.DEVNULL)
    bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)
    notifications = Notifications(bus)
    desktop = Desktop(bus, options.app, options.out)
    try:
        check_news(desktop, notifications)
        check_settled(notifications)
        check_number(notifications)
        ids = check_search(desktop)
        desktop.search("ActivateResult", "(sasu)", ids[0], ["valley"], 0)
        check_actions(desktop)
        desktop.action("quit")
        until("the end of the program", lambda: desktop.process.poll() is not None, 60)
        assert desktop.process.returncode == 0, desktop.process.returncode
        print("ok - ended", flush=True)
    finally:
        if desktop.process.poll() is None:
            desktop.process.kill()
        with open(f"{options.out}/app.log", encoding="utf-8", errors="replace") as file:
            sys.stderr.write(file.read()[-4000:])


if __name__ == "__main__":
    main()
