#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""first-run.py --out DIR [--app PATH] [--pictures] [--only TEXT]: the assistant, as a new person meets it.

Runs under tests/ui/headless inside with-lab (servers of a private authority that this computer does not trust, so every
certificate has to be decided about).  --pictures: every page in each look and size instead, for eyes.
"""
import argparse
import glob
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import traceback

from driver import App, Atspi, Failure, until
from pictures import settings

STEPS = []
SIZES = ("360", "1280")
LOOKS = ("light-pink", "dark-pink", "light-blue", "dark-blue")


def step(function):
    STEPS.append(function)
    return function


def entry(app, name):
    return app.find(("text", "entry", "password text"), name)


def fill(app, name, text):
    app.type_into(entry(app, name), text)


def to_sign_in(app):
    app.find("button", "Skip")
    app.press("button", "Skip")
    entry(app, "E-Mail Address")
    time.sleep(1)


def new_profile():
    profile = tempfile.mkdtemp(prefix="first-run-")
    os.environ["ALPENPOST_PROFILE"] = profile
    return profile


def problem(app, words, seconds=40):
    """A sentence above the form."""
    return until(f"the sentence “{words}”", lambda: [l for l in app.all(("label", "alert", "static", "notification")) if words in (l.get_name() or "")], seconds)


def servers_by_hand(app, imap, smtp):
    """By the keyboard, on the empty form: a row that opens has no action of its own in the accessibility tree."""
    row = app.find("list item", "Server Settings")
    for _ in range(20):
        if row.get_state_set().contains(Atspi.StateType.FOCUSED):
            break
        app.key("Tab")
        time.sleep(0.3)
    app.key("space")
    entry(app, "Port for Receiving")
    for kind, server in (("Receiving", imap), ("Sending", smtp)):
        host, port, security = server.split(":")
        fill(app, f"Server for {kind}", host)
        fill(app, f"Port for {kind}", port)


@step
def words_for_mistakes(app_path, out):
    """Nobody answers, no domain, no such server: a sentence each, and what was typed stays."""
    new_profile()
    app = App([app_path], out)
    to_sign_in(app)
    fill(app, "Your Name", "Alice Alpen")
    fill(app, "Password", "x" * 1000)
    for address in ("alice@localhost-without-dot", "alice@nirgends.invalid", "älice@bücher.invalid"):
        fill(app, "E-Mail Address", address)
        app.press("button", "Sign In")
        problem(app, "@" if "dot" in address else "")
        until("the button again", lambda: app.all("button", "Sign In"))
    app.picture("mistake")
    # Known, and on this computer: found at once, shown, tried; nobody answers there.
    fill(app, "E-Mail Address", "zoe@proton.me")
    app.press("button", "Sign In")
    until("the end of the attempt", lambda: app.all("button", "Sign In"), 40)
    until("what was found, in the fields", lambda: [t for t in app.all(("text", "entry"), "Server for Receiving") if _text(t) == "127.0.0.1"])
    app.picture("found")
    fill(app, "E-Mail Address", "zoe@ik.me")
    problem(app, "the password generated for this address")
    app.picture("hint")
    app.quit()


@step
def resumes(app_path, out):
    """Killed half way: page, name and address are there again, the password is nowhere."""
    profile = new_profile()
    app = App([app_path], out)
    to_sign_in(app)
    fill(app, "Your Name", "Half Way")
    fill(app, "E-Mail Address", "half@way.example")
    fill(app, "Password", "canary-password")
    until("the state on disk", lambda: "half@way" in open(f"{profile}/first-run.ini", encoding="utf-8").read())
    app.process.kill()
    app.process.wait()
    for path in glob.glob(f"{profile}/**", recursive=True):
        if os.path.isfile(path):
            with open(path, "rb") as file:
                assert b"canary-password" not in file.read(), path
    app = App([app_path], out)
    until("the address again", lambda: [t for t in app.all(("text", "entry")) if "half@way.example" in _text(t)])
    app.picture("resumed")
    app.quit()


def _text(node):
    iface = node.get_text_iface()
    return Atspi.Text.get_text(iface, 0, -1) if iface else ""


@step
def sample_mail(app_path, out):
    """A look around without any server; what is sent comes back."""
    new_profile()
    app = App([app_path], out)
    to_sign_in(app)
    app.press("button", "Look Around with Sample Mail")
    app.find("list item", "Welcome: this is sample mail", seconds=30)
    app.picture("sample")
    app.quit()


@step
def slow_server(app_path, out):
    """A server that never answers: after ten seconds a word about it, and Cancel, which leaves what was typed."""
    silent = socket.create_server(("127.0.0.1", 0))
    place = f"localhost:{silent.getsockname()[1]}:tls"
    new_profile()
    app = App([app_path], out)
    to_sign_in(app)
    servers_by_hand(app, place, place)
    fill(app, "E-Mail Address", "alice@mail.test")
    fill(app, "Password", "alicepw")
    app.press("button", "Sign In")
    until("the word about waiting", lambda: [l for l in app.all("label") if "takes longer" in (l.get_name() or "")], 20)
    app.picture("slow")
    app.press("button", "Cancel")
    app.find("button", "Sign In", seconds=5)
    assert _text(entry(app, "E-Mail Address")) == "alice@mail.test"
    app.quit()
    silent.close()


def trust_next(app):
    app.press("button", "Look at the Certificate")
    app.find("button", "Trust for This Server")
    time.sleep(0.3)
    app.picture("certificate")
    app.press("button", "Trust for This Server")


@step
def signs_in_with_certificates(app_path, out):
    """Servers by hand, a wrong password, both certificates decided about, the inbox."""
    new_profile()
    app = App([app_path], out)
    to_sign_in(app)
    servers_by_hand(app, os.environ["LAB_IMAPS"], os.environ["LAB_SMTPS"])
    fill(app, "Your Name", "Alice Alpen")
    fill(app, "E-Mail Address", "alice@mail.test")
    fill(app, "Password", "alicepw")
    app.press("button", "Sign In")
    problem(app, "vouches")
    app.picture("untrusted")
    trust_next(app)
    problem(app, "vouches")
    trust_next(app)
    app.find("list item", "Welcome to the valley", seconds=60)
    app.picture("inbox")
    app.process.terminate()
    app.process.wait(20)
    repairs_a_certificate(app_path, out)


def repairs_a_certificate(app_path, out):
    """What was trusted is taken back: a banner with one button, and the inbox stays."""
    subprocess.run([os.environ["ALPENPOST_CLI"], "certificate", "forget", os.environ["LAB_IMAPS"].rsplit(":", 1)[0]], check=True, capture_output=True)
    app = App([app_path], out)
    app.find("list item", "Welcome to the valley", seconds=40)
    button = app.find("button", "Look…", seconds=40)
    app.picture("certificate-banner")
    app.click(button)
    app.press("button", "Trust for This Server")
    app.gone("button", "Look…", seconds=40)
    app.quit()


def failures():
    """Sign-ins the server refused so far."""
    with open(f"{os.environ['LAB_DIR']}/log/dovecot.log", encoding="utf-8", errors="replace") as log:
        return log.read().count("auth failed")


def set_password(old, new):
    path = f"{os.environ['LAB_DIR']}/users"
    with open(path, encoding="utf-8") as file:
        text = file.read()
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.replace(old, new))
    time.sleep(1.5)  # the server looks at the file's time, in seconds


@step
def repairs_a_password(app_path, out):
    """The password changes on the server: one banner, one button, few attempts, nothing lost."""
    new_profile()
    subprocess.run([os.environ["ALPENPOST_CLI"], "account", "add", "--email", "alice@mail.test", "--imap", os.environ["LAB_IMAPS"], "--smtp",
                    os.environ["LAB_SMTPS"], "--ca-file", os.environ["LAB_CA"], "--password-stdin"], input=b"alicepw\n", check=True, capture_output=True)
    app = App([app_path], out)
    app.find("list item", "Welcome to the valley", seconds=60)
    app.process.terminate()
    app.process.wait(20)
    set_password("alicepw", "alicenew")
    before = failures()
    try:
        app = App([app_path], out)
        button = app.find("button", "Sign In…", seconds=40)
        app.picture("banner")
        time.sleep(12)
        for subject in ("Welcome to the valley", "Photos and a table"):
            app.select(app.find("list item", subject))
            time.sleep(1)
        attempts = failures() - before
        assert 1 <= attempts <= 6, f"{attempts} attempts with a wrong password"
        app.click(button)
        fill(app, "New Password", "wrong again")
        app.click([b for b in app.all("button", "Sign In") if b.get_name() == "Sign In"][-1])
        until("a refused attempt", lambda: failures() > before + attempts)
        until("the button again", lambda: [b for b in app.all("button", "Sign In") if b.get_name() == "Sign In"][-1].get_state_set().contains(Atspi.StateType.SENSITIVE))
        app.picture("again")
        fill(app, "New Password", "alicenew")
        app.click([b for b in app.all("button", "Sign In") if b.get_name() == "Sign In"][-1])
        app.gone("button", "Sign In…", seconds=40)
        app.picture("repaired")
        app.quit()
    finally:
        set_password("alicenew", "alicepw")


def pages(app, name):
    def shot(what):
        path = app.picture("x")
        if os.path.exists(path):
            os.rename(path, f"{app.out}/{name}-{what}.png")
    app.find("button", "Continue")
    shot("1-welcome")
    for what in ("2-look", "3-how"):
        app.press("button", "Continue")
        time.sleep(1.2)
        shot(what)
    app.press("button", "Skip")
    time.sleep(0.8)
    fill(app, "Your Name", "Zoe Berger")
    fill(app, "E-Mail Address", "zoe@ik.me")
    fill(app, "Password", "not-a-password")
    time.sleep(0.4)
    shot("4-sign-in")
    app.press("button", "I Have No Address Yet")
    time.sleep(0.8)
    shot("5-sign-up")


def take_pictures(app_path, out, only):
    config = tempfile.mkdtemp()
    os.environ.update(GSETTINGS_BACKEND="keyfile", XDG_CONFIG_HOME=config)
    for look in LOOKS:
        for size in SIZES:
            if only not in f"{size}-{look}":
                continue
            new_profile()
            settings(config, look, size)
            app = App([app_path], out)
            try:
                pages(app, f"{size}-{look}")
            except Failure as failure:
                print(f"not ok - {size}-{look}: {failure}")
            app.process.terminate()
            app.process.wait(20)
    shutil.rmtree(config)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", required=True)
    parser.add_argument("--app", default="alpenpost")
    parser.add_argument("--cli", default="alpenpost-cli")
    parser.add_argument("--pictures", action="store_true")
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()
    os.makedirs(arguments.out, exist_ok=True)
    os.environ["ALPENPOST_CLI"] = arguments.cli
    if arguments.pictures:
        take_pictures(arguments.app, arguments.out, arguments.only)
        return 0
    failed = 0
    print(f"1..{len(STEPS)}")
    for number, function in enumerate(STEPS, 1):
        if arguments.only not in function.__name__:
            continue
        try:
            function(arguments.app, arguments.out)
            print(f"ok {number} - {function.__name__}", flush=True)
        except (Failure, AssertionError):
            failed += 1
            traceback.print_exc()
            print(f"not ok {number} - {function.__name__}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
