#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""perf.py [--envelopes N] [--bodies N] [--cli PATH] [--app PATH] [--bare PATH]: the figures that matter, as ratios to peers.

Each figure is measured against something measured in the same run on the same server, so that the machine's speed
drops out:
  envelopes   alpenpost-cli sync --bodies none      / draining the same FETCH from a bare TLS socket
  bodies      alpenpost-cli sync --bodies all       / mbsync of the same folder; peak memory of both
  search      alpenpost-cli search WORD             / notmuch search WORD on the same mail
  nothing new alpenpost-cli sync over 50 folders    / mbsync of the same folders, and one bare LIST-STATUS
  changes     1,000 flags and 1,000 moves replayed  / mbsync after the same changes in its Maildir
  start       rows of the inbox painted             / a bare AdwApplicationWindow; needs a display (tests/ui/headless)
Runs in the environment: build-aux/shell tests/perf/perf.py.  Prints a table and, with --json FILE, writes the numbers.
"""
import argparse
import json
import os
import resource
import shutil
import socket
import ssl
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "ui"))
SERVERS = os.path.join(os.path.dirname(HERE), "servers")
PERF_USER, PERF_PASSWORD = "perf@mail.test", "perfpw"
FIELDS = ("DATE SUBJECT FROM SENDER REPLY-TO TO CC BCC MESSAGE-ID IN-REPLY-TO REFERENCES LIST-ID LIST-POST LIST-UNSUBSCRIBE "
          "LIST-UNSUBSCRIBE-POST AUTO-SUBMITTED PRECEDENCE IMPORTANCE X-PRIORITY AUTHENTICATION-RESULTS")


def timed(command, environment=None, check=True):
    """Runs a command: seconds, peak memory of it and its children in MB, output."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, text=True)
    output, errors = process.stdout.read(), process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.monotonic() - start
    timed.cpu = usage.ru_utime + usage.ru_stime
    if check and process.returncode != 0:
        raise SystemExit(f"error: {' '.join(command)} ended with {process.returncode}:\n{output[-2000:]}{errors[-2000:]}")
    return seconds, usage.ru_maxrss / 1024, output


class Lab:
    """One Dovecot and Exim with a mailbox of N messages for the perf user."""

    def __init__(self, count, base):
        self.folder = tempfile.mkdtemp(prefix="perf-", dir=os.environ.get("ALPENPOST_PERF_DIR", "/build"))
        self.base = base
        start = time.monotonic()
        self.maildir = f"{self.folder}/mail/{PERF_USER}/Maildir"
        subprocess.run([f"{SERVERS}/make-mail.py", self.maildir, "--count", str(count), "--owner", PERF_USER, "--quiet"], check=True)
        self.made = time.monotonic() - start
        output = subprocess.run([f"{SERVERS}/lab.sh", self.folder, str(base), "dovecot", "exim"], check=True, env=dict(os.environ, ALPENPOST_QUOTA="50G"),
                                stdout=subprocess.PIPE, text=True).stdout
        self.values = dict(line.split("=", 1) for line in output.splitlines())
        # The server builds its index at the first look; nobody is to pay for that in the measurement.
        drain(self, "1:*", "(FLAGS INTERNALDATE RFC822.SIZE BODYSTRUCTURE BODY.PEEK[HEADER.FIELDS (DATE)])")

    def end(self):
        subprocess.run([f"{SERVERS}/lab.sh", self.folder, "stop"], check=False)
        time.sleep(0.2)
        shutil.rmtree(self.folder, ignore_errors=True)


def drain(lab, uids, what):
    """A bare client: log in, one UID FETCH, read to the tagged answer, look at nothing.  Seconds and bytes."""
    trust = ssl.create_default_context(cafile=lab.values["LAB_CA"])
    with socket.create_connection(("localhost", lab.base + 93)) as plain, trust.wrap_socket(plain, server_hostname="localhost") as stream:
        def command(text):
            stream.sendall(text.encode() + b"\r\n")
            tag, tail, total = text.split()[0].encode() + b" OK", b"", 0
            while True:
                data = stream.recv(1 << 18)
                if not data:
                    raise SystemExit("error: the server closed the connection")
                total += len(data)
                tail = (tail + data)[-4096:]
                if b"\r\n" + tag in tail or tail.startswith(tag):
                    return total
        stream.recv(4096)
        start = time.monotonic()
        command(f"a1 LOGIN {PERF_USER} {PERF_PASSWORD}")
        command("a2 EXAMINE INBOX")
        total = command(f"a3 UID FETCH {uids} {what}")
        return time.monotonic() - start, total


