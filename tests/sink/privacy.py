#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""privacy.py --out DIR --app PATH --cli PATH: a whole first run and a day's use contact the configured servers and nobody else.

Runs inside with-sink, with-lab and headless: every DNS question, connection and packet that is not for the lab's own
servers is written down (sink.py).  A control comes first: finding the servers of an unknown domain must be seen, and must
ask for that domain's names only.
"""
import argparse
import importlib.util
import os
import smtplib
import ssl
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.path.insert(0, f"{HERE}/../ui")
from driver import App, Failure, until  # noqa: E402
from sink_test import Sink, done  # noqa: E402

spec = importlib.util.spec_from_file_location("first_run", f"{HERE}/../ui/first-run.py")
first_run = importlib.util.module_from_spec(spec)
spec.loader.exec_module(first_run)


def expect_only(sink, domain, what):
    """Names of the address's own domain, and connections to where they lead."""
    names = {str(row["what"]).rstrip(".") for row in sink.seen() if row["kind"] in ("dns", "http")}
    strangers = {name for name in names if name.split(":")[0] != domain and not name.split(":")[0].endswith(f".{domain}")}
    if strangers:
        raise Failure(f"{what} asked strangers: {sorted(strangers)}")
    done(f"{what}: {len(names)} names, all of {domain}")


def control(sink, cli):
    """The search asks the address's own domain, and no directory of somebody else."""
    sink.skip()
    subprocess.run([cli, "discover", "who@valley.example"], check=False, capture_output=True, timeout=60)
    rows = sink.seen()
    names = {str(row["what"]) for row in rows if row["kind"] == "dns"}
    if not names:
        raise Failure("the sink saw no question at all: it cannot prove anything")
    expect_only(sink, "valley.example", "finding the servers of an unknown domain")


def servers_own_words():
    """What the lab's Exim itself asks when anybody greets it with an address and not a name, as our program does."""
    sink = Sink()
    sink.skip()
    host, port, _ = os.environ["LAB_SMTPS"].split(":")
    with smtplib.SMTP_SSL(host, int(port), local_hostname="[127.0.0.1]", context=ssl.create_default_context(cafile=os.environ["LAB_CA"])) as smtp:
        smtp.ehlo()
        smtp.login("alice@mail.test", "alicepw")
    time.sleep(1)
    return {str(row["what"]) for row in sink.seen()}


def expect_nothing(sink, servers, what):
    found = sorted({f"{row['kind']} {row['what']}" for row in sink.seen() if str(row["what"]) not in servers})
    if found:
        raise Failure(f"{what}: reached the network: {found[:20]}")
    done(f"{what}: nothing")


def sign_in(app):
    first_run.fill(app, "Your Name", "Alice Alpen")
    first_run.fill(app, "E-Mail Address", "alice@mail.test")
    first_run.fill(app, "Password", "alicepw")
    app.press("button", "Sign In")
    for _ in range(2):
        first_run.problem(app, "vouches")
        app.press("button", "Look at the Certificate")
        app.press("button", "Trust for This Server")


def day(app):
    """Reads, searches, writes to oneself, looks for news."""
    app.select(app.find("list item", "Welcome to the valley", seconds=60))
    time.sleep(2)
    app.select(app.find("list item", "Photos and a table"))
    time.sleep(2)
    app.key("F5")
    app.key("ctrl+comma")
    time.sleep(1.5)
    app.key("Escape")
    time.sleep(0.5)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", required=True)
    parser.add_argument("--app", required=True)
    parser.add_argument("--cli", required=True)
    arguments = parser.parse_args()
    os.makedirs(arguments.out, exist_ok=True)
    sink = Sink()
    control(sink, arguments.cli)
    servers = servers_own_words()
    sink.skip()
    first_run.new_profile()
    app = App([arguments.app], arguments.out)
    first_run.to_sign_in(app)
    first_run.servers_by_hand(app, os.environ["LAB_IMAPS"], os.environ["LAB_SMTPS"])
    first_run.fill(app, "E-Mail Address", "zoe@ik.me")
    first_run.problem(app, "the password generated for this address")
    time.sleep(1)
    expect_nothing(sink, servers, "the assistant, and an address typed into it")
    sign_in(app)
    app.find("list item", "Welcome to the valley", seconds=60)
    expect_nothing(sink, servers, "signing in and the first look at the inbox")
    day(app)
    expect_nothing(sink, servers, "reading, looking for news, preferences")
    app.quit()
    subprocess.run([arguments.cli, "sync"], check=False, capture_output=True, timeout=60)
    time.sleep(1)
    expect_nothing(sink, servers, "the end of the program, and the command line")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failure as failure:
        print(f"not ok - {failure}")
        sys.exit(1)
