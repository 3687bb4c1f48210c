#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""accounts.py --out DIR --app PATH: user accounts and addresses as a person uses them.

Switches addresses and user accounts by mouse and key, changes a user account, finds, filters, pauses and colors
addresses, signs out of one user account and removes an address of the other; the rest goes on.  Three addresses in two user
accounts are there (tests/ui/accounts-test).
"""
import argparse
import os
import sys
import tempfile
import time

from driver import App, Atspi, Failure, until

STEPS = []


def step(act):
    STEPS.append(act)
    return act


def button(app, name):
    """A button that opens a menu; its inner part is what can be pressed."""
    node = app.find(("button", "toggle button", "panel"), name)
    return next(child for child in app.walk(node) if child.get_action_iface() and child.get_action_iface().get_n_actions())


def open_menu(app, name):
    app.click(button(app, name))


def focused(app):
    """The name of what has the focus."""
    for node in app.walk():
        if node.get_state_set().contains(Atspi.StateType.FOCUSED) and node.get_role_name() not in ("frame", "window"):
            return node.get_name() or ""
    return ""


def activate(app, name, role="list item", press="Return", keys=("Down", "Tab")):
    """As from the keyboard: through what can have the focus until it has it, then the key."""
    app.find(role, name)
    for turn in range(60):
        if focused(app).startswith(name):
            app.key(press)
            return
        app.key(keys[turn % len(keys)])
        time.sleep(0.1)
    raise Failure(f"{name} never gets the focus; {focused(app)!r} has it")


def shown(app, address):
    app.find(("button", "toggle button", "panel"), f"Address: {address}")


@step
def start(app):
    shown(app, "alice@mail.test")
    app.find(("button", "toggle button", "panel"), "User account: alice Alpen")
    app.picture("start")


@step
def switch_address_by_key(app):
    app.key("ctrl+2")
    shown(app, "bob@mail.test")
    app.key("ctrl+3")  # of the other user account: not reached from here
    time.sleep(0.5)
    shown(app, "bob@mail.test")


@step
def switch_address_by_mouse(app):
    open_menu(app, "Address: bob@mail.test")
    app.find("list item", "All Inboxes")
    app.picture("addresses")
    activate(app, "alice@mail.test")
    shown(app, "alice@mail.test")


@step
def views_over_all(app):
    for name in ("All Inboxes", "All Drafts", "All Sent"):
        open_menu(app, "Address: ")
        activate(app, name)
        shown(app, name)
    app.picture("all-sent")
    app.key("ctrl+1")
    shown(app, "alice@mail.test")


@step
def switch_user_account(app):
    open_menu(app, "User account: ")
    app.find("list item", "Work, carol@mail.test")
    app.picture("user-accounts")
    activate(app, "Work, carol@mail.test")
    shown(app, "carol@mail.test")
    app.find(("button", "toggle button", "panel"), "User account: Work")
    app.picture("work")
    app.key("ctrl+alt+1")
    shown(app, "alice@mail.test")
    app.key("ctrl+alt+2")
    shown(app, "carol@mail.test")


@step
def edit_user_account(app):
    open_menu(app, "User account: Work")
    app.press("button", "Edit This User Account…")
    name = app.find(("text", "entry"), "Name of the User Account")
    app.type_into(name, "Office")
    app.type_into(app.find(("text", "entry"), "Date of Birth"), "31.12.1990")
    app.press("button", "Save")
    app.find(("label", "static", "heading", "button"), "This is not a date")
    app.picture("editor")
    app.type_into(app.find(("text", "entry"), "Date of Birth"), "1990-12-31")
    app.press("button", "Save")
    app.find(("button", "toggle button", "panel"), "User account: Office")


@step
def new_user_account_half_way(app):
    open_menu(app, "User account: ")
    app.press("button", "Add User Account…")
    app.type_into(app.find(("text", "entry"), "Name of the User Account"), "Third")
    app.press("button", "Continue")
    time.sleep(1)
    app.picture("first-address")
    app.key("Escape")
    time.sleep(0.5)
    app.key("Escape")
    time.sleep(0.5)
    open_menu(app, "User account: ")
    app.find("list item", "Office")
    time.sleep(0.5)
    if app.all("list item", "Third"):
        raise Failure("a user account without an address is left")
    app.key("Escape")


@step
def addresses_page(app):
    open_menu(app, "Address: ")
    app.press("button", "Manage Addresses…")
    app.find("list item", "alice@mail.test")
    app.find("list item", "carol@mail.test")
    app.picture("page")
    app.type_into(app.find(("text", "entry"), "Search addresses"), "bob")
    app.gone("list item", "alice@mail.test")
    app.find("list item", "bob@mail.test")
    app.type_into(app.find(("text", "entry"), "Search addresses"), "nobody")
    app.find(("label", "static", "heading"), "No Address Found")
    app.type_into(app.find(("text", "entry"), "Search addresses"), "")
    activate(app, "Select bob@mail.test", "check box", "space", ("Tab",))
    app.find(("label", "static"), "1 selected")
    app.press("button", "Pause")
    until("the word paused", lambda: [n for n in app.walk() if "Paused" in (n.get_description() or "") + (n.get_name() or "")])
    app.picture("chosen")
    app.press("button", "Go On")


@step
def address_details(app):
    activate(app, "bob@mail.test")
    app.find(("label", "static", "heading"), "Recommended Settings")
    app.press(("radio button", "toggle button", "check box"), "Green")
    app.picture("details")
    app.key("Escape")
    time.sleep(0.5)
    app.key("Escape")
    time.sleep(0.5)


@step
def sign_out(app):
    open_menu(app, "User account: Office")
    app.press("button", "Sign Out of This User Account…")
    app.find(("label", "static", "heading"), "Sign Out of “Office”?")
    app.picture("sign-out")
    app.press("button", "Sign Out")
    shown(app, "alice@mail.test")
    app.find(("button", "toggle button", "panel"), "User account: alice Alpen")
    app.picture("after")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", required=True)
    parser.add_argument("--app", default="alpenpost")
    arguments = parser.parse_args()
    os.makedirs(arguments.out, exist_ok=True)
    os.environ.update(GSETTINGS_BACKEND="keyfile", XDG_CONFIG_HOME=tempfile.mkdtemp())
    app = App([arguments.app], arguments.out)
    print(f"1..{len(STEPS)}")
    failed = 0
    for number, act in enumerate(STEPS, 1):
        try:
            act(app)
            print(f"ok {number} - {act.__name__}", flush=True)
        except Failure as failure:
            failed += 1
            print(f"not ok {number} - {act.__name__}: {failure}", flush=True)
            break
    code = app.quit()
    return 1 if failed or code != 0 else 0


if __name__ == "__main__":
    sys.exit(main())
