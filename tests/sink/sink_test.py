#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""sink_test.py --out DIR [--app PATH --probe PATH] deliver|drive: nothing that is shown touches the network.

Runs inside with-sink, with-lab and headless.  First a control: the same page in a bare web view must be seen by the sink,
or the test could not fail.  Then the real program shows, quotes, finds and prints the messages of vectors.py: not one DNS
question, connection or request.  At last remote images are allowed for one message: exactly those are fetched.
"""
import argparse
import imaplib
import json
import os
import ssl
import subprocess
import sys
import time

import vectors
from driver import App, Failure, until

LOG = os.environ["SINK_LOG"]
STARTED = time.monotonic()


def done(text):
    print(f"ok - {time.monotonic() - STARTED:6.2f} s  {text}", flush=True)


class Sink:
    """What the sink saw since it was last asked."""

    def __init__(self):
        self.position = 0

    def skip(self):
        self.position = os.path.getsize(LOG)

    def seen(self):
        with open(LOG, encoding="utf-8") as file:
            file.seek(self.position)
            return [json.loads(line) for line in file if line.endswith("\n")]

    def expect_nothing(self, what):
        found = self.seen()
        if found:
            raise Failure(f"{what}: {len(found)} things reached the network: " + ", ".join(sorted({f"{row['kind']} {row['what']}" for row in found})[:20]))
        done(f"{what}: nothing")


def deliver(out):
    trust = ssl.create_default_context(cafile=os.environ["LAB_CA"])
    imap = imaplib.IMAP4_SSL("localhost", int(os.environ["LAB_IMAPS"].split(":")[1]), ssl_context=trust)
    imap.login("alice@mail.test", "alicepw")
    for number, (subject, source) in enumerate(vectors.messages().items()):
        imap.append("INBOX", "", None, source)
        with open(f"{out}/{number}.eml", "wb") as file:
            file.write(source)
    imap.logout()
    with open(f"{out}/raw.html", "w", encoding="utf-8") as file:
        file.write(vectors.html({**vectors.PAGES, **vectors.IMAGES}))


def control(sink, probe, out):
    subprocess.run([probe, "raw", f"{out}/raw.html"], check=True, timeout=30)
    found = sink.seen()
    names = {row["what"] for row in found if row["kind"] == "dns" and row["what"].endswith(".sink.test")}
    kinds = {row["kind"] for row in found}
    if len(names) < 20 or not {"dns", "connect", "http"} <= kinds:
        raise Failure(f"the control saw only {len(names)} names and {kinds}: this test could not fail")
    done(f"control, a bare web view: {len(names)} of {len(vectors.PAGES) + len(vectors.IMAGES)} vectors reach the network")
    sink.skip()


def show(sink, app):
    app.find("list item", "Sink page", seconds=60)
    sink.expect_nothing("list with previews")
    for subject in vectors.messages():
        app.select(app.find("list item", subject))
        app.find(("heading", "label"), subject)
        if subject != "Sink plain":
            app.find(("document web", "document frame"))
        time.sleep(0.6)
        sink.expect_nothing(f"{subject} shown")


def nested(sink, app):
    app.select(app.find("list item", "Sink parts"))
    tile = app.find("button", "Open: Inside.eml")
    app.click(tile)
    app.find(("frame", "window"), "Attached Message")
    time.sleep(1)
    sink.expect_nothing("an attached message opened")
    app.key("Escape")


def reply(sink, app):
    app.select(app.find("list item", "Sink page"))
    app.find(("document web", "document frame"))
    app.press("button", "Reply")
    app.find("button", "Send")
    time.sleep(1.5)
    sink.expect_nothing("quoted in a reply")
    app.key("Escape")


def search(sink, app):
    app.key("ctrl+f")
    time.sleep(0.3)
    entry = [e for e in app.all(("text", "entry", "search box")) if app.visible(e)][0]
    app.type_into(entry, "everything page")
    time.sleep(1)
    sink.expect_nothing("searched")
    app.key("Escape")


def print_all(sink, probe, out):
    for number in (0, 2):
        subprocess.run([probe, "pdf", f"{out}/{number}.eml", f"{out}/{number}.pdf"], check=True, timeout=30)
        if os.path.getsize(f"{out}/{number}.pdf") < 1000:
            raise Failure("the PDF is empty")
    sink.expect_nothing("printed to PDF")


def allow(sink, app):
    """Remote images of one message, by the person's click."""
    app.select(app.find("list item", "Sink pictures"))
    app.press("button", "Show")
    names = {f"allowed-{name}.sink.test" for name in vectors.IMAGES}
    # What names no scheme is fetched by https, and the sink has no certificate.
    wanted = names - {"allowed-img-protocol-relative.sink.test"}
    hosts = lambda: {row["what"].split(":")[0] for row in sink.seen() if row["kind"] == "http"}  # noqa: E731
    until("the images to be fetched", lambda: wanted <= hosts(), 10)
    time.sleep(1)
    app.picture("allowed")
    if hosts() != wanted:
        raise Failure(f"also fetched: {sorted(hosts() - wanted)}")
    asked = {row["what"] for row in sink.seen() if row["kind"] == "dns"}
    if asked != names:
        raise Failure(f"asked for {sorted(asked ^ names)}")
    for row in sink.seen():
        bad = {"cookie", "referer", "authorization", "from", "x-forwarded-for", "sec-ch-ua"} & set(row.get("fields", {}))
        if bad or not row.get("line", "GET ").startswith("GET "):
            raise Failure(f"{row['what']} was told {bad or row['line']}")
    done(f"images allowed: exactly {len(names)} asked for, without Referer or cookies")


def drive(arguments):
    sink, app = Sink(), None
    try:
        sink.skip()
        control(sink, arguments.probe, arguments.out)
        app = App([arguments.app], arguments.out)
        show(sink, app)
        nested(sink, app)
        reply(sink, app)
        search(sink, app)
        print_all(sink, arguments.probe, arguments.out)
        allow(sink, app)
        return 0
    except Failure as failure:
        print(f"not ok - {failure}", flush=True)
        print("seen: " + ", ".join(sorted({f"{row['kind']} {row['what']}" for row in sink.seen()})))
        if app is not None:
            app.picture("failed")
            app.dump()
        return 1
    finally:
        if app is not None:
            app.process.terminate()
            app.process.wait(20)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", required=True)
    parser.add_argument("--app")
    parser.add_argument("--probe")
    parser.add_argument("what", choices=("deliver", "drive"))
    arguments = parser.parse_args()
    if arguments.what == "deliver":
        deliver(arguments.out)
        return 0
    return drive(arguments)


if __name__ == "__main__":
    sys.exit(main())
