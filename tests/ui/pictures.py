#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""pictures.py --out DIR [--app PATH] [--only TEXT] [--profile DIR]: every state of the window, in every look and size.

Runs under tests/ui/headless (HEADLESS_SCREEN=1480x900 for the widest) with a synced profile.  The settings come from a
key file, so that nothing of the person's is read or written.  Leaves NAME-LOOK-SIZE-STATE.png in DIR.
"""
import argparse
import os
import shutil
import sys
import tempfile
import time

from driver import App, Failure

LOOKS = {"light-pink": ("light", "pink"), "dark-pink": ("dark", "pink"), "light-blue": ("light", "blue"), "dark-blue": ("dark", "blue")}
SIZES = {"360": (360, 640), "800": (800, 700), "1280": (1180, 760), "1400": (1400, 840)}
#: Everything in two looks; the other two only where the accent shows.
PLAN = [("light-pink", size) for size in SIZES] + [("dark-pink", "1280"), ("dark-pink", "360"), ("light-blue", "1280"), ("dark-blue", "1280"),
                                                   ("dark-blue", "800"), ("dark-blue", "1400")]


def settings(folder, look, size, extra=()):
    scheme, accent = LOOKS[look]
    width, height = SIZES[size]
    os.makedirs(f"{folder}/glib-2.0/settings", exist_ok=True)
    with open(f"{folder}/glib-2.0/settings/keyfile", "w", encoding="utf-8") as file:
        file.write(f"[io/github/alpenpost/Alpenpost]\naccent='{accent}'\ncolor-scheme='{scheme}'\nwindow-width={width}\nwindow-height={height}\n")
        file.writelines(f"{line}\n" for line in extra)


def shot(app, name):
    path = app.picture("x")
    if os.path.exists(path):
        os.rename(path, f"{app.out}/{name}.png")


def states(app, name, steps):
    for step, act in steps:
        try:
            act(app)
            shot(app, f"{name}-{step}")
        except Failure as failure:
            print(f"not ok - {name}-{step}: {failure}")


def open_message(subject):
    def act(app):
        if not app.all("list item", subject):
            back(app)
        app.select(app.find("list item", subject))
        time.sleep(1.2)
    return act


def back(app):
    app.key("Escape")
    time.sleep(0.5)


def search(text):
    def act(app):
        app.key("ctrl+f")
        time.sleep(0.3)
        app.type_into(app.find(("text", "entry", "search box"), "Search mail"), text)
        time.sleep(1.2)
    return act


STEPS = [
    ("inbox", lambda app: app.find("list item", "Welcome to the valley", seconds=40)),
    ("html", open_message("Welcome to the valley")),
    ("plain", open_message("the Höhenweg")),
    ("table", open_message("Photos and a table")),
    ("back", back),
    ("search", search("valley is:unread")),
    ("search-none", search("qqqqzzzz")),
    ("search-empty", search("")),
    ("closed", back),
    ("commands", lambda app: app.key("ctrl+k")),
]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", required=True)
    parser.add_argument("--app", default="alpenpost")
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()
    os.makedirs(arguments.out, exist_ok=True)
    config = tempfile.mkdtemp()
    os.environ.update(GSETTINGS_BACKEND="keyfile", XDG_CONFIG_HOME=config)
    for look, size in PLAN:
        name = f"{size}-{look}"
        if arguments.only not in name:
            continue
        settings(config, look, size)
        app = App([arguments.app], arguments.out)
        states(app, name, STEPS)
        app.process.terminate()
        app.process.wait(20)
    shutil.rmtree(config)
    return 0


if __name__ == "__main__":
    sys.exit(main())
