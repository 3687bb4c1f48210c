#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""monkey.py --out DIR [--seconds N] [--seed N]: a restless person at the keyboard, for memory errors and lost mail.

Walks through the list quickly, opens HTML and plain messages half way, stars, marks unread, archives and undoes,
opens and closes the composer, changes folders and the window's size, all from one seed.  Afterwards every message the server held
at the start must still be there, in some folder, and the program must end by itself with code 0.  Runs like round.py.
"""
import argparse
import os
import random
import subprocess
import sys
import time
import traceback

from driver import App, Failure
from round import WELCOME, done, mailbox

FOLDERS = ("Inbox", "Sent", "Archive", "Inbox")


def everything():
    """The Message-ID of every message on the server, over all folders."""
    imap = mailbox()
    found = set()
    try:
        for line in imap.list()[1]:
            name = line.decode().split(' "/" ')[-1]
            if imap.select(name, readonly=True)[0] != "OK":
                continue
            for part in imap.uid("FETCH", "1:*", "(BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])")[1]:
                if isinstance(part, tuple):
                    found.add(part[1].split(b":", 1)[-1].strip())
        return found
    finally:
        imap.logout()


def change_folder(app, chance):
    rows = app.all("list item", chance.choice(FOLDERS))
    if rows:
        app.select(rows[0])


def compose(app, chance):
    app.key(chance.choice(["ctrl+r", "ctrl+n", "ctrl+l"]))
    time.sleep(chance.uniform(0.1, 0.8))
    app.key("h", "i", "Escape")
    # Closing asks nothing; what was typed is a draft.  Without a composer the key would close the main window.
    if len(app.all("frame")) > 1:
        app.key("ctrl+w")


def resize(app, chance):
    """Under Wayland xdotool has no window to resize: the shortcut of the window manager does."""
    app.key(chance.choice(["super+Left", "super+Right", "super+Up", "super+Down"]))


def steps(app, chance):
    walk = [lambda: app.key(*chance.choices(["j", "k", "j", "Down", "Page_Down"], k=chance.randint(1, 5)))]
    act = [lambda: app.key("s"), lambda: app.key("u"), lambda: app.key("a"), lambda: app.key("a", "ctrl+z"), lambda: app.key("ctrl+z")]
    rare = [lambda: change_folder(app, chance), lambda: compose(app, chance), lambda: resize(app, chance),
            lambda: app.key("ctrl+f", "v", "a", "l", "Escape"), lambda: app.key("F5"), lambda: app.key("F6")]
    return chance.choice(chance.choices([walk, act, rare], weights=[12, 5, 2])[0])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", required=True)
    parser.add_argument("--app", default="alpenpost")
    parser.add_argument("--seconds", type=float, default=float(os.environ.get("ALPENPOST_MONKEY_SECONDS", "15")))
    parser.add_argument("--seed", type=int, default=int(os.environ.get("ALPENPOST_MONKEY_SEED", "1")))
    arguments = parser.parse_args()
    os.makedirs(arguments.out, exist_ok=True)
    chance = random.Random(arguments.seed)
    app, count = None, 0
    try:
        before = everything()
        app = App([arguments.app], arguments.out)
        app.find("list item", WELCOME, seconds=60)
        end = time.monotonic() + arguments.seconds
        while time.monotonic() < end:
            steps(app, chance)()
            count += 1
            time.sleep(chance.choice([0.0, 0.02, 0.1, 0.4]))
            if app.process.poll() is not None:
                raise Failure(f"after {count} steps the program ended with code {app.process.returncode}")
        app.picture("end")
        done(f"{count} steps")
        # A composer that is still open closes first, then the main window.
        for _ in range(10):
            if len(app.all("frame")) <= 1:
                break
            subprocess.run(["xdotool", "key", "ctrl+w"], check=True)
            time.sleep(0.3)
        if (code := app.quit()) != 0:
            raise Failure(f"the program ended with code {code}")
        lost = before - everything()
        if lost:
            raise Failure(f"{len(lost)} of {len(before)} messages are nowhere on the server: {sorted(lost)[:5]}")
        done(f"all {len(before)} messages are still there")
    except Exception as failure:  # pylint: disable=broad-exception-caught  (whatever it is, the log belongs to it)
        print(f"not ok - seed {arguments.seed}: {type(failure).__name__}: {failure}", flush=True)
        if not isinstance(failure, Failure):
            traceback.print_exc(file=sys.stdout)
        if app is not None and app.process.poll() is None:
            app.process.kill()
        with open(f"{arguments.out}/app.log", encoding="utf-8", errors="replace") as file:
            print(file.read()[-6000:])
        return 1
    with open(f"{arguments.out}/app.log", encoding="utf-8", errors="replace") as file:
        print(file.read()[-3000:])
    return 0


sys.exit(main())
