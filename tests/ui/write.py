#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""write.py --out DIR [--only TEXT]: what there is around a mail being written, in the real program.

Identities and signatures.  Each step goes through the accessibility tree and leaves pictures; what was sent is read back
from the server by Python's parser.  Runs under tests/ui/headless with the lab's servers, as round.py does.
"""
import argparse
import os
import sys
import time
import traceback

from compose import bold, chips, done, fetch, open_composer, png, text_of, window_of
from driver import App, Atspi, Failure, until


def menu(app, window, *letters):
    """Opens the composer's menu and chooses by the letters that are underlined: GTK gives its items no name."""
    button = app.find("button", "More", window)
    app.click(next(node for node in app.walk(button) if node.get_role_name() == "toggle button"))
    time.sleep(0.5)
    for letter in letters:
        app.key(letter)
        time.sleep(0.4)


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
    menu(app, window, "g")
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


STEPS = [identities]


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
