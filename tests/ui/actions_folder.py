# SPDX-License-Identifier: GPL-3.0-or-later
"""actions_folder.py: steps of actions.py about folders: each entry of their menu, ghosts, and what the server says after."""
import time

from driver import Failure, until
from steps import PHOTOS, WELCOME, mailbox, on_server, server_folders, step


def row(app, name):
    return app.find("list item", name)


def menu(app, name, *keys):
    """The menu of a folder, by keyboard alone: entries have letters."""
    app.focus_folder(name)
    app.key("shift+F10")
    app.find("menu", "")
    time.sleep(0.5)
    app.key(*keys)


def to_list(app):
    """Letters act on messages only while the list has the keyboard: it comes after the folders."""
    if not any(app.focused(item) for item in app.all("list item", "", app.find("list", "Messages"))):
        app.key("F6")
        time.sleep(0.3)


def there(part):
    return any(name.endswith(part) for name in server_folders())


@step
def folder_create_inside(app):
    menu(app, "Work", "n")
    dialog = app.find(("dialog", "alert"), "New Folder")
    app.type_into(app.find(("text", "entry"), "Name", dialog), "Reports")
    app.press("button", "Create", dialog)
    row(app, "Reports")
    until("the folder on the server", lambda: there("Work/Reports") or there("Work.Reports"))


@step
def folder_rename(app):
    menu(app, "Reports", "r")
    dialog = app.find(("dialog", "alert"), "Rename Folder")
    entry = app.find(("text", "entry"), "Name", dialog)
    app.type_into(entry, "a/b")
    if app.find("button", "Rename", dialog).get_state_set().contains(app.sensitive):
        raise Failure("a name with the delimiter is accepted")
    app.type_into(entry, "Berichte")
    app.press("button", "Rename", dialog)
    row(app, "Berichte")
    until("the new name on the server", lambda: there("Berichte") and not there("Reports"))
    app.press("button", "Undo")
    row(app, "Reports")
    until("the old name on the server", lambda: there("Reports") and not there("Berichte"))


@step
def folder_move(app):
    menu(app, "Reports", "m")
    app.find("dialog", "Move to Folder")
    entry = [e for e in app.all(("text", "entry", "search box")) if app.visible(e)][-1]
    app.type_into(entry, "receipts")
    app.key("Return")
    until("moved on the server", lambda: there("Receipts/Reports") or there("Receipts.Reports"))
    menu(app, "Reports", "t")
    until("at the top on the server", lambda: "Reports" in server_folders())


@step
def folder_favorite(app):
    menu(app, "Receipts", "f")
    favorites = app.find("list", "Favorites")
    app.find("list item", "Receipts", favorites)
    app.picture("folder-favorite")
    menu(app, "Receipts", "f")
    app.gone("list", "Favorites")


def subscribed():
    imap = mailbox()
    try:
        return [line.decode().rsplit(" ", 1)[-1].strip('"') for line in imap.lsub()[1] if line]
    finally:
        imap.logout()


@step
def folder_subscription(app):
    before = "Receipts" in subscribed()
    menu(app, "Receipts", "u" if before else "s")
    until("the subscription on the server", lambda: ("Receipts" in subscribed()) != before)
    menu(app, "Receipts", "s" if before else "u")
    until("the subscription as before", lambda: ("Receipts" in subscribed()) == before)


@step
def folder_role(app):
    menu(app, "Reports", "a", "Down", "Down", "Down", "Down", "Return")
    app.select(app.find("list item", "Inbox"))
    app.select(app.find("list item", PHOTOS))
    to_list(app)
    app.key("a")
    until("archived into Reports", lambda: on_server("Reports", "SUBJECT", "Photos"))
    app.press("button", "Undo")
    until("back", lambda: on_server("INBOX", "SUBJECT", "Photos"))
    menu(app, "Archive", "a", "Down", "Return")
    row(app, "Reports")


@step
def folder_rebuild(app):
    menu(app, "Inbox", "b")
    app.find("list item", WELCOME, seconds=40)


@step
def folder_empty(app):
    app.select(app.find("list item", "Inbox"))
    app.select(app.find("list item", PHOTOS))
    to_list(app)
    app.key("Delete")
    until("in the trash", lambda: on_server("Trash", "SUBJECT", "Photos"))
    menu(app, "Trash", "e")
    dialog = app.find(("dialog", "alert"), "Empty")
    app.picture("folder-empty")
    app.press("button", "Cancel", dialog)
    app.press("button", "Undo")
    until("back", lambda: on_server("INBOX", "SUBJECT", "Photos"))


@step
def folder_delete(app):
    menu(app, "Reports", "d")
    dialog = app.find(("dialog", "alert"), "Delete")
    app.picture("folder-delete")
    app.press("button", "Delete", dialog)
    app.gone("list item", "Reports")
    until("gone on the server", lambda: not there("Reports"))


@step
def folder_ghost(app):
    imap = mailbox()
    delimiter = imap.list()[1][0].decode().split('"')[1]
    imap.create(f'"Ghost{delimiter}Real"')
    imap.delete('"Ghost"')
    imap.logout()
    app.key("F5")
    row(app, "Real")
    row(app, "Ghost")
    app.picture("folder-ghost")
    app.focus_folder("Real")
    app.key("Up", "shift+F10")
    time.sleep(0.3)
    app.key("d")
    app.press("button", "Delete", app.find(("dialog", "alert"), "Delete"))
    app.gone("list item", "Real")
    until("the real one gone on the server", lambda: not there("Real"))
