#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""compose.py --out DIR: a mail is written in the real program as a person does, and read back from the server.

Chips by keys, a pasted list, a doubled and a wrong recipient, bold, a list, a quote, an image, an attachment, a draft that
survives kill -9, sending, and what Python's own parser finds in what was delivered.  Runs under tests/ui/headless with the
lab's servers, as round.py does.
"""
import argparse
import email
import email.policy
import imaplib
import os
import signal
import ssl
import struct
import sys
import time
import traceback
import zlib

from driver import App, Atspi, Failure, until

SUBJECT = "Über die Hohe"
STARTED = time.monotonic()


def done(text):
    print(f"ok - {time.monotonic() - STARTED:6.2f} s  {text}", flush=True)


def mailbox(user="alice", password="alicepw"):
    trust = ssl.create_default_context(cafile=os.environ["LAB_CA"])
    imap = imaplib.IMAP4_SSL("localhost", int(os.environ["LAB_IMAPS"].split(":")[1]), ssl_context=trust, timeout=20)
    imap.login(f"{user}@mail.test", password)
    return imap


def fetch(user, password, folder, subject):
    """The newest message of the folder with that subject, parsed; None when there is none."""
    imap = mailbox(user, password)
    try:
        imap.select(folder, readonly=True)
        found = imap.search(None, "SUBJECT", f'"{subject}"')[1][0].split()
        if not found:
            return None
        raw = imap.fetch(found[-1].decode(), "(BODY.PEEK[])")[1][0][1]
        return email.message_from_bytes(raw, policy=email.policy.default)
    finally:
        imap.logout()


def window_of(node):
    while node.get_parent().get_role_name() != "application":
        node = node.get_parent()
    return node


def open_composer(app):
    app.key("ctrl+n")
    time.sleep(2)
    if not app.all("button", "Send"):
        app.key("ctrl+n")  # the window was there, but did not have the keyboard yet
    send = app.find("button", "Send")
    return window_of(send)


def chips(app, window):
    return [node.get_name() for node in app.all("button", "@", window) if "Remove" not in (node.get_name() or "")]


def write(app, out):
    window = open_composer(app)
    app.picture("empty")
    done("a composer is open")
    app.type("bob@mail.test,")
    until("a chip for bob", lambda: chips(app, window) == ["bob@mail.test"])
    app.type('"Muller, Ana" <ana@example.org>;')
    until("a name with a comma", lambda: "Muller, Ana, ana@example.org" in chips(app, window))
    app.type("bob@mail.test,")
    app.find("label", "already a recipient", seconds=5)
    app.key("BackSpace", "BackSpace")
    until("Ana removed by Backspace", lambda: chips(app, window) == ["bob@mail.test"])
    app.type("nobody")
    app.key("Return")
    app.find("button", "nobody: this is not an address", window)
    app.picture("chips")
    app.key("BackSpace", "BackSpace")
    app.gone("button", "nobody: this is not an address", window)
    done("recipients are chips; a double and a wrong one are told")
    app.type_into(app.find(("text", "entry"), "To", window), "Alice Alpen <alice@mail.test>, carol@example.org\n")
    until("a pasted list", lambda: len(chips(app, window)) == 3)
    for name in ("Alice Alpen", "carol@example.org"):
        app.press("button", f"Remove {name}", window)
    until("the others removed by their buttons", lambda: chips(app, window) == ["bob@mail.test"])
    subject = app.find(("text", "entry"), "Subject", window)
    app.type_into(subject, SUBJECT)
    app.key("Tab", "Tab", "Tab")
    return window


def text_of(app, window):
    """All words of the editor's page, as a screen reader meets them."""
    editor = app.find(("text", "entry"), "Message text", window)
    words = []
    for node in app.walk(editor):
        if node.get_text_iface() is not None:
            words.append(Atspi.Text.get_text(node, 0, Atspi.Text.get_character_count(node)))
    return " ".join(words)


def bold(app, window, on):
    """The page answers with what holds at the cursor; a person waits for that too."""
    app.press("toggle button", "Bold", window)
    time.sleep(0.4)
    button = app.find("toggle button", "Bold", window)
    until(f"bold {on}", lambda: button.get_state_set().contains(Atspi.StateType.PRESSED) == on)


