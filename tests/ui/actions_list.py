# SPDX-License-Identifier: GPL-3.0-or-later
"""actions_list.py: steps of actions.py about rows: keys, selection, filters, moving."""
from driver import Failure, until
from steps import PHOTOS, PLAN, WELCOME, leaves, on_server, server_folders, step, undo


@step
def archive_by_key(app):
    app.select(app.find("list item", PHOTOS))
    app.key("a")
    leaves(app, PHOTOS, "Archive")
    undo(app, PHOTOS)


@step
def trash_by_key(app):
    app.select(app.find("list item", PHOTOS))
    app.key("Delete")
    leaves(app, PHOTOS, "Trash")
    undo(app, PHOTOS)


@step
def spam_by_key(app):
    app.select(app.find("list item", PHOTOS))
    app.key("exclam")
    leaves(app, PHOTOS, "Junk")
    undo(app, PHOTOS)


@step
def star_and_unstar(app):
    app.select(app.find("list item", PLAN))
    app.key("s")
    app.find("list item", "Starred, Carol")
    until("the star on the server", lambda: on_server("INBOX", "FLAGGED", "SUBJECT", "Plan"))
    app.key("s")
    until("no star on the server", lambda: not on_server("INBOX", "FLAGGED", "SUBJECT", "Plan"))


@step
def unread_and_read(app):
    app.select(app.find("list item", PLAN))
    until("read", lambda: not on_server("INBOX", "UNSEEN", "SUBJECT", "Plan"))
    app.key("u")
    app.find("list item", "Unread, Carol")
    until("unread on the server", lambda: on_server("INBOX", "UNSEEN", "SUBJECT", "Plan"))


@step
def next_and_previous(app):
    app.select(app.find("list item", WELCOME))
    app.find(("heading", "label"), WELCOME)
    app.key("j")
    app.find("heading", "Photos", seconds=5)
    app.key("k")
    app.find("heading", WELCOME, seconds=5)


@step
def move_with_search(app):
    app.select(app.find("list item", PHOTOS))
    app.key("m")
    app.find("list item", "Receipts")
    entry = [e for e in app.all(("text", "entry", "search box")) if app.visible(e)][-1]
    app.type_into(entry, "recei")
    app.gone("list item", "Archive", app.find("dialog", "Move to Folder"))
    app.picture("move")
    app.key("Return")
    leaves(app, PHOTOS, "Receipts")
    undo(app, PHOTOS)


@step
def several(app):
    app.select(app.find("list item", PHOTOS))
    app.select(app.find("list item", PLAN), add=True)
    app.find("label", "2 Selected")
    app.picture("several")
    app.press("button", "Archive Selected")
    app.gone("list item", PHOTOS)
    leaves(app, PLAN, "Archive")
    app.find("label", "2 messages archived")
    undo(app, PLAN)
    app.find("list item", PHOTOS)


@step
def select_all_and_leave(app):
    app.select(app.find("list item", WELCOME))
    app.key("ctrl+a")
    app.find("label", "What you do now is done with all of them.")
    selected = next(label.get_name() for label in app.all("label", " Selected") if label.get_name()[0].isdigit())
    if int(selected.split()[0]) < 5:
        raise Failure(f"all rows give “{selected}”")
    app.picture("all")
    app.key("Escape")
    app.gone("label", selected)


@step
def selection_mode(app):
    app.press("button", "Select Messages")
    app.find("label", "0 Selected")
    app.key("space")
    app.find("label", "1 Selected")
    app.press("button", "Leave Selection")
    app.gone("label", "1 Selected")


@step
def filters(app):
    app.press("toggle button", "Starred")
    app.gone("list item", WELCOME)
    rows = app.all("list item", "", app.find("list", "Messages"))
    if not rows or not all("Starred" in row.get_name() for row in rows):
        raise Failure(f"the filter shows {[row.get_name() for row in rows]}")
    app.picture("filtered")
    app.press("toggle button", "Starred")
    app.find("list item", WELCOME)


@step
def folders(app):
    app.press("button", "New Folder")
    dialog = app.find(("dialog", "alert"), "New Folder")
    app.type_into(app.find(("text", "entry"), "Name", dialog), "Höhenwege 2026")
    app.picture("new-folder")
    app.press("button", "Create", dialog)
    app.find("list item", "Höhenwege 2026")
    until("the folder on the server", lambda: any("2026" in name for name in server_folders()))
    app.press("button", "Undo")
    app.gone("list item", "Höhenwege 2026")
    until("no such folder on the server", lambda: not any("2026" in name for name in server_folders()))


@step
def another_folder(app):
    app.select(app.find("list item", "Trash"))
    app.find("label", "Trash Is Empty", seconds=8)
    app.picture("trash")
    app.select(app.find("list item", "Inbox"))
    app.find("list item", WELCOME)