class Figures:
    def __init__(self):
        self.rows, self.numbers = [], {}

    def add(self, name, ours, theirs, unit, note=""):
        self.numbers[name] = {"ours": ours, "peer": theirs, "unit": unit}
        ratio = f"{ours / theirs:.2f}" if theirs else "-"
        self.rows.append(f"{name:<22} {ours:>10.3f} {theirs:>10.3f} {unit:<3} {ratio:>7}  {note}")
        print(self.rows[-1], flush=True)


def profile(arguments, lab, name):
    folder = f"{lab.folder}/profile-{name}"
    environment = dict(os.environ, ALPENPOST_PROFILE=folder)
    subprocess.run([arguments.cli, "account", "add", "--email", PERF_USER, "--name", "Perf", "--imap", lab.values["LAB_IMAPS"],
                    "--smtp", lab.values["LAB_SMTP"], "--password-command", f"printf {PERF_PASSWORD}", "--ca-file", lab.values["LAB_CA"]],
                   check=True, env=environment, stdout=subprocess.DEVNULL)
    return environment


def envelopes(arguments, figures):
    lab = Lab(arguments.envelopes, 23000)
    print(f"{arguments.envelopes} messages made in {lab.made:.1f} s")
    try:
        what = f"(UID FLAGS INTERNALDATE RFC822.SIZE BODYSTRUCTURE BODY.PEEK[HEADER.FIELDS ({FIELDS})])"
        bare, total = drain(lab, "1:*", what)
        environment = profile(arguments, lab, "envelopes")
        seconds, memory, _ = timed([arguments.cli, "sync", "--folder", "INBOX", "--bodies", "none", "--json"], environment)
        figures.add("envelopes", seconds, bare, "s", f"{arguments.envelopes} messages, {total / 1e6:.0f} MB, bare socket; ours {memory:.0f} MB at the peak")
        seconds, _, _ = timed([arguments.cli, "sync", "--folder", "INBOX", "--bodies", "none", "--json"], environment)
        figures.add("second sync", seconds, bare, "s", "nothing new")
        seconds, _, _ = timed([arguments.cli, "list", "--folder", "INBOX", "--limit", "50", "--json"], environment)
        figures.add("first 50 rows", seconds, bare, "s", "alpenpost-cli list, whole process")
        first_rows(arguments, figures, lab)
    finally:
        lab.end()


def first_rows(arguments, figures, lab):
    """From the start of the program on an empty profile to the newest message in the window; peer: the same 50 rows bare."""
    if not os.environ.get("DISPLAY"):
        return
    import driver  # pylint: disable=import-outside-toplevel  (needs a display)
    environment = profile(arguments, lab, "first")
    os.environ["ALPENPOST_PROFILE"] = environment["ALPENPOST_PROFILE"]
    last = arguments.envelopes
    bare, _ = drain(lab, f"{last - 49}:{last}", f"(UID FLAGS BODY.PEEK[HEADER.FIELDS ({FIELDS})])")
    begin = time.monotonic()
    app = driver.App([arguments.app], lab.folder)
    app.find("list item", "Welcome to the valley", seconds=120)
    figures.add("first rows, window", time.monotonic() - begin, bare, "s", f"empty profile, {last} messages; bare socket, 50 rows")
    app.process.terminate()
    app.process.wait(60)


def bodies(arguments, figures):
    lab = Lab(arguments.bodies, 23300)
    try:
        environment = profile(arguments, lab, "bodies")
        ours, our_memory, _ = timed([arguments.cli, "sync", "--folder", "INBOX", "--bodies", "all", "--json"], environment)
        with open(f"{lab.folder}/mbsyncrc", "w", encoding="utf-8") as file:
            file.write(f"IMAPAccount lab\nHost localhost\nPort {lab.base + 93}\nUser {PERF_USER}\nPass {PERF_PASSWORD}\nTLSType IMAPS\n"
                       f"CertificateFile {lab.values['LAB_CA']}\n\nIMAPStore remote\nAccount lab\n\nMaildirStore local\nPath {lab.folder}/local/\n"
                       f"Inbox {lab.folder}/local/INBOX\n\nChannel inbox\nFar :remote:\nNear :local:\nCreate Near\nSync Pull\n"
                       f"SyncState {lab.folder}/mbsync/\n")
        os.makedirs(f"{lab.folder}/local")
        os.makedirs(f"{lab.folder}/mbsync")
        theirs, their_memory, _ = timed(["mbsync", "-c", f"{lab.folder}/mbsyncrc", "inbox"])
        figures.add("bodies", ours, theirs, "s", f"{arguments.bodies} messages, mbsync")
        figures.add("bodies, memory", our_memory, their_memory, "MB", "mbsync")
        search(arguments, figures, lab, environment)
    finally:
        lab.end()


