#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""write.py --out DIR [--only TEXT]: what there is around a mail being written, in the real program.

Identities and signatures, answers in the conversation and in a window, redirecting, notes while writing,
templates, header fields, earlier versions, sending later.  Each step goes through the accessibility tree and leaves pictures; what was sent is read back
from the server by Python's parser.  Runs under tests/ui/headless with the lab's servers, as round.py does.
"""
import argparse
import os
import sys
import time
import traceback

from compose import bold, chips, done, fetch, open_composer, png, text_of, window_of
from driver import App, Atspi, Failure, until


SAID = ("notification", "alert", "label")  # roles of what the bar says


def menu(app, window, *letters):
    """Opens the composer's menu and chooses by the letters that are underlined: GTK gives its items no name."""
    button = app.find("button", "More", window)
    app.click(next(node for node in app.walk(button) if node.get_role_name() == "toggle button"))
    time.sleep(0.8)
    for letter in letters:
        app.key(letter)
        time.sleep(0.8)


def focused(app, below):
    for node in app.walk(below):
        if node.get_state_set().contains(Atspi.StateType.FOCUSED):
            return f"{node.get_role_name()} {node.get_name()}"
    return ""


def tab_to(app, below, name, key="Tab"):
    """Goes on with Tab until the element with that name has the focus: everything can be reached so."""
    seen = []
    for _ in range(30):
        now = focused(app, below)
        if name in now:
            return
        seen.append(now)
        app.key(key)
        time.sleep(0.15)
    raise Failure(f"“{name}” is not reached by {key}: {seen}")


def to_text(app, window):
    """From a field to the text, by Tab; WebKit names neither."""
    app.find(("text", "entry"), "Message text", window)
    for _ in range(8):
        if focused(app, window) == "panel ":
            time.sleep(0.3)
            return
        app.key("Tab")
        time.sleep(0.5)
    raise Failure(f"the text is not reached by Tab, but {focused(app, window)}")


def choose(app, below, name, position):
    """Chooses the nth entry of a drop-down, by keys."""
    tab_to(app, below, name)
    app.key("space")
    time.sleep(0.4)
    app.key("Home", *["Down"] * position, "Return")
    time.sleep(0.3)


def leave(app, window):
    """Closes a composer by its own key."""
    app.key("ctrl+w")
    app.gone("button", "Send", seconds=10)


def identities(app, out):
    """An alias with a signature of its own that holds an image; From changes the signature; sent as it stands."""
    window = open_composer(app)
    app.type("bob@mail.test,")
    menu(app, window, "g", "i")
    dialog = app.find("dialog", "Identities and Signatures", window)
    app.picture("identities-empty")
    app.press("button", "Add Signature", dialog)
    app.type_into(app.find(("text", "entry"), "Name", dialog), "Work")
    app.find(("text", "entry"), "Message text", dialog)
    bold(app, dialog, True)
    app.type("Alice Alpen")
    app.press("button", "Insert Image", dialog)
    time.sleep(1)
    app.type(f"{out}/logo.png")
    app.key("Return")
    app.find(("image", "icon"), "logo.png", dialog)
    app.picture("signature")
    app.press("button", "Back", dialog)
    app.find("list item", "Work", dialog)
    app.press("button", "Add Signature", dialog)
    app.type_into(app.find(("text", "entry"), "Name", dialog), "Club")
    app.press("toggle button", "HTML", dialog)
    time.sleep(0.5)
    app.type_into(app.find(("text", "entry"), "HTML code", dialog), "<p>The <i>Mountain Club</i></p><script>alert(1)</script>")
    app.picture("signature-html")
    app.press("button", "Back", dialog)
    app.find("list item", "Club", dialog)
    app.press("button", "Add Identity", dialog)
    time.sleep(0.5)
    app.type_into(app.find(("text", "entry"), "Name", dialog), "Mountain Club")
    app.type_into(app.find(("text", "entry"), "Address", dialog), "alice+club@mail.test")
    choose(app, dialog, "In New Messages", 2)
    app.picture("identity")
    app.press("button", "Back", dialog)
    app.find("list item", "Mountain Club", dialog)
    app.picture("identities")
    done("two signatures and an identity are kept")
    tab_to(app, dialog, "list item Alice Alpen")
    app.key("Return")
    time.sleep(0.5)
    choose(app, dialog, "In New Messages", 1)
    app.picture("identity-standard")
    app.press("button", "Close", dialog)
    app.gone("dialog", "Identities and Signatures", window)
    until("Work stands under the text", lambda: "Alice Alpen" in text_of(app, window))
    app.find(("image", "icon"), "logo.png", window)
    app.picture("signed")
    choose(app, window, "From", 1)
    until("Club stands there instead", lambda: "Mountain Club" in text_of(app, window) and "Alice Alpen" not in text_of(app, window))
    app.type_into(app.find(("text", "entry"), "Subject", window), "Signed")
    app.picture("switched")
    choose(app, window, "From", 0)
    until("Work again", lambda: "Alice Alpen" in text_of(app, window) and "Mountain Club" not in text_of(app, window))
    app.click(app.find("button", "Send", window))
    message = until("the mail at Bob's", lambda: fetch("bob", "bobpw", "INBOX", "Signed"), 60)
    html = message.get_body(("html",)).get_content()
    images = [part for part in message.walk() if part.get_content_type() == "image/png"]
    if "Alice Alpen" not in html or "cid:" not in html or "data:" in html or len(images) != 1 or "Mountain" in html or "script" in html:
        raise Failure(f"the signature left wrong: {len(images)} images, {html}")
    done("the signature follows From, and its image leaves as a part")


