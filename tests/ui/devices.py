#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""devices.py --out DIR --app APP --cli CLI: the devices of an address, driven through the accessibility tree, with pictures.

List, details, the steps of adding one (the password once, its copy that leaves the clipboard, the code, the settings),
disconnecting, a leaked one in the banner, this computer repaired, the log; and every secret is looked for in what was written
and in every title.
"""
import argparse
import json
import os
import subprocess
import sys
import time
import traceback
import urllib.request
import ssl

from driver import App, Atspi, Failure, until

HERE = os.path.dirname(os.path.abspath(__file__))
ADDRESS, SECRET, FIRST = "infomaniak@mail.test", "CANARY-token-5a", "CANARY-first-6b"
SMTP = f"localhost:{int(os.environ['LAB_BASE']) + 65}:tls"
CONTEXT = ssl.create_default_context(cafile=os.environ["LAB_CA"])
STARTED = time.monotonic()
titles = set()


def done(text):
    print(f"ok - {time.monotonic() - STARTED:6.2f} s  {text}", flush=True)


def settings(look, width, height):
    folder = os.path.join(os.environ["HOME"], "config")
    os.makedirs(f"{folder}/glib-2.0/settings", exist_ok=True)
    with open(f"{folder}/glib-2.0/settings/keyfile", "w", encoding="utf-8") as file:
        file.write(f"[io/github/alpenpost/Alpenpost]\ncolor-scheme='{look}'\nwindow-width={width}\nwindow-height={height}\n")
    os.environ.update(GSETTINGS_BACKEND="keyfile", XDG_CONFIG_HOME=folder)


class Provider:
    def __init__(self):
        self.process = subprocess.Popen([f"{HERE}/../web/devices/provider.py", "infomaniak", ADDRESS, SECRET, f"Old laptop={FIRST}", "Ana’s phone",
                                         "Kitchen tablet"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().strip()

    def post(self, path, body):
        request = urllib.request.Request(self.url + path, json.dumps(body).encode(), {"Content-Type": "application/json"})
        return urllib.request.urlopen(request, context=CONTEXT).read()

    def close(self):
        self.process.stdin.close()
        self.process.wait(10)


def cli(binary, *args, stdin=""):
    return subprocess.run([binary, *args], input=stdin, text=True, check=True, capture_output=True).stdout


def note_titles(app):
    """What window lists, docks and screen sharing show."""
    for frame in app.all(("frame", "window", "dialog")):
        titles.add(frame.get_name() or "")


def menu(app, name, letter):
    """By key: GTK gives the items of a popover menu no name that a screen reader (or this test) could find them by."""
    app.press("toggle button", name)
    time.sleep(0.6)
    app.key(letter)


def focused(app):
    return [n.get_name() or "" for n in app.walk() if n.get_state_set().contains(Atspi.StateType.FOCUSED)]


def activate(app, name, keys=("Tab", "Down", "Down")):
    """A row that is a button has no action for a screen reader: as from the keyboard, the focus goes on until it is there."""
    app.find(("button", "list item"), name)
    for turn in range(60):
        if any(name in one for one in focused(app)):
            app.key("Return")
            return
        app.key(keys[turn % len(keys)])
        time.sleep(0.1)
    raise Failure(f"{name} never gets the focus; {focused(app)} has it")


def open_devices(app):
    app.find("list", "", seconds=40)
    menu(app, "Main Menu", "d")
    app.find("list item", "Ana’s phone", seconds=20)


def read_password(app):
    label = until("the password", lambda: next((n for n in app.all("label") if (n.get_description() or "") == "The new password"), None))
    return label.get_name().replace(" ", "")


def close_dialog(app):
    app.key("Escape")
    time.sleep(0.6)


def add_phone(app, name):
    """Until the password stands there.  Returns it."""
    app.press("button", "Add a Device")
    entry = app.find("text", "Name, such as")
    app.type_into(entry, name)
    app.picture("add-describe")
    app.press("button", "Make the Password")
    password = read_password(app)
    note_titles(app)
    assert len(password) >= 16, password
    return password


def flow(app, provider, secrets):
    app.picture("list")
    note_titles(app)
    done("the devices are listed")
    app.press("button", "Kitchen tablet")
    app.find("label", "Number at the Provider")
    app.picture("details")
    done("details")
    close_dialog(app)
    app.find("button", "Add a Device")

    secrets.add(add_phone(app, "Ben’s phone"))
    app.picture("password")
    done("a device was added; its password stands there once")
    app.press("button", "Copy")
    app.find("label", "Copied.")
    app.press("toggle button", "Show the QR Code")
    time.sleep(0.5)
    app.picture("password-code")
    app.key("Escape")
    app.press("button", "Done")
    app.find(("dialog", "alert", "panel"), "Have You Saved It?")
    app.picture("saved-question")
    app.press("button", "Close", app.find(("dialog", "alert", "panel"), "Have You Saved It?"))
    app.find("list item", "Ben’s phone")
    done("closing asked whether it was saved; the list has it")

    app.press("button", "Ben’s phone")
    activate(app, "Disconnect…")
    app.find(("dialog", "alert", "panel"), "Disconnect “Ben’s phone”?")
    app.picture("disconnect-question")
    app.press("button", "Disconnect", app.find(("dialog", "alert", "panel"), "Disconnect “Ben’s phone”?"))
    app.gone("list item", "Ben’s phone")
    done("it is disconnected")

    secrets.add(add_phone(app, "This computer"))
    activate(app, "Use It on This Computer", ("Tab",))
    app.find(("button", "label"), "This Computer Signs In with It", seconds=30)
    app.picture("used")
    app.press("button", "Done")
    row = app.find("list item", "This computer")
    assert "this computer" in row.get_name() or app.all("label", "this computer"), row.get_name()
    done("this computer signs in with a new one")

    provider.post("/test/expire", {"label": "This computer"})
    menu(app, "More", "l")
    app.find(("label", "button"), "has leaked", seconds=20)
    app.picture("leaked")
    app.press("button", "Make a New One")
    app.find("label", "This computer has a new password", seconds=40)
    app.picture("repaired")
    done("a leaked one was told of and repaired")

    menu(app, "More", "a")
    app.find(("label", "list item"), "Device “Ben’s phone” was disconnected")
    app.picture("activity")
    note_titles(app)
    done("the log tells of it")


def assert_no_secret(app, secrets, out):
    for secret in secrets:
        assert not any(secret in title for title in titles), f"a title holds a secret: {titles}"
        for folder in (os.environ["ALPENPOST_PROFILE"], out):
            for where, _, names in os.walk(folder):
                for name in names:
                    with open(os.path.join(where, name), "rb") as file:
                        assert secret.encode() not in file.read(), f"{secret} is in {where}/{name}"


def looks(arguments):
    """The same states in the dark and narrow."""
    for look, width, height in (("dark", 1180, 760), ("light", 360, 640), ("dark", 360, 640)):
        settings(look, width, height)
        app = App([arguments.app], arguments.out)
        app.pictures = 90
        try:
            open_devices(app)
            size = "narrow" if width == 360 else "wide"
            for name, act in (("list", lambda: None), ("details", lambda: app.press("button", "Ana’s phone"))):
                act()
                time.sleep(0.6)
                os.rename(app.picture("x"), f"{arguments.out}/look-{look}-{size}-{name}.png")
            close_dialog(app)
            app.press("button", "Add a Device")
            app.find("text", "Name, such as")
            os.rename(app.picture("x"), f"{arguments.out}/look-{look}-{size}-add.png")
        finally:
            app.process.terminate()
            app.process.wait(20)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", required=True)
    parser.add_argument("--app", required=True)
    parser.add_argument("--cli", required=True)
    parser.add_argument("--looks", action="store_true", default=os.environ.get("DEVICE_LOOKS") == "1")
    arguments = parser.parse_args()
    provider = Provider()
    secrets = {SECRET, FIRST}
    app = None
    try:
        cli(arguments.cli, "account", "add", "--email", ADDRESS, "--name", "Ana", "--imap", os.environ["LAB_IMAPS"], "--smtp", SMTP, "--ca-file",
            os.environ["LAB_CA"], "--password-stdin", stdin=FIRST + "\n")
        cli(arguments.cli, "devices", "connect", "--account", ADDRESS, "--kind", "infomaniak", "--url", provider.url, "--secret-stdin", stdin=SECRET + "\n")
        settings("light", 1180, 760)
        app = App([arguments.app], arguments.out)
        open_devices(app)
        flow(app, provider, secrets)
        app.quit()
        assert_no_secret(app, secrets, arguments.out)
        done("no secret in titles, logs, databases")
        if arguments.looks:
            looks(arguments)
        return 0
    except (Failure, AssertionError, subprocess.CalledProcessError) as problem:
        traceback.print_exc()
        print(f"not ok - {problem} {getattr(problem, 'stderr', '')}")
        if app is not None:
            app.picture("failure")
            app.dump()
        return 1
    finally:
        if app is not None and app.process.poll() is None:
            app.process.kill()
        provider.close()


sys.exit(main())