def search(arguments, figures, lab, environment):
    with open(f"{lab.folder}/notmuch", "w", encoding="utf-8") as file:
        file.write(f"[database]\npath={lab.folder}/local\n[user]\nname=Perf\nprimary_email={PERF_USER}\n[new]\ntags=new\n[search]\nexclude_tags=\n")
    theirs = dict(environment, NOTMUCH_CONFIG=f"{lab.folder}/notmuch")
    subprocess.run(["notmuch", "new", "--quiet"], env=theirs, check=True)
    for word in ("marmot", "Bahnhof"):
        our_times = [timed([arguments.cli, "search", word, "--limit", "100", "--json"], environment)[0] for _ in range(7)]
        their_times = [timed(["notmuch", "search", "--output=summary", "--limit=100", "--format=json", word], theirs)[0] for _ in range(7)]
        figures.add(f"search {word}", statistics.median(our_times), statistics.median(their_times), "s", "notmuch, whole processes, median of 7")


def mbsyncrc(lab, name, patterns, how):
    """A Maildir of mbsync's own beside ours."""
    path = f"{lab.folder}/{name}.rc"
    for folder in ("local", "state"):
        os.makedirs(f"{lab.folder}/{name}-{folder}", exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"IMAPAccount lab\nHost localhost\nPort {lab.base + 93}\nUser {PERF_USER}\nPass {PERF_PASSWORD}\nTLSType IMAPS\n"
                   f"CertificateFile {lab.values['LAB_CA']}\nPipelineDepth 50\n\nIMAPStore remote\nAccount lab\n\n"
                   f"MaildirStore local\nSubFolders Verbatim\nPath {lab.folder}/{name}-local/\nInbox {lab.folder}/{name}-local/INBOX\n\n"
                   f"Channel all\nFar :remote:\nNear :local:\nPatterns {patterns}\nCreate Near\nExpunge Both\nSync {how}\n"
                   f"SyncState {lab.folder}/{name}-state/\n")
    return ["mbsync", "-q", "-c", path, "all"]


def quick(arguments, figures):
    """Rounds with little to do: most rounds of a day."""
    lab = Lab(5000, 23900)
    try:
        for number in range(50):
            folder = f"{lab.maildir}/.Folder{number:02}"
            subprocess.run([f"{SERVERS}/make-mail.py", folder, "--count", "100", "--seed", str(number + 100), "--owner", PERF_USER, "--quiet"], check=True)
        for part in ("cur", "new", "tmp"):
            os.makedirs(f"{lab.maildir}/.Moved/{part}")
        environment = profile(arguments, lab, "quick")
        sync = [arguments.cli, "sync", "--bodies", "none", "--json"]
        theirs = mbsyncrc(lab, "mb", "INBOX Folder* Moved", "All")
        timed(sync, environment)
        timed(theirs)
        nothing_new(arguments, figures, lab, environment, sync, theirs)
        changes(arguments, figures, lab, environment, sync, theirs)
    finally:
        lab.end()


def nothing_new(arguments, figures, lab, environment, sync, theirs):
    samples = {"ours": [], "peer": [], "open": []}
    for _ in range(7):
        for name, command in (("ours", sync), ("peer", theirs), ("open", [arguments.cli, "folders", "--json"])):
            samples[name].append((timed(command, environment)[0], timed.cpu))
    (ours, our_cpu), (peer, peer_cpu), (opening, _) = ([statistics.median(column) for column in zip(*samples[name])] for name in ("ours", "peer", "open"))
    figures.add("nothing new", ours, peer, "s", f"52 folders, mbsync, whole processes, median of 7; opening and closing the store alone {opening:.3f} s")
    figures.add("nothing new, CPU", our_cpu, peer_cpu, "s", "the same, processor time of the client")


def rename_flags(folder, count, letters, skip=0):
    """Sets Maildir flags as another program on the same Maildir does."""
    names = sorted(os.listdir(f"{folder}/cur"))[skip:skip + count]
    for name in names:
        base, _, flags = name.partition(":2,")
        os.rename(f"{folder}/cur/{name}", f"{folder}/cur/{base}:2,{''.join(sorted(set(flags) ^ set(letters)))}")
    return names


