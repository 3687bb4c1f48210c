#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""sandbox.py --app ID --out DIR: the installed Flatpak at work, seen from outside of its sandbox.

Runs under tests/ui/headless and tests/servers/with-lab, in the root of build-aux/flatpak.  The address is added by the
sandboxed command line with a password on standard input, so that the secret goes through the portal (or service) that
the sandbox allows; then the program shows a message, whose web process must be in a sandbox of its own.
"""
import argparse
import os
import shutil
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "ui"))
from driver import Atspi, Failure, until  # noqa: E402  (after the path)


def run(*words, **options):
    return subprocess.run(words, check=True, text=True, stdout=subprocess.PIPE, **options).stdout


def cli(app, *words, **options):
    return run("flatpak", "run", "--user", "--command=alpenpost-cli", app, *words, **options)


def permissions(app):
    """What the sandbox may: nothing of the person's files, no bus names but the one of accounts."""
    text = run("flatpak", "info", "--user", "--show-permissions", app)
    assert "filesystems" not in text, text
    names = [line for line in text.splitlines() if "=talk" in line or "=own" in line]
    assert names == ["org.gnome.OnlineAccounts=talk"], names
    print("ok - permissions:", " ".join(text.split()), flush=True)


def find_program(name):
    desktop = Atspi.get_desktop(0)
    for index in range(desktop.get_child_count()):
        child = desktop.get_child_at_index(index)
        if child and name in (child.get_name() or "") and child.get_child_count() > 0:
            return child
    return None


def walk(node):
    yield node
    for index in range(min(node.get_child_count(), 60)):
        child = node.get_child_at_index(index)
        if child:
            yield from walk(child)


def find(root, role, text):
    return next((node for node in walk(root) if node.get_role_name() == role and text in (node.get_name() or "")), None)


def web_processes():
    """(pid, confined) of each WebKit web process: confined when its network namespace is not the program's."""
    found = []
    program = None
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                command = file.read().split(b"\0")[0]
            network = os.readlink(f"/proc/{pid}/ns/net")
        except OSError:
            continue
        if command.endswith(b"alpenpost"):
            program = network
        elif b"WebKitWebProcess" in command:
            found.append((pid, network))
    return [(pid, network != program) for pid, network in found]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--app", required=True)
    parser.add_argument("--out", required=True)
    options = parser.parse_args()
    os.makedirs(options.out, exist_ok=True)
    os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = os.environ["DBUS_SESSION_BUS_ADDRESS"]
    os.environ["XDG_CURRENT_DESKTOP"] = "GNOME"
    permissions(options.app)
    data = f"{os.environ['HOME']}/.var/app/{options.app}/data"
    os.makedirs(data, exist_ok=True)
    shutil.copy(os.environ["LAB_CA"], f"{data}/ca.pem")
    cli(options.app, "account", "add", "--email", "alice@mail.test", "--name", "Alice", "--imap", os.environ["LAB_IMAPS"],
        "--smtp", os.environ["LAB_SMTP"], "--password-stdin", "--ca-file", f"{data}/ca.pem", input="alicepw\n")
    print("ok - the address is added, its password kept", flush=True)
    cli(options.app, "sync", "--bodies", "all")
    rows = cli(options.app, "list", "--folder", "INBOX", "--limit", "5")
    assert rows.strip(), "nothing in the inbox"
    print("ok - synced in the sandbox", flush=True)
    # The secret is nowhere in plain text.
    for folder, _, names in os.walk(f"{os.environ['HOME']}/.var/app/{options.app}"):
        for name in names:
            with open(f"{folder}/{name}", "rb") as file:
                assert b"alicepw" not in file.read(), f"the password lies in {folder}/{name}"
    log = open(f"{options.out}/app.log", "wb")
    started = time.monotonic()
    process = subprocess.Popen(["flatpak", "run", "--user", "--env=GSK_RENDERER=cairo", "--env=GDK_DEBUG=no-portals", options.app], stdout=log, stderr=log)
    try:
        Atspi.init()
        root = until("the program", lambda: find_program("alpenpost"), 60)
        row = until("a row", lambda: find(root, "list item", "Welcome to the valley"), 60)
        print(f"ok - rows after {time.monotonic() - started:.2f} s", flush=True)
        parent = row.get_parent()
        position = next(i for i in range(parent.get_child_count()) if parent.get_child_at_index(i) == row)
        Atspi.Selection.select_child(parent.get_selection_iface(), position)
        until("the web process", web_processes, 30)
        time.sleep(2)
        subprocess.run(["import", "-window", "root", f"{options.out}/message.png"], check=True)
        processes = web_processes()
        assert processes and all(confined for _, confined in processes), processes
        print(f"ok - the message is shown by {len(processes)} web process(es) without a network", flush=True)
    except Failure:
        subprocess.run(["import", "-window", "root", f"{options.out}/failure.png"], check=False)
        raise
    finally:
        subprocess.run(["flatpak", "kill", options.app], check=False)
        process.wait(20)
        print(open(f"{options.out}/app.log", encoding="utf-8", errors="replace").read()[-3000:], file=sys.stderr)
    print("1 passed, 0 failed", flush=True)


if __name__ == "__main__":
    main()