def select_message(app, subject):
    app.select(app.find("list item", subject))
    app.find("button", "Reply All")
    time.sleep(1.5)


def answer(app, out):
    """An answer in the conversation: left, gone on with, put into a window, sent."""
    select_message(app, "Welcome to the valley")
    app.key("ctrl+r")
    main = window_of(app.find("button", "Send"))
    app.find("label", "Answer to", main)
    app.type("Thank you for the welcome.")
    until("the words", lambda: "Thank you for the welcome" in text_of(app, main))
    app.picture("answer")
    if not app.all("list item", "Welcome to the valley"):
        raise Failure("a letter of the answer acted on the message")
    done("an answer stands in the conversation")
    select_message(app, "Photos and a table")
    app.gone("button", "Send", seconds=10)
    app.find("label", "kept in Drafts")
    select_message(app, "Welcome to the valley")
    app.key("ctrl+r")
    window = window_of(app.find("button", "Send"))
    until("the words are there again", lambda: "Thank you for the welcome" in text_of(app, window))
    done("left without a question, and gone on with")
    app.key("ctrl+Return")
    app.gone("button", "Send", seconds=15)
    message = until("the answer at Bob's", lambda: fetch("bob", "bobpw", "INBOX", "Re: Welcome"), 60)
    original = fetch("alice", "alicepw", "INBOX", "Welcome to the valley")
    if message["In-Reply-To"] != original["Message-ID"] or original["Message-ID"] not in message["References"]:
        raise Failure("the answer belongs to nothing")
    if [a.addr_spec for a in message["To"].addresses] != ["bob@mail.test"]:
        raise Failure(f"To: {message['To']}")
    done("sent, with In-Reply-To and References")


def own_window(app, out):
    """An answer becomes a window and keeps its words."""
    select_message(app, "the Höhenweg")
    app.key("ctrl+r")
    main = window_of(app.find("button", "Send"))
    until("the quote", lambda: "attached to the wall" in text_of(app, main))
    app.type("Only this.")
    until("its words", lambda: "Only this." in text_of(app, main))
    app.press("button", "Open in a Window", main)
    window = until("a window of its own", lambda: next((w for w in map(window_of, app.all("button", "Send")) if w != main), None))
    until("its words there", lambda: "Only this." in text_of(app, window))
    app.picture("window")
    done("an answer got a window of its own and kept its words")
    leave(app, window)


def redirect(app, out):
    """Passed on as it is: sender and Message-ID stay."""
    select_message(app, "Photos and a table")
    app.click(app.find("button", "Reply"))  # the card has the focus of its menu
    app.find("button", "Send")
    app.key("Escape")
    app.gone("button", "Send", seconds=10)
    card_menu(app, "e")
    dialog = app.find("dialog", "Redirect Message")
    app.type("carol@mail.test,")
    app.picture("redirect")
    app.press("button", "Redirect", dialog)
    app.gone("dialog", "Redirect Message")
    message = until("the message at Carol's", lambda: fetch("carol", "carolpw", "INBOX", "Photos and a table"), 60)
    original = fetch("alice", "alicepw", "INBOX", "Photos and a table")
    if message["Message-ID"] != original["Message-ID"] or message["From"] != original["From"] or "alice@mail.test" not in message["Resent-From"]:
        raise Failure(f"{message['From']}, resent from {message['Resent-From']}")
    done("redirected")


def card_menu(app, *letters):
    button = app.find("button", "Message Menu")
    app.click(next(node for node in app.walk(button) if node.get_role_name() == "toggle button"))
    time.sleep(0.8)
    for letter in letters:
        app.key(letter)
        time.sleep(0.8)


