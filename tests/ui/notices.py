#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""notices.py --out DIR [--app PATH] [--only TEXT] [--pictures]: what the program says about messages, and what its buttons do.

Runs like actions.py, with the messages of notices_mail.py.  Each button is asked of the window and of the server: an
answer to an invitation and a receipt must arrive as mail, and nothing may leave without a click.  --pictures instead
opens each message in several looks and sizes and leaves pictures.
"""
import argparse
import email
import imaplib
import os
import ssl
import sys
import tempfile
import time
import traceback

import notices_mail
from driver import App, Atspi, Failure, until

STEPS = []


def step(function):
    STEPS.append(function)
    return function


def mailbox(user="alice", password="alicepw"):
    trust = ssl.create_default_context(cafile=os.environ["LAB_CA"])
    imap = imaplib.IMAP4_SSL("localhost", int(os.environ["LAB_IMAPS"].split(":")[1]), ssl_context=trust, timeout=20)
    imap.login(f"{user}@mail.test", password)
    return imap


def arrived(user, subject):
    """The messages of another mailbox with this subject."""
    imap = mailbox(user, f"{user}pw")
    try:
        imap.select("INBOX", readonly=True)
        return [email.message_from_bytes(imap.fetch(number, "(RFC822)")[1][0][1]) for number in imap.search(None, "SUBJECT", f'"{subject}"')[1][0].split()]
    finally:
        imap.logout()


def on_server(folder, *criteria):
    imap = mailbox()
    try:
        return imap.uid("SEARCH", *criteria)[1][0].split() if imap.select(folder, readonly=True)[0] == "OK" else []
    finally:
        imap.logout()


def deliver():
    imap = mailbox()
    imap.create("Sent")
    for subject, source in notices_mail.messages().items():
        own = source.startswith(b"From: Alice")
        imap.append("Sent" if own else "INBOX", "(\\Seen)" if own else "", None, source)
    imap.logout()


def open_row(app, subject):
    app.select(app.find("list item", subject, seconds=60))
    app.find("heading", subject)


def close_composer(app):
    window = until("a composer", lambda: [button for button in app.all("button", "Send") if button.get_name() == "Send"])[0]
    while window.get_parent().get_role_name() != "application":
        window = window.get_parent()
    app.click([button for button in app.all("button", "Close", window) if button.get_name() == "Close"][-1])
    until("the end of the composer", lambda: not [button for button in app.all("button", "Send") if button.get_name() == "Send"])


@step
def suspicious(app):
    open_row(app, "Your account is limited")
    app.find("label", "This message may be trying to deceive you.")
    app.find("label", "leads somewhere else")
    app.find("label", "Forged?")
    app.press("button", "Report as Spam")
    app.gone("list item", "Your account is limited")
    until("the message in Junk", lambda: on_server("Junk", "SUBJECT", "limited"))


@step
def newsletter(app):
    open_row(app, "News from the valley")
    app.find("label", "1 remote image blocked")
    app.find("label", "1 tracker blocked")
    app.find("button", "Always for This Sender")
    app.find("label", "External")
    app.press("button", "Unsubscribe…")
    app.find("button", "Send")
    entry = app.find(("text", "entry"), "Subject")
    until("the prepared message", lambda: Atspi.Text.get_text(entry.get_text_iface(), 0, -1) == "leave")
    close_composer(app)


@step
def receipt(app):
    open_row(app, "Please confirm")
    app.find("label", "The sender would like to know")
    time.sleep(1)
    if arrived("bob", "Read:"):
        raise Failure("a confirmation left by itself")
    app.press("button", "Send Confirmation")
    app.gone("label", "The sender would like to know")
    parts = until("the confirmation to arrive", lambda: arrived("bob", "Read: Please confirm"))[0]
    if parts.get_content_type() != "multipart/report" or "manual-action/MDN-sent-manually; displayed" not in parts.as_string():
        raise Failure(f"the confirmation is {parts.get_content_type()}")
    until("the keyword on the server", lambda: on_server("INBOX", "KEYWORD", "$MDNSent"))
    open_row(app, "Offer for the hut")
    open_row(app, "Please confirm")
    time.sleep(0.5)
    if app.all("label", "The sender would like to know"):
        raise Failure("it is asked again")


@step
def winmail(app):
    open_row(app, "Offer for the hut")
    app.find("label", "winmail.dat. It was unpacked for you.")
    app.find("button", "Open: Offer for the hut.txt")
    app.find(("document web", "document frame"))
    app.press("button", "Tell the Sender How to Stop It")
    app.find("button", "Send")
    close_composer(app)


@step
def reaction(app):
    app.select(app.find("list item", "Reaction"))
    app.press("button", "Message from Bob Weber")
    app.find("label", "Reaction: 👍")


@step
def bounce(app):
    open_row(app, "Undelivered Mail Returned to Sender")
    app.find("label", "nobody@berg.test: This address does not exist.")
    app.press("button", "Show the Message")
    app.find(("frame", "window"), "Attached Message")
    app.find("label", "Two beds, please.")
    app.key("Escape")
    app.gone(("frame", "window"), "Attached Message")
    app.press("button", "Edit and Send Again")
    app.find("button", "Send")
    close_composer(app)


@step
def invitation(app):
    open_row(app, "Hut meeting cancelled by a stranger")
    app.find("label", "This message cancels an event that you have not answered.")
    if app.all("button", "Accept"):
        raise Failure("a cancelled event can be accepted")
    app.select(app.find("list item", "Hut meeting, Please come") if app.all("list item", "Hut meeting, Please come") else [i for i in app.all("list item", "Hut meeting") if "stranger" not in i.get_name()][0])
    app.find("label", "Invited by Carol")
    app.find("label", "Mountain hut, first floor")
    app.find("label", "Bob Weber (accepted)")
    app.press("button", "Accept")
    app.find("label", "You have accepted.")
    answer = until("the answer to arrive", lambda: arrived("carol", "Accepted: Hut meeting"))[0]
    text = "".join(part.get_payload(decode=True).decode() for part in answer.walk() if part.get_content_type() == "text/calendar").replace("\r\n ", "")
    if "METHOD:REPLY" not in text or "PARTSTAT=ACCEPTED" not in text or "alice@mail.test" not in text:
        raise Failure(f"the answer says {text}")
    open_row(app, "Hut meeting cancelled by a stranger")
    app.find("label", "Only the organizer can cancel this event")


def drive(arguments):
    app, failed, done = App([arguments.app], arguments.out), 0, 0
    for function in STEPS:
        if arguments.only not in function.__name__:
            continue
        started = time.monotonic()
        try:
            function(app)
            done += 1
            print(f"ok - {time.monotonic() - started:5.2f} s  {function.__name__}", flush=True)
        except Exception as failure:  # pylint: disable=broad-exception-caught  (the others are to run all the same)
            failed += 1
            print(f"not ok - {function.__name__}: {type(failure).__name__}: {failure}", flush=True)
            if not isinstance(failure, Failure):
                traceback.print_exc(file=sys.stdout)
            app.picture(f"failed-{function.__name__}")
            if app.process.poll() is not None:
                break
            app.key("Escape")
    code = app.quit() if app.process.poll() is None else app.process.returncode
    print(f"{done} done, {failed} failed, the program ended with code {code}")
    return 1 if failed or code != 0 else 0


def pictures(arguments):
    from pictures import settings
    config = tempfile.mkdtemp()
    os.environ.update(GSETTINGS_BACKEND="keyfile", XDG_CONFIG_HOME=config)
    for look, size in (("light-pink", "1280"), ("dark-pink", "1280"), ("light-blue", "360"), ("dark-blue", "360")):
        settings(config, look, size)
        app = App([arguments.app], arguments.out)
        for number, subject in enumerate(notices_mail.messages()):
            if subject == "Beds for Saturday" or arguments.only not in subject:
                continue
            if not app.all("list item", subject):
                app.key("Escape")
            open_row(app, subject)
            time.sleep(0.7)
            os.rename(app.picture("x"), f"{arguments.out}/{size}-{look}-{number}.png")
        app.process.terminate()
        app.process.wait(20)
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", required=True)
    parser.add_argument("--app", default="alpenpost")
    parser.add_argument("--only", default="")
    parser.add_argument("--deliver", action="store_true")
    parser.add_argument("--pictures", action="store_true")
    arguments = parser.parse_args()
    os.makedirs(arguments.out, exist_ok=True)
    if arguments.deliver:
        deliver()
        return 0
    return pictures(arguments) if arguments.pictures else drive(arguments)


if __name__ == "__main__":
    sys.exit(main())