def fill(app, window, out):
    app.find(("text", "entry"), "Message text", window)
    app.type("Hello Bob,")
    app.key("Return")
    bold(app, window, True)
    app.type("see you")
    bold(app, window, False)
    app.type(" on Saturday.")
    app.key("Return")
    app.type("- rope")
    app.key("Return")
    app.type("boots")
    app.key("Return", "Return")
    app.type("The plan is attached.")
    app.find("list", "", window)
    app.picture("text")
    done("text with bold and a list")
    for key, name in (("ctrl+shift+a", "plan.txt"), (None, "hut.png")):
        if key:
            app.key(key)
        else:
            app.press("button", "Insert Image", window)
        time.sleep(1.0)
        app.type(f"{out}/{name}")
        app.key("Return")
        if name == "plan.txt":
            app.find("button", "Remove: plan.txt", window)
    app.find(("image", "icon"), "hut.png", window)
    app.picture("attached")
    done("a file and an image")


def killed(app, arguments):
    """Everything typed more than three seconds before kill -9 is there again."""
    window = app.find("button", "Send")
    time.sleep(3)
    os.kill(app.process.pid, signal.SIGKILL)
    app.process.wait(10)
    pictures = app.pictures
    app = App([arguments.app], arguments.out)
    app.pictures = pictures
    app.press("button", "Continue")
    window = window_of(app.find("button", "Send", seconds=30))
    app.find("button", "Remove: plan.txt", window)
    until("the text is there again", lambda: "The plan is attached" in text_of(app, window))
    app.find(("image", "icon"), "hut.png", window)
    until("the recipients", lambda: chips(app, window) == ["bob@mail.test"])
    app.picture("continued")
    done("killed and continued: text, image, file and recipient are there")
    return app, window


def send(app, window):
    app.type_into(app.find(("text", "entry"), "Subject", window), "")
    app.click(app.find("button", "Send", window))
    app.find("button", "Send Anyway", window)
    app.picture("checks")
    done("a mail without a subject is asked about")
    app.press("button", "Write Subject", window)
    app.type_into(app.find(("text", "entry"), "Subject", window), SUBJECT)
    app.click(app.find("button", "Send", window))
    app.find("label", "Sending in 10 seconds")
    app.picture("sending")
    app.press("button", "Undo")
    window = window_of(app.find("button", "Send", seconds=30))
    until("the text is back", lambda: "The plan is attached" in text_of(app, window))
    time.sleep(0.5)
    if fetch("bob", "bobpw", "INBOX", "Hohe") is not None:
        raise Failure("taken back, and sent all the same")
    done("taken back within ten seconds")
    app.click(app.find("button", "Send", window))
    app.gone("button", "Send", seconds=5)
    message = until("the mail at Bob's", lambda: fetch("bob", "bobpw", "INBOX", "Hohe"), 60)
    done("sent and delivered")
    html = message.get_body(("html",)).get_content()
    text = message.get_body(("plain",)).get_content()
    names = [part.get_filename() for part in message.iter_attachments()]
    checks = {
        "subject": message["Subject"] == SUBJECT,
        "to": [a.addr_spec for a in message["To"].addresses] == ["bob@mail.test"],
        "no bcc": "Bcc" not in message,
        "bold": "<b>see you</b>" in html,
        "list": "<li>rope</li>" in html and "<li>boots</li>" in html,
        "image": 'src="cid:' in html,
        "text": "see you on Saturday." in text and "rope" in text and "<b>" not in text,
        "file": "plan.txt" in names,
        "no own marks": "alp-part" not in html and "contenteditable" not in html and "class=" not in html,
    }
    wrong = [name for name, good in checks.items() if not good]
    if wrong:
        print(html, text, names)
        raise Failure(f"what was delivered is wrong: {', '.join(wrong)}")
    done("delivered as it was written: " + ", ".join(checks))
    until("one copy in Sent", lambda: fetch("alice", "alicepw", "Sent", "Hohe"))


def png():
    """The smallest picture anybody draws: 2×2 pixels."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = b"".join(b"\0" + b"\x40\x90\xd0" * 120 for _ in range(60))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 120, 60, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", required=True)
    parser.add_argument("--app", default="alpenpost")
    arguments = parser.parse_args()
    os.makedirs(arguments.out, exist_ok=True)
    app = None
    try:
        app = App([arguments.app], arguments.out)
        app.find("list item", "Welcome to the valley", seconds=60)
        with open(f"{arguments.out}/plan.txt", "w", encoding="utf-8") as file:
            file.write("07:10 bus\n")
        with open(f"{arguments.out}/hut.png", "wb") as file:
            file.write(png())
        window = write(app, arguments.out)
        fill(app, window, arguments.out)
        app, window = killed(app, arguments)
        send(app, window)
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
    done("the whole mail")
    return 0


if __name__ == "__main__":
    sys.exit(main())
