#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-cli.py CLI PART: under with-lab, the whole engine through alpenpost-cli against real servers.

PART: job (the main job and its survival offline), cyrus (the second IMAP server), trouble (what can go wrong: a clear
sentence, an exit code that is not 0, nothing lost).  The JSON is read leniently: only what the contract of the command
line promises is relied on.
"""
import glob
import imaplib
import json
import os
import shutil
import ssl
import subprocess
import sys
import tempfile

CLI, PART = sys.argv[1:3]
LAB = os.environ
FOLDER = tempfile.mkdtemp(prefix="cli-", dir="/tmp")
FAILED = []


def ok(what, condition, detail=""):
    print(f"{'ok' if condition else 'not ok'} - {what}" + ("" if condition else f": {str(detail)[:1500]}"), flush=True)
    if not condition:
        FAILED.append(what)
    return condition


class Result:
    def __init__(self, process):
        self.code, self.out, self.err = process.returncode, process.stdout, process.stderr
        try:
            self.json = json.loads(self.out) if self.out.strip() else None
        except json.JSONDecodeError:
            self.json = None

    def __str__(self):
        return f"code {self.code}, out {self.out[-600:]!r}, err {self.err[-600:]!r}"


class Profile:
    """One profile folder and the command line on it."""

    def __init__(self, name):
        self.folder = f"{FOLDER}/{name}"

    def run(self, *words, stdin=None, wrap=()):
        command = [*wrap, CLI, "--profile", self.folder, "--json", *words]
        return Result(subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=240, check=False))

    def add(self, imap, smtp, user="alice@mail.test", password="alicepw", *more, email="alice@mail.test"):
        return self.run("account", "add", "--email", email, "--name", "Alice Alpen", "--imap", imap, "--smtp", smtp, "--user", user,
                        "--password-command", f"printf {password}", "--ca-file", LAB["LAB_CA"], *more)


def items(value):
    """The rows of an answer, whether it is a list or an object with one list in it."""
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        return next((entry for entry in value.values() if isinstance(entry, list)), [])
    return []


def server(user="alice@mail.test", password="alicepw", port="LAB_IMAPS"):
    imap = imaplib.IMAP4_SSL("localhost", int(LAB[port].split(":")[1]), timeout=20,
                             ssl_context=ssl.create_default_context(cafile=LAB["LAB_CA"]))
    imap.login(user, password)
    return imap


def count(folder, *criteria, **who):
    imap = server(**who)
    try:
        imap.select(folder, readonly=True)
        return len(imap.uid("SEARCH", *criteria)[1][0].split())
    finally:
        imap.logout()


def find(profile, folder, subject):
    rows = items(profile.run("list", "--folder", folder, "--limit", "500").json)
    return [row for row in rows if subject in str(row.get("subject"))]


def identity(row):
    return str(row.get("id"))


def job():
    p = Profile("job")
    ok("account add over STARTTLS", (r := p.add(LAB["LAB_IMAP"], LAB["LAB_SMTP"])).code == 0, r)
    ok("account list", "alice@mail.test" in (r := p.run("account", "list")).out, r)
    ok("sync", (r := p.run("sync", "--bodies", "all")).code == 0 and r.json is not None, r)
    ok("folders", all(name in (r := p.run("folders")).out for name in ("INBOX", "Sent", "Archive")), r)
    rows = items(p.run("list", "--folder", "INBOX", "--limit", "500").json)
    ok("list shows all of the inbox", len(rows) == 120, len(rows))
    ok("list of conversations is shorter", 0 < len(items((r := p.run("list", "--folder", "INBOX", "--limit", "500", "--conversations")).json)) < 120, r)
    ok("the second sync finds nothing new", (r := p.run("sync")).code == 0, r)

    welcome = find(p, "INBOX", "Welcome to the valley")
    if not ok("the welcome message is there", len(welcome) == 1, welcome):
        return
    number = identity(welcome[0])
    ok("show --text", "a list and a picture" in (r := p.run("show", number, "--text")).out, r)
    r = p.run("show", number, "--html")
    ok("show --html is sanitised", "Two ropes" in r.out and "tracker.mail.test/a.gif" not in r.out.split("remote")[0].split("<img")[-1], r)
    ok("show --headers", "bob@mail.test" in (r := p.run("show", number, "--headers")).out, r)
    ok("show --source", "multipart/alternative" in (r := p.run("show", number, "--source")).out, r)
    ok("search", "Welcome to the valley" in (r := p.run("search", "picture valley")).out, r)
    ok("search in another script", (r := p.run("search", "Погода")).code == 0 and items(r.json), r)

    ok("flag", (r := p.run("flag", number, "--seen", "--star")).code == 0, r)
    ok("archive", (r := p.run("archive", number)).code == 0 and not find(p, "INBOX", "Welcome to the valley"), r)
    ok("sync after it", (r := p.run("sync")).code == 0, r)
    ok("the server has it in Archive with its flags", count("Archive", "FLAGGED", "SEEN") == 1)
    ok("undo", (r := p.run("undo")).code == 0, r)
    p.run("sync")
    ok("the server has it back", count("INBOX", "FLAGGED", "SUBJECT", "Welcome") == 1 and count("Archive", "ALL") == 0)
    plan = find(p, "INBOX", "Höhenweg")
    ok("delete", (r := p.run("delete", identity(plan[0]))).code == 0, r)
    p.run("sync")
    ok("the server has it in Trash", count("Trash", "ALL") == 1)

    with open(f"{FOLDER}/note.txt", "w", encoding="utf-8") as file:
        file.write(".\n..dots\nGrüße – 山 🏔\n.\n")
    r = p.run("send", "--from", "alice@mail.test", "--to", "Bob Weber <bob@mail.test>", "--cc", "alice@mail.test", "--bcc", "carol@mail.test",
              "--subject", "Grüße 山", "--text-file", f"{FOLDER}/note.txt", "--attach", f"{FOLDER}/note.txt")
    ok("send", r.code == 0, r)
    p.run("sync", "--bodies", "all")
    got = find(p, "INBOX", "Grüße 山")
    ok("the server delivered the copy to us", len(got) == 1, p.run("outbox"))
    if got:
        ok("dots and scripts survive", "..dots\nGrüße – 山 🏔\n." in json.dumps(p.run("show", identity(got[0]), "--text").json, ensure_ascii=False)
           .replace("\\r\\n", "\n").replace("\\n", "\n"), p.run("show", identity(got[0]), "--text"))
        ok("no Bcc in what was delivered", "carol" not in p.run("show", identity(got[0]), "--source").out)
    ok("the recipients have it", count("INBOX", "ALL", user="bob@mail.test", password="bobpw") == 1
       and count("INBOX", "ALL", user="carol@mail.test", password="carolpw") == 1)
    ok("one copy in Sent", count("Sent", "ALL") == 1)

    # Everything goes on without a server; what was done then is replayed.
    subprocess.run([f"{os.path.dirname(os.path.abspath(__file__))}/lab.sh", LAB["LAB_DIR"], "stop"], check=True)
    photos = identity(find(p, "INBOX", "Photos and a table")[0])
    ok("offline: show", "Two files for you" in (r := p.run("show", photos, "--text")).out, r)
    ok("offline: archive", (r := p.run("archive", photos)).code == 0, r)
    ok("offline: send waits in the outbox", (r := p.run("send", "--from", "alice@mail.test", "--to", "bob@mail.test", "--subject", "later",
                                                        "--text-file", f"{FOLDER}/note.txt")) and "later" in p.run("outbox").out, r)
    ok("offline: sync says so", (r := p.run("sync")).code != 0 and r.json and "error" in r.json, r)
    subprocess.run([f"{os.path.dirname(os.path.abspath(__file__))}/lab.sh", LAB["LAB_DIR"], LAB["LAB_BASE"], "dovecot", "exim"],
                   check=True, stdout=subprocess.DEVNULL)
    ok("sync again", (r := p.run("sync")).code == 0, r)
    ok("replayed: archived", count("Archive", "SUBJECT", '"Photos and a table"') == 1
       and count("INBOX", "SUBJECT", '"Photos and a table"') == 0)
    ok("replayed: sent once", count("INBOX", "SUBJECT", "later", user="bob@mail.test", password="bobpw") == 1, p.run("outbox"))
    ok("account remove", (r := p.run("account", "remove", "alice@mail.test")).code == 0 and "alice@" not in p.run("account", "list").out, r)


def cyrus():
    imap = server("alice", "alicepw", "LAB_CYRUS_IMAPS")
    for n in range(30):
        imap.append("INBOX", "", None, f"From: bob@mail.test\r\nTo: alice@mail.test\r\nSubject: cyrus {n}\r\nMessage-ID: <c{n}@mail.test>\r\n\r\nbody {n}\r\n".encode())
    imap.logout()
    for name, where in (("STARTTLS", "LAB_CYRUS_IMAP"), ("TLS", "LAB_CYRUS_IMAPS")):
        p = Profile("cyrus-" + name)
        ok(f"Cyrus: account add over {name}", (r := p.add(LAB[where], LAB["LAB_SMTP"], "alice", "alicepw")).code == 0, r)
        ok("Cyrus: sync", (r := p.run("sync", "--bodies", "all")).code == 0, r)
        rows = items(p.run("list", "--folder", "INBOX", "--limit", "100").json)
        ok("Cyrus: 30 messages", len(rows) == 30, len(rows))
        if not rows:
            continue
        ok("Cyrus: body", "body" in (r := p.run("show", identity(rows[0]), "--text")).out, r)
        ok("Cyrus: star and archive", p.run("flag", identity(rows[0]), "--star").code == 0 and p.run("archive", identity(rows[0])).code == 0)
        ok("Cyrus: sync again", (r := p.run("sync")).code == 0, r)
        who = {"user": "alice", "password": "alicepw", "port": "LAB_CYRUS_IMAPS"}
        ok("Cyrus: archived on the server", count("Archive", "FLAGGED", **who) == 1)
        ok("Cyrus: undo", p.run("undo").code == 0 and p.run("sync").code == 0 and count("INBOX", "ALL", **who) == 30)
        p.run("flag", identity(rows[0]), "--unstar")
        p.run("sync")


def refused(what, result, *words):
    """A clear sentence, a non-zero exit, JSON with an error, and no crash."""
    text = (result.out + result.err).lower()
    good = 0 < result.code < 100 and "AddressSanitizer" not in result.err and "CRITICAL" not in result.err
    ok(what, good and result.json is not None and "error" in result.json and (not words or any(word in text for word in words)), result)


def add_and_sync(profile, *arguments, **named):
    """What goes wrong may show at either step; the first failure is the answer."""
    result = profile.add(*arguments, **named)
    return result if result.code != 0 else profile.run("sync")


def trouble():
    good_imap, good_smtp = LAB["LAB_IMAPS"], LAB["LAB_SMTP"]
    refused("wrong password", add_and_sync(Profile("t1"), good_imap, good_smtp, "alice@mail.test", "wrong"), "password", "sign", "auth")
    refused("closed port", add_and_sync(Profile("t2"), "localhost:1:tls", good_smtp), "connect", "refused", "reach")
    refused("wrong host", add_and_sync(Profile("t3"), "nowhere.invalid:993:tls", good_smtp), "host", "found", "resolve", "name", "reach")
    for name in ("LAB_SELF_SIGNED", "LAB_EXPIRED", "LAB_OTHER_NAME"):
        refused(f"certificate: {name}", add_and_sync(Profile("t-" + name), LAB[name], good_smtp), "certificate")
    bad_log = f"{LAB['LAB_DIR']}/log/bad-tls.log"
    ok("nothing was said to a server with a bad certificate", not os.path.exists(bad_log) or os.path.getsize(bad_log) == 0)
    refused("TLS against a plain port", add_and_sync(Profile("t4"), LAB["LAB_IMAP"].replace("starttls", "tls"), good_smtp))
    refused("no encryption needs --allow-insecure", Profile("t5").add(LAB["LAB_IMAP"].replace("starttls", "none"), good_smtp), "insecure", "encrypt")
    refused("nonsense server", Profile("t6").add("localhost", good_smtp))
    refused("unknown command", Profile("t7").run("frobnicate"))
    refused("unknown message", Profile("t7").run("show", "999999"))
    refused("unknown folder", Profile("t7").run("list", "--folder", "Nowhere"))
    refused("send from an unknown address", Profile("t7").run("send", "--from", "x@y.test", "--to", "a@b.test", "--subject", "x"))

    p = Profile("kept")
    ok("a good profile", (r := p.add(good_imap, good_smtp)).code == 0 and (r := p.run("sync", "--bodies", "all")).code == 0, r)
    before = len(items(p.run("list", "--folder", "INBOX", "--limit", "500").json))

    # A second instance on the same profile while the first one works.
    first = subprocess.Popen([CLI, "--profile", p.folder, "--json", "sync", "--bodies", "all"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    results = [p.run("sync") for _ in range(2)]
    first.communicate(timeout=120)
    ok("a second instance waits or says so", all(r.code == 0 or (r.json and "error" in r.json) for r in results), results[0])

    for path in glob.glob(f"{p.folder}/**/*", recursive=True):
        os.chmod(path, 0o555 if os.path.isdir(path) else 0o444)
    os.chmod(p.folder, 0o555)
    r = p.run("sync")
    refused("read-only profile", r, "read-only", "written", "write", "permission", "denied", "open")
    for path in [p.folder, *glob.glob(f"{p.folder}/**/*", recursive=True)]:
        os.chmod(path, 0o755 if os.path.isdir(path) else 0o644)
    ok("nothing lost by it", len(items(p.run("list", "--folder", "INBOX", "--limit", "500").json)) == before)

    full = Profile("full")
    os.makedirs(full.folder)
    wrap = ("bwrap", "--dev-bind", "/", "/", "--size", "600000", "--tmpfs", full.folder)
    r = full.run("account", "add", "--email", "alice@mail.test", "--name", "A", "--imap", good_imap, "--smtp", good_smtp, "--password-command",
                 "printf alicepw", "--ca-file", LAB["LAB_CA"], wrap=wrap)
    script = f'"{CLI}" --profile "{full.folder}" --json account add --email alice@mail.test --name A --imap {good_imap} --smtp {good_smtp} ' \
             f'--password-command "printf alicepw" --ca-file "{LAB["LAB_CA"]}" >/dev/null && exec "{CLI}" --profile "{full.folder}" --json sync --bodies all'
    r = Result(subprocess.run([*wrap, "sh", "-c", script], capture_output=True, text=True, timeout=120, check=False))
    refused("full disk", r, "disk", "space", "full")

    for database in glob.glob(f"{p.folder}/**/*.db", recursive=True):
        if os.path.basename(database).startswith("mail"):
            with open(database, "r+b") as file:
                file.write(b"this is no database" * 300)
            for extra in ("-wal", "-shm"):
                if os.path.exists(database + extra):
                    os.remove(database + extra)
    r = p.run("list", "--folder", "INBOX", "--limit", "500")
    ok("corrupt cache: a clear sentence or rebuilt, no crash", 0 <= r.code < 100 and r.json is not None and "Sanitizer" not in r.err, r)
    r = p.run("sync", "--bodies", "recent")
    ok("corrupt cache: rebuilt from the server", r.code == 0 and len(items(p.run("list", "--folder", "INBOX", "--limit", "500").json)) == before, r)
    for database in glob.glob(f"{p.folder}/**/local.db", recursive=True):
        with open(database, "r+b") as file:
            file.write(b"this is no database" * 300)
    r = p.run("sync")
    ok("corrupt database of what cannot be rebuilt: what can be read is saved, the damaged file is set aside", r.code == 0 and r.json is not None
       and "alice@mail.test" in p.run("account", "list").out and glob.glob(f"{p.folder}/**/local.db.damaged-*", recursive=True), r)

    for name, data in (("empty", b""), ("binary", bytes(range(256)) * 400), ("zeros", bytes(100000)), ("text", b"no headers here\n" * 50),
                       ("deep", b"".join(b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(500))),
                       ("wide", b"To: " + b"<a@b.test>, " * 100000 + b"\r\n\r\n")):
        with open(f"{FOLDER}/{name}.eml", "wb") as file:
            file.write(data)
        r = p.run("parse", f"{FOLDER}/{name}.eml")
        ok(f"parse of a file that is no mail: {name}", r.code in (0, 1, 2) and r.json is not None and "Sanitizer" not in r.err, r)
    r = p.run("parse", f"{FOLDER}/absent.eml")
    ok("parse of a file that is not there", r.code == 1 and '"error"' in r.out, r)
    ok("doctor", (r := Profile("t7").run("doctor")).json is not None, r)


{"job": job, "cyrus": cyrus, "trouble": trouble}[PART]()
shutil.rmtree(FOLDER, ignore_errors=True)
print(f"{len(FAILED)} failed")
sys.exit(1 if FAILED else 0)
