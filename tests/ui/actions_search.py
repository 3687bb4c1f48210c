# SPDX-License-Identifier: GPL-3.0-or-later
"""actions_search.py: steps of actions.py about searching: as one types, chips, scope, recent and kept searches, and back."""
import time

from driver import Failure, until
from steps import PHOTOS, PLAN, WELCOME, leaves, on_server, step, undo


def rows(app):
    return app.all("list item", "", app.find("list", "Messages"))


def field(app):
    return app.find(("text", "entry", "search box"), "Search mail")


def search(app, text):
    app.key("ctrl+f")
    app.type_into(field(app), text)
    return until(f"results for {text}", lambda: app.all("label", "Search") and rows(app))


def leave_search(app):
    """The way back restores the list, the message and the focus: a key pressed meanwhile means what is there then."""
    app.key("Escape")
    time.sleep(1)


@step
def search_as_one_types(app):
    app.select(app.find("list item", PLAN))
    app.key("ctrl+f")
    app.picture("search-empty")
    app.type("vall")
    app.find("list item", WELCOME)
    app.gone("list item", PHOTOS)
    app.type("ey")
    app.picture("search-results")
    leave_search(app)
    # Back to where one was: the list, and what was open.
    app.find("list item", PHOTOS)
    until("the open message again", lambda: app.all("heading", PLAN))


@step
def search_chips(app):
    app.key("ctrl+f")
    app.press("button", "Attachment")
    until("only rows with attachments",
          lambda: rows(app) and all("has attachment" in row.get_name() for row in rows(app)))
    app.type_into(field(app), "from:car")
    app.press("button", "Carol")
    until("only Carol's", lambda: rows(app) and all("Carol" in row.get_name() for row in rows(app)))
    app.picture("search-chips")
    leave_search(app)
    app.find("list item", WELCOME)


@step
def search_scope(app):
    app.select(app.find("list item", "Receipts"))
    app.find("label", "Nothing Here")
    app.key("ctrl+f")
    app.type_into(field(app), "valley")
    app.find("list item", WELCOME)
    app.press(("radio button", "toggle button"), "This Folder")
    app.find("label", "No Results")
    app.press(("radio button", "toggle button"), "Everywhere")
    app.find("list item", WELCOME)
    leave_search(app)
    app.select(app.find("list item", "Inbox"))
    app.find("list item", PHOTOS)


@step
def search_actions(app):
    search(app, "table")
    app.key("Return")
    app.select(app.find("list item", PHOTOS))
    app.key("a")
    leaves_search(app)
    app.press("button", "Undo")
    until(f"{PHOTOS} back in the inbox", lambda: on_server("INBOX", "SUBJECT", "Photos"))
    leave_search(app)
    app.find("list item", WELCOME)


def leaves_search(app):
    """An archived message is still found: it is elsewhere, not gone."""
    until("in the archive", lambda: on_server("Archive", "SUBJECT", "Photos"))
    app.find("list item", PHOTOS)


@step
def recent_searches(app):
    search(app, "höhenweg")
    app.key("Return")
    leave_search(app)
    app.key("ctrl+f")
    app.find("list item", "höhenweg", app.find("list", "Recent Searches"))
    app.picture("search-recent")
    app.key("Down", "Return")
    app.find("list item", PLAN)
    leave_search(app)


@step
def kept_search(app):
    search(app, "subject:plan")
    app.press("button", "Keep This Search")
    dialog = app.find(("dialog", "alert"), "Keep Search")
    app.type_into(app.find(("text", "entry"), "Name", dialog), "Plans")
    app.press("button", "Keep", dialog)
    app.find("list item", "Plans")
    leave_search(app)
    app.select(app.find("list item", "Plans"))
    app.find("label", "subject:plan")
    app.find("list item", PLAN)
    if app.all("list item", PHOTOS):
        raise Failure("a kept search shows other messages")
    app.picture("search-kept")
    app.select(app.find("list item", "Inbox"))
    app.find("list item", WELCOME)