def changes(arguments, figures, lab, environment, sync, theirs):
    rows = json.loads(timed([arguments.cli, "list", "--folder", "INBOX", "--limit", "4000", "--json"], environment)[2])
    rows = rows if isinstance(rows, list) else next(value for value in rows.values() if isinstance(value, list))
    ids = [str(row["id"]) for row in rows]
    idle = statistics.median(timed(sync, environment)[0] for _ in range(3))
    for part in range(20):
        timed([arguments.cli, "flag", "--star" if part % 2 else "--seen", *ids[part * 50:part * 50 + 50]], environment)
    ours, our_cpu = timed(sync, environment)[0], timed.cpu
    rename_flags(f"{lab.folder}/mb-local/INBOX", 500, "F")
    rename_flags(f"{lab.folder}/mb-local/INBOX", 500, "S", 500)
    figures.add("1,000 flags", ours, timed(theirs)[0], "s", f"20 actions of 50, mbsync, whole rounds; ours with nothing to do {idle:.3f} s")
    figures.add("1,000 flags, CPU", our_cpu, timed.cpu, "s", "the same, processor time of the client")
    timed(theirs)
    for part in range(20):
        timed([arguments.cli, "move", "--to", "Moved", *ids[1000 + part * 50:1050 + part * 50]], environment)
    ours = timed(sync, environment)[0]
    timed(theirs)
    local = f"{lab.folder}/mb-local"
    for name in sorted(os.listdir(f"{local}/INBOX/cur"))[2500:3500]:
        base, _, flags = name.partition(":2,")
        os.rename(f"{local}/INBOX/cur/{name}", f"{local}/Moved/cur/{base.split(',U=')[0]}:2,{flags}")
    figures.add("1,000 moves", ours, timed(theirs)[0], "s", f"20 actions of 50, mbsync, whole rounds; ours with nothing to do {idle:.3f} s")


def start(arguments, figures):
    """Both programs are watched in the same way: from exec until a given text is in the accessibility tree."""
    import driver  # pylint: disable=import-outside-toplevel  (needs a display)

    lab = Lab(2000, 23600)
    try:
        environment = profile(arguments, lab, "start")
        timed([arguments.cli, "sync", "--folder", "INBOX", "--bodies", "none"], environment)
        subprocess.run([f"{SERVERS}/lab.sh", lab.folder, "stop"], check=False)
        os.environ["ALPENPOST_PROFILE"] = environment["ALPENPOST_PROFILE"]
        times = {}
        for name, command, role, text in (("bare", arguments.bare, "label", "bare window"), ("ours", arguments.app, "list item", "Welcome to the valley")):
            samples = []
            for _ in range(5):
                begin = time.monotonic()
                app = driver.App([command], lab.folder)
                app.find(role, text)
                samples.append(time.monotonic() - begin)
                app.process.terminate()
                app.process.wait(20)
            times[name] = statistics.median(samples)
        figures.add("start to rows", times["ours"], times["bare"], "s", "bare AdwApplicationWindow, median of 5, seen through AT-SPI")
    finally:
        lab.end()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--envelopes", type=int, default=100000)
    parser.add_argument("--bodies", type=int, default=20000)
    parser.add_argument("--cli", default="/build/plain/installed/bin/alpenpost-cli")
    parser.add_argument("--app", default="/build/plain/installed/bin/alpenpost")
    parser.add_argument("--bare", default="/build/plain/tests/perf/bare-window")
    parser.add_argument("--json")
    parser.add_argument("--only", choices=["envelopes", "bodies", "quick", "start"])
    arguments = parser.parse_args()
    figures = Figures()
    print(f"{'figure':<22} {'ours':>10} {'peer':>10}     {'ratio':>7}")
    if arguments.only in (None, "envelopes"):
        envelopes(arguments, figures)
    if arguments.only in (None, "bodies"):
        bodies(arguments, figures)
    if arguments.only in (None, "quick"):
        quick(arguments, figures)
    if arguments.only in (None, "start") and os.environ.get("DISPLAY"):
        start(arguments, figures)
    if arguments.json:
        with open(arguments.json, "w", encoding="utf-8") as file:
            json.dump(figures.numbers, file, indent=2)
    print(f"peak of this program's children: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MB")


main()
