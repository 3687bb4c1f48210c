#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""sweep.py --out DIR --app PATH [--look LOOK] [--size SIZE] [--text FACTOR] [--rtl] [--contrast] [--still]: every page and dialog, looked through.

Whatever can have the focus has a name (WCAG 4.1.2), on each page and in each dialog of the program; each is pictured on the way.  The
options set the surroundings: look and window as in pictures.py, larger text, right to left, high contrast, no motion.
"""
import argparse
import os
import sys
import tempfile
import time

from driver import App, Atspi, Failure, GLib
from pictures import SIZES, settings

#: What holds others and is not read out by itself.
CONTAINERS = {"application", "frame", "window", "panel", "filler", "scroll pane", "viewport", "list", "list box", "split pane", "dialog", "page tab list", "grouping", "group", "generic", "unknown"}
NAMELESS = []
SIZES.update({"294": (360, 294), "1900": (1900, 900)})


def focusables(app):
    for node in app.walk(limit=40):
        try:
            states = node.get_state_set()
            if states.contains(Atspi.StateType.FOCUSABLE) and states.contains(Atspi.StateType.SENSITIVE) and states.contains(Atspi.StateType.SHOWING):
                yield node
        except GLib.Error:
            continue


def name_of(node):
    return (node.get_name() or "").strip()


def where(node):
    trail = []
    text = node.get_text_iface()
    if text is not None:
        trail.append(f"“{Atspi.Text.get_text(text, 0, 40)}”")
    while node is not None and len(trail) < 5:
        trail.append(f"{node.get_role_name()} {node.get_name() or ''}".strip())
        node = node.get_parent()
    return " < ".join(trail)


def is_webkits_own(app, node):
    """The text view by which a WebKitWebView reads key bindings: beside the page, never to be reached."""
    parent = node.get_parent()
    return node.get_role_name() == "text" and parent is not None and any(child.get_role_name() == "document web" for child in app.walk(parent))


def look_through(app, page):
    time.sleep(0.4)
    count = 0
    for node in focusables(app):
        count += 1
        if node.get_role_name() not in CONTAINERS and not name_of(node) and not is_webkits_own(app, node):
            NAMELESS.append(f"{page}: {where(node)}")
    path = app.picture("x")
    if os.path.exists(path):
        os.rename(path, f"{app.out}/{page}.png")
    return count


def open_menu(app, name):
    node = app.find(("button", "toggle button", "panel"), name)
    app.click(next(child for child in app.walk(node) if child.get_action_iface() and child.get_action_iface().get_n_actions()))
    time.sleep(0.4)


def escape(app, times=1):
    for _ in range(times):
        app.key("Escape")
        time.sleep(0.5)


def window(app):
    app.find("list item", "Welcome to the valley", seconds=60)


def message(app):
    app.select(app.find("list item", "Welcome to the valley"))
    time.sleep(1.5)


def preferences(page):
    def act(app):
        if not app.all(("page tab", "radio button", "toggle button", "button"), "Storage"):
            escape(app, 2)
            app.key("ctrl+comma")
            time.sleep(1)
        tab = next((n for n in app.all(("page tab", "radio button", "toggle button", "button"), page) if n.get_action_iface() and n.get_action_iface().get_n_actions()), None)
        if tab is None:
            raise Failure(f"no way to the page {page}")
        app.click(tab)
        time.sleep(0.5)
    return act


def addresses(app):
    escape(app, 2)
    open_menu(app, "Address: ")
    app.press("button", "Manage Addresses…")


def editor(app):
    escape(app, 2)
    open_menu(app, "User account: ")
    app.press("button", "Edit This User Account…")


def user_accounts(app):
    escape(app, 2)
    open_menu(app, "User account: ")


def add_address(app):
    escape(app, 2)
    open_menu(app, "Address: ")
    app.press("button", "Add Address…")
    time.sleep(0.6)


def shortcuts(app):
    escape(app, 2)
    app.key("ctrl+question")
    time.sleep(0.8)


def composer(app):
    escape(app, 2)
    app.key("ctrl+n")
    time.sleep(2)


PAGES = [
    ("window", window), ("message", message), ("user-accounts", user_accounts), ("account-editor", editor), ("addresses", addresses), ("add-address", add_address),
    *[(f"preferences-{page.lower().replace(' ', '-')}", preferences(page)) for page in ("General", "Appearance", "Message List", "Reading", "Writing", "Notifications", "Accounts", "Storage", "Privacy", "Advanced")],
    ("shortcuts", shortcuts), ("composer", composer),
]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", required=True)
    parser.add_argument("--app", default="alpenpost")
    parser.add_argument("--look", default=os.environ.get("SWEEP_LOOK", "light-pink"))
    parser.add_argument("--size", default=os.environ.get("SWEEP_SIZE", "1280"))
    arguments = parser.parse_args()
    config = tempfile.mkdtemp()
    os.environ.update(GSETTINGS_BACKEND="keyfile", XDG_CONFIG_HOME=config)
    settings(config, arguments.look, arguments.size)
    if os.environ.get("SWEEP_SETTINGS"):
        with open(f"{config}/glib-2.0/settings/keyfile", "a", encoding="utf-8") as file:
            file.write(os.environ["SWEEP_SETTINGS"].replace("\\n", "\n"))
    app = App([arguments.app], arguments.out)
    pages = [(name, act) for name, act in PAGES if os.environ.get("SWEEP_ONLY", "") in name]
    print(f"1..{len(pages)}")
    failed = 0
    for number, (name, act) in enumerate(pages, 1):
        before = len(NAMELESS)
        try:
            act(app)
            count = look_through(app, name)
            bad = NAMELESS[before:]
            failed += bool(bad)
            print(f"{'not ok' if bad else 'ok'} {number} - {name}: {count} can have the focus, {len(bad)} without a name", flush=True)
            for line in bad[:12]:
                print(f"#   {line}", flush=True)
        except Failure as failure:
            failed += 1
            print(f"not ok {number} - {name}: {failure}", flush=True)
            escape(app, 3)
    code = app.quit()
    return 1 if failed or code != 0 else 0


if __name__ == "__main__":
    sys.exit(main())
