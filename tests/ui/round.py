#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""round.py --out DIR: one round of the main job in the real program, against the real servers of the lab.

Read (HTML and plain) → reply → the server delivers it → it shows up by itself → star, mark unread, archive, undo →
quit → start again without any server: everything is still there.  Runs under tests/ui/headless with the LAB_*
variables of tests/servers/lab.sh and a profile (ALPENPOST_PROFILE) that has alice@mail.test.  Leaves numbered
pictures, the program's log and, after a failure, the accessibility tree in DIR.
"""
import argparse
import imaplib
import os
import ssl
import subprocess
import sys
import time
import traceback

from driver import App, Failure, until

ANSWER = "Thank you, the picture of the valley is lovely. See you at the hut on Saturday!"
WELCOME, PLAN = "Welcome to the valley", "Plan for the Höhenweg"
STARTED = time.monotonic()


def done(text):
    print(f"ok - {time.monotonic() - STARTED:6.2f} s  {text}", flush=True)


def mailbox():
    """A second client of the same mailbox: what the server itself thinks."""
    trust = ssl.create_default_context(cafile=os.environ["LAB_CA"])
    imap = imaplib.IMAP4_SSL("localhost", int(os.environ["LAB_IMAPS"].split(":")[1]), ssl_context=trust, timeout=20)
    imap.login("alice@mail.test", "alicepw")
    return imap


def on_server(folder, *criteria):
    imap = mailbox()
    try:
        imap.select(folder, readonly=True)
        return imap.uid("SEARCH", *(f'"{word}"' if " " in word else word for word in criteria))[1][0].split()
    finally:
        imap.logout()


def row(app, subject, seconds=None):
    return app.find("list item", subject, seconds=seconds)


def read(app):
    app.select(row(app, WELCOME, seconds=60))
    app.find(("heading", "label"), WELCOME)
    document = app.find(("document web", "document frame"), seconds=30)
    app.find(("heading", "static", "paragraph", "section"), "", document)
    app.picture("html-message")
    done("the HTML message is shown")
    until("the message to be read on the server", lambda: not on_server("INBOX", "UNSEEN", "SUBJECT", "Welcome"))
    done("reading it is known to the server")
    app.select(row(app, "the Höhenweg"))
    app.find("label", "the plan is attached to the wall of the hut")
    app.picture("plain-message")
    done("the plain message is shown")


def answer(app):
    app.select(row(app, WELCOME))
    app.find(("document web", "document frame"), seconds=30)
    app.press("button", "Reply")
    send = app.find("button", "Send")
    window = send
    while window.get_parent().get_role_name() != "application":
        window = window.get_parent()
    app.type_into(app.find(("text", "entry"), "To", window), "Bob Weber <bob@mail.test>, alice@mail.test")
    app.find(("text", "entry"), "Message text", window)
    app.type(ANSWER)
    app.picture("composer")
    app.click(send)
    done("the answer is written and sent")


def arrive(app):
    until("the answer on the server", lambda: on_server("INBOX", "SUBJECT", "Re: Welcome"))
    done("the server delivered it")
    app.find("list item", "Alice", seconds=30)
    app.picture("arrived")
    done("it shows up in the list without a click")
    until("the copy in Sent", lambda: len(on_server("Sent", "SUBJECT", "Re: Welcome")) == 1)
    done("one copy is in Sent")


def act(app):
    app.select(row(app, "the Höhenweg"))
    app.find("label", "the plan is attached to the wall of the hut")
    app.press("button", "Star")
    app.find("list item", "Starred, ")
    until("the star on the server", lambda: on_server("INBOX", "FLAGGED", "SUBJECT", "Plan"))
    done("star")
    # By key: GTK gives the items of a popover menu no name that a screen reader (or this test) could find them by.
    app.key("u")
    app.find("list item", "Unread, Starred, ")
    until("unread on the server", lambda: on_server("INBOX", "UNSEEN", "SUBJECT", "Plan"))
    done("mark unread")
    app.select(row(app, "Photos and a table"))
    app.press("button", "Archive")
    app.gone("list item", "Photos and a table")
    app.picture("archived")
    until("the message in Archive", lambda: on_server("Archive", "SUBJECT", "Photos"))
    done("archive")
    app.press("button", "Undo")
    app.picture("undo")
    row(app, "Photos and a table")
    until("the message back in the inbox", lambda: on_server("INBOX", "SUBJECT", "Photos") and not on_server("Archive", "SUBJECT", "Photos"))
    app.picture("undone")
    done("undo")


def again(app):
    """Started again with every server gone."""
    row(app, "Photos and a table", seconds=30)
    app.find("list item", "Starred, ")
    app.find("list item", "Alice")
    app.select(row(app, WELCOME))
    app.press("button", "Message from Bob Weber")
    app.find(("document web", "document frame"), seconds=30)
    app.picture("offline")
    done("started again offline: the mail, the star and the answer are there")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", required=True)
    parser.add_argument("--app", default="alpenpost")
    arguments = parser.parse_args()
    os.makedirs(arguments.out, exist_ok=True)
    app = None
    try:
        app = App([arguments.app], arguments.out)
        app.find("list item", WELCOME, seconds=60)
        done("the inbox is visible")
        app.picture("inbox")
        for step in (read, answer, arrive, act):
            step(app)
        code = app.quit()
        done(f"quit (code {code})")
        if code != 0:
            raise Failure(f"the program ended with code {code}")
        here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
        subprocess.run([f"{here}/servers/lab.sh", os.environ["LAB_DIR"], "stop"], check=True)
        pictures = app.pictures
        app = App([arguments.app], arguments.out)
        app.pictures = pictures
        again(app)
        code = app.quit()
        if code != 0:
            raise Failure(f"the program ended with code {code}")
    except Exception as failure:  # pylint: disable=broad-exception-caught  (whatever it is, the log belongs to it)
        print(f"not ok - {type(failure).__name__}: {failure}", flush=True)
        if not isinstance(failure, Failure):
            traceback.print_exc(file=sys.stdout)
        with open(f"{arguments.out}/app.log", encoding="utf-8", errors="replace") as log:
            print("".join(log.readlines()[-25:]))
        return 1
    finally:
        if app is not None and app.process.poll() is None:
            app.process.kill()
    done("the whole round")
    return 0


if __name__ == "__main__":
    sys.exit(main())
