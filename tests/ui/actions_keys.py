# SPDX-License-Identifier: GPL-3.0-or-later
"""actions_keys.py: steps of actions.py about the keyboard: commands by name, find, size of text, menus, panes."""
import time

from driver import Failure, until
from steps import PHOTOS, PLAN, WELCOME, on_server, step


@step
def command_palette(app):
    app.select(app.find("list item", PHOTOS))
    app.key("ctrl+k")
    app.find("list item", "Archive", app.find("list", "Commands"))
    app.type("mark unre")
    app.picture("commands")
    until("the command chosen", lambda: app.all("list item", "Mark as Unread", app.find("list", "Commands")))
    app.key("Return")
    until("unread on the server", lambda: on_server("INBOX", "UNSEEN", "SUBJECT", "Photos"))


@step
def context_menu_by_key(app):
    app.select(app.find("list item", WELCOME))
    app.key("j", "shift+F10")
    time.sleep(0.3)
    app.picture("context-menu")
    app.key("Escape")


@step
def find_in_message(app):
    app.select(app.find("list item", PLAN))
    app.find("heading", PLAN)
    app.key("ctrl+shift+f")
    app.type("wall")
    app.picture("find")
    app.key("Escape")
    app.key("ctrl+plus", "ctrl+plus")
    app.picture("zoomed")
    app.key("ctrl+0")


@step
def spoken_rows(app):
    """One stop and one sentence a row: unread, sender, subject, time, attachment."""
    rows = app.all("list item", "", app.find("list", "Messages"))
    said = [row.get_name() for row in rows if PHOTOS in row.get_name()]
    if not said or "Dieter" not in said[0] or "has attachment" not in said[0]:
        raise Failure(f"a row says {said}")
    for row in rows[:5]:
        for index in range(row.get_child_count()):
            if app.focusable(row.get_child_at_index(index)):
                raise Failure(f"more than one stop in {row.get_name()}")
