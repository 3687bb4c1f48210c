# SPDX-License-Identifier: GPL-3.0-or-later
"""steps.py: what the step files of actions.py share: the list of steps, the server's side, Undo."""
import imaplib
import os
import ssl

from driver import until

WELCOME, PLAN, PHOTOS = "Welcome to the valley", "Plan for the Höhenweg", "Photos and a table"
STEPS = []


def step(function):
    STEPS.append(function)
    return function


def mailbox():
    trust = ssl.create_default_context(cafile=os.environ["LAB_CA"])
    imap = imaplib.IMAP4_SSL("localhost", int(os.environ["LAB_IMAPS"].split(":")[1]), ssl_context=trust, timeout=20)
    imap.login("alice@mail.test", "alicepw")
    return imap


def on_server(folder, *criteria):
    imap = mailbox()
    try:
        if imap.select(f'"{folder}"', readonly=True)[0] != "OK":
            return []
        return imap.uid("SEARCH", *criteria)[1][0].split()
    finally:
        imap.logout()


def server_folders():
    imap = mailbox()
    try:
        return [line.decode().rsplit(" ", 1)[-1].strip('"') for line in imap.list()[1]]
    finally:
        imap.logout()


def undo(app, subject):
    app.press("button", "Undo")
    app.find("list item", subject)
    until(f"{subject} back in the inbox", lambda: on_server("INBOX", "SUBJECT", subject.split()[0]))


def leaves(app, subject, folder):
    app.gone("list item", subject)
    until(f"{subject} in {folder}", lambda: on_server(folder, "SUBJECT", subject.split()[0]))