def notes(app, out):
    """What is said while writing is quiet, can be hidden, and does not come again."""
    window = open_composer(app)
    app.type("noreply@example.org,")
    app.type_into(app.find(("text", "entry"), "Subject", window), "Notes")
    app.find(SAID, "Nobody reads mail to this address", window, seconds=10)
    app.picture("notes")
    app.press("button", "Hide", window)
    app.gone(SAID, "Nobody reads mail", window)
    app.key("Tab")
    time.sleep(4)
    if app.all(SAID, "Nobody reads mail", window):
        raise Failure("what was hidden came again")
    done("a note while writing, hidden for good")
    app.type_into(app.find(("text", "entry"), "Subject", window), "")
    app.click(app.find("button", "Send", window))
    app.find("button", "Send Anyway", window)
    app.picture("asked")
    app.press("button", "Hide", window)
    app.gone("button", "Send Anyway", window)
    done("asked at Send")
    leave(app, window)


def templates(app, out):
    """A text kept as template, used in another mail; header fields and earlier versions."""
    window = open_composer(app)
    app.type("bob@mail.test,")
    tab_to(app, window, "text Subject")
    app.type("Hut booking")
    to_text(app, window)
    app.type("We would like four beds.")
    until("the words", lambda: "four beds" in text_of(app, window))
    menu(app, window, "t", "s")
    app.find(("dialog", "alert"), "Save as Template", window)
    time.sleep(0.5)
    app.key("Return")
    app.find("label", "Template saved", window)
    menu(app, window, "h")
    dialog = app.find("dialog", "Header Fields", window)
    app.type_into(app.find(("text", "entry"), "Name, for example", dialog), "X-Hut")
    app.type_into(app.find(("text", "entry"), "Value", dialog), "Weissmies")
    app.picture("headers")
    app.press("button", "Close", dialog)
    done("a template and a header field")
    time.sleep(2)
    tab_to(app, window, "text Subject")
    to_text(app, window)
    app.key("ctrl+End")
    app.type(" And breakfast.")
    until("more words", lambda: "breakfast" in text_of(app, window))
    time.sleep(2)
    menu(app, window, "v")
    dialog = app.find("dialog", "Earlier Versions", window)
    rows = until("versions", lambda: app.all("list item", "", dialog))
    app.picture("versions")
    if len(rows) < 2:
        raise Failure("no earlier version")
    tab_to(app, dialog, "as it is now")
    app.key("Down", "Return")
    app.find("button", "Use", dialog)
    app.picture("version")
    app.press("button", "Use", dialog)
    app.gone("dialog", "Earlier Versions", window)
    until("the text of before", lambda: "four beds" in text_of(app, window) and "breakfast" not in text_of(app, window))
    done("an earlier version taken back")
    app.click(app.find("button", "Send", window))
    message = until("the mail at Bob's", lambda: fetch("bob", "bobpw", "INBOX", "Hut booking"), 60)
    if message["X-Hut"] != "Weissmies":
        raise Failure(f"X-Hut: {message['X-Hut']}")
    window = open_composer(app)
    menu(app, window, "t", "Down", "Return")
    until("the template's text", lambda: "four beds" in text_of(app, window))
    until("its recipient", lambda: chips(app, window) == ["bob@mail.test"])
    app.picture("template")
    done("the template in another mail")
    leave(app, window)


STEPS = [identities, answer, own_window, redirect, notes, templates]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", required=True)
    parser.add_argument("--app", default="alpenpost")
    parser.add_argument("--only", default=os.environ.get("ALPENPOST_WRITE_ONLY", ""))
    arguments = parser.parse_args()
    os.makedirs(arguments.out, exist_ok=True)
    with open(f"{arguments.out}/logo.png", "wb") as file:
        file.write(png())
    app = None
    try:
        app = App([arguments.app], arguments.out)
        app.find("list item", "Welcome to the valley", seconds=60)
        for step in STEPS:
            if arguments.only in step.__name__:
                step(app, arguments.out)
    except Exception as failure:  # pylint: disable=broad-exception-caught  (whatever it is, the log belongs to it)
        print(f"not ok - {type(failure).__name__}: {failure}", flush=True)
        if app is not None:
            app.picture("failure")
            app.dump()
        if not isinstance(failure, Failure):
            traceback.print_exc(file=sys.stdout)
        with open(f"{arguments.out}/app.log", encoding="utf-8", errors="replace") as log:
            print("".join(log.readlines()[-25:]))
        return 1
    finally:
        if app is not None and app.process.poll() is None:
            app.process.kill()
    done("all of it")
    return 0


if __name__ == "__main__":
    sys.exit(main())
