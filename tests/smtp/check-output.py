#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-output.py SEND-CASES [COUNT] [SEED]: what leaves us, judged by an independent strict receiver (rows O-01..O-05).

Generates COUNT cases (messages with every end-of-data variant, hostile addresses, header injection, Bcc, drafts),
lets SEND-CASES send them through our SMTP session and receives them with a server that believes every end-of-data
mark any server ever believed.  For every case: exactly one message or none, no bare CR, bare LF or NUL, dots stuffed,
no Bcc field, the envelope as asked for, the headers as expected by Python's own parser.
"""
import base64
import email
import email.policy
import random
import re
import socket
import subprocess
import sys
import threading

# Everything some server takes for the end of a message.
EOL = rb"(?:\r\n|\n|\r|\r\r\n|\r\n\0)"
END = re.compile(rb"(?:^|" + EOL + rb")\.\0?" + EOL)
COMMAND = re.compile(
    rb"EHLO \[127\.0\.0\.1\]|RSET|QUIT|DATA|BDAT \d+(?: LAST)?"
    rb"|MAIL FROM:<(?P<from>[^<>\x00-\x20\x7f]*|\"(?:[^\"\\\x00-\x1f]|\\[ -~])*\"@[^<>\x00-\x20]+)>"
    rb"(?: SIZE=\d+| BODY=8BITMIME| SMTPUTF8)*"
    rb"|RCPT TO:<(?P<to>[^<>\x00-\x20\x7f]+|\"(?:[^\"\\\x00-\x1f]|\\[ -~])*\"@[^<>\x00-\x20]+)>")
VARIANTS = [b"\n.\n", b"\n.\r", b"\r.\n", b"\r.\r", b"\n.\r\n", b"\r.\r\n", b"\r\n.\r\r\n", b"\r\r\n.\r\r\n", b"\r\n\0.\r\n",
            b"\r\n.\r\n", b"\r\n.\0\r\n", b"\r\n.\n", b"\r\n.\r", b"\n.\0\n", b"\r\n..\r\n", b"\r\n.", b".\r\n"]
SMUGGLED = b"MAIL FROM:<smuggled@evil.test>\r\nRCPT TO:<smuggled@victim.test>\r\nDATA\r\nSubject: smuggled\r\n\r\nx"


class Strict(Exception):
    """The client did what it must never do."""


class Receiver:
    """A server for one connection after the other; `mails` holds (sender, recipients, data, chunked)."""

    def __init__(self, rng):
        self.rng = rng
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=4)
        self.port = self.listener.getsockname()[1]
        self.mails = []
        self.complaints = []
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            connection, _ = self.listener.accept()
            connection.settimeout(20)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            try:
                self.serve(connection)
            except Strict as problem:
                self.complaints.append(str(problem))
            except OSError as problem:
                self.complaints.append(f"connection: {problem}")
            connection.close()

    def line(self, stream):
        line = stream.readline(20000)
        if line and (not line.endswith(b"\r\n") or b"\r" in line[:-2] or b"\0" in line):
            raise Strict(f"a command with a bad end: {line[:200]!r}")
        return line[:-2]

    def data(self, connection, stream):
        """Reads until the first thing that could be an end, and then demands silence."""
        got = b""
        while not (match := END.search(got)):
            # read1: what is there, so that bytes behind an early end are seen too
            piece = stream.read1(65536)
            if not piece:
                return None
            got += piece
        rest = got[match.end():]
        if rest:
            raise Strict(f"bytes behind an end-of-data mark {match.group()!r}: {rest[:200]!r}")
        if match.group() not in (b"\r\n.\r\n", b".\r\n"):
            raise Strict(f"a strange end-of-data mark {match.group()!r}")
        return got[:match.start()] + (b"\r\n" if match.group().startswith(b"\r\n") else b"")

    def serve(self, connection):
        stream = connection.makefile("rb")
        reply = lambda text: connection.sendall(text.encode() + b"\r\n")
        offered = [name for name in ("PIPELINING", "CHUNKING", "SIZE 10000000") if self.rng.random() < 0.5]
        offered += ["8BITMIME", "SMTPUTF8"] if self.rng.random() < 0.7 else []
        reply("220 strict.test")
        sender, recipients, chunks = None, [], b""
        while line := self.line(stream):
            match = COMMAND.fullmatch(line)
            if not match:
                raise Strict(f"no command: {line[:200]!r}")
            verb = line.split()[0].upper()
            if verb == b"EHLO":
                connection.sendall(b"".join(b"250-%s\r\n" % word.encode() for word in ["strict.test", *offered]) + b"250 HELP\r\n")
            elif verb == b"MAIL":
                if sender is not None:
                    raise Strict("MAIL inside a transaction")
                sender, recipients, chunks = match["from"], [], b""
                reply("250 ok")
            elif verb == b"RCPT":
                recipients.append(match["to"])
                reply("250 ok")
            elif verb == b"DATA":
                reply("354 go")
                content = self.data(connection, stream)
                if content is None:
                    return
                self.mails.append((sender, recipients, content, False))
                sender = None
                reply("250 ok")
            elif verb == b"BDAT":
                size = int(line.split()[1])
                chunks += stream.read(size)
                if line.endswith(b"LAST"):
                    self.mails.append((sender, recipients, chunks, True))
                    sender = None
                reply("250 ok")
            elif verb == b"RSET":
                sender = None
                reply("250 ok")
            else:
                reply("221 bye")
                return


# --- what is sent ---

def junk(rng, size):
    """Text made of what hurts."""
    parts = [b"\r", b"\n", b"\0", b".", b"..", b"\r\n", b" ", b"\t", b"a", b"From here", b"\xc3\xa4", b"\xff", b"=", b"Bcc: x@y.test",
             "\u2028".encode(), b"%0d%0a", b"\x1b[31m", b"<", b">", b"\"", b"--"] + VARIANTS
    return b"".join(rng.choice(parts) for _ in range(rng.randrange(size)))


def body(rng):
    text = b"".join(rng.choice([b"word ", b"line\r\n", rng.choice(VARIANTS), rng.choice(VARIANTS) + SMUGGLED, junk(rng, 10)])
                    for _ in range(rng.randrange(30)))
    if rng.random() < 0.1:
        text += b"y" * rng.randrange(900, 1100)
    return rng.choice([b"", b".", b".\r\n", b"\r\n.\r\n"]) if rng.random() < 0.05 else text


BAD_ADDRESSES = [
    b"a@b.c> RCPT TO:<x@evil.test", b"a@b.c>\r\nRCPT TO:<x@evil.test", b"\"a\r\nb\"@c.test", b"<>", b"<a@b.test>", b"a b@c.test",
    b"a@b c.test", b"a@", b"@b.test", b"a", b"a@b..test", b".a@b.test", b"a.@b.test", b"a@b.test SIZE=1", b"a@b.test\tx", b"a@-b.test",
    b"x" * 500 + b"@c.test", b"a@" + b"x." * 200 + b"test", b"a@[1.2.3.4> x", b"\"a\"b\"@c.test", b"\"a\\\"@c.test", b"\xff@b.test", b"a@b.test,c@d.test", b"a:b@c.test", b"a;b@c.test", b"(x)a@c.test", b"a@b.test\r", b"\na@b.test"]
GOOD_ADDRESSES = [b"a@b.test", b"\"a b\"@c.test", b"a@[1.2.3.4]", b"x+y=z@d.test", b"a@xn--r8jz45g.jp", "a@例え.jp".encode(),
                  "ä@例え.jp".encode(), b"o'brien@e.test", b"\"<>\"@c.test", b"\"a\\\"b\"@c.test", b"a@[IPv6:::1]", b"x" * 64 + b"@c.test",
                  b"A@B.TEST", b"a-b_c@d-e.test"]


def address(rng):
    return rng.choice(GOOD_ADDRESSES) if rng.random() < 0.8 else rng.choice(BAD_ADDRESSES)


def wire(text):
    """The address as it must stand on the wire, or None when it must not."""
    if text in BAD_ADDRESSES:
        return None
    if not text:
        return text
    local, _, domain = text.decode().rpartition("@")
    return f"{local}@{domain.encode('idna').decode() if not domain.isascii() else domain}".encode()


def normal(source):
    """What must arrive: our own words, not the code's."""
    text = re.sub(rb"\r\n|\r|\n", b"\r\n", source.replace(b"\0", b""))
    # A NUL between CR and LF leaves two line ends; both readings are safe, so such sources are compared without it.
    return text if not text or text.endswith(b"\r\n") else text + b"\r\n"


def case_raw(rng):
    source = b"Subject: " + rng.choice([b"x", b"\xc3\xa4"]) + b"\r\nTo: a@b.test\r\n\r\n" + body(rng)
    if rng.random() < 0.1:
        source = body(rng)
    return {"how": "raw", "from": [address(rng) if rng.random() < 0.95 else b""],
            "to": [address(rng) for _ in range(rng.choice([1, 1, 1, 2, 5]))], "source": [source]}


def typed(rng):
    name = junk(rng, 6).decode("utf-8", "replace").encode() if rng.random() < 0.5 else "Zoë, \"Q\"".encode()
    return rng.choice([address(rng), b"\"" + name.replace(b"\"", b"").replace(b"\\", b"") + b"\" <" + address(rng) + b">"])


def case_draft(rng):
    text = lambda size: junk(rng, size).decode("utf-8", "replace").replace("\0", "").encode()
    case = {"how": "draft", "from": [b"me@b.test"], "to": [typed(rng) for _ in range(rng.randrange(1, 4))],
            "cc": [typed(rng) for _ in range(rng.randrange(2))],
            "bcc": [b"hidden-%d@secret.test" % rng.randrange(1000) for _ in range(rng.randrange(1, 3))],
            "subject": [text(20)], "text": [text(200)], "reply": [text(6)], "reference": [text(6), b"good@id.test"]}
    if rng.random() < 0.5:
        case["html"] = [b"<p>" + text(100) + b"</p>"]
    if rng.random() < 0.3:
        case["file"] = [text(8) + b"n.txt"]
        case["data"] = [junk(rng, 300)]
    return case


BCC_FIELDS = [b"Bcc: %s", b"bcc: %s", b"BCC:%s", b"Bcc : %s", b"Bcc\t: %s", b"Bcc: x@y.test,\r\n %s", b"Bcc:\r\n\t%s", b"Bcc: a@b.test\rBcc: %s",
              b"Subject: x\rBcc: %s", b"Resent-Bcc: %s", b"X-A: 1\r\n\r Bcc: %s", b"Bcc:\0 %s", b"B\0cc: %s"]


def case_file(rng):
    fields = [b"From: me@b.test", b"To: a@b.test", b"Subject: " + rng.choice([b"x", b"=?utf-8?q?a=0D=0ABcc:_b?="]), b"X-Own: keep"]
    secret = b"hidden-%d@secret.test" % rng.randrange(1000)
    fields.insert(rng.randrange(len(fields) + 1), rng.choice(BCC_FIELDS) % secret)
    end = rng.choice([b"\r\n", b"\n"])
    return {"how": "file", "from": [b"me@b.test"], "source": [end.join(fields) + end * 2 + body(rng)]}


# --- what arrived ---

def check_data(mail, problems):
    """What holds for every message; returns it without stuffing."""
    _, _, data, chunked = mail
    if re.search(rb"\r(?!\n)|(?<!\r)\n|\0", data):
        problems.append("a bare CR, a bare LF or a NUL")
    if data and not data.endswith(b"\r\n"):
        problems.append("no line end at the end")
    lines = data.split(b"\r\n")[:-1]
    if any(len(line) > 999 for line in lines):
        problems.append("a line over 998 bytes")
    if not chunked:
        if any(line.startswith(b".") and not line.startswith(b"..") for line in lines):
            problems.append("a dot that is not stuffed")
        lines = [line[1:] if line.startswith(b".") else line for line in lines]
    return b"\r\n".join(lines) + (b"\r\n" if lines else b"")


def check_headers(data, problems, hidden=b"@secret.test"):
    """For messages made by us: the set of fields, and no Bcc in any spelling."""
    parsed = email.message_from_bytes(data, policy=email.policy.compat32)
    names = [name.strip().lower() for name in parsed.keys()]
    if any(name in ("bcc", "resent-bcc") for name in names):
        problems.append("a Bcc field")
    if hidden in data.partition(b"\r\n\r\n")[0]:
        problems.append("a hidden recipient in the header")
    return parsed, names


DRAFT_FIELDS = {"from", "to", "cc", "subject", "date", "message-id", "in-reply-to", "references", "mime-version", "content-type",
                "content-transfer-encoding", "content-disposition", "user-agent", "reply-to"}


def check_raw(case, mail, problems):
    wanted = list(dict.fromkeys(wire(to) for to in case["to"]))
    if [mail[0]] != [wire(case["from"][0])] or mail[1] != wanted:
        problems.append(f"envelope {mail[0]!r} {mail[1]!r}, wanted {wanted!r}")
    data = check_data(mail, problems)
    if re.search(rb"\r\0+\n", case["source"][0]):
        return
    if data != normal(case["source"][0]):
        problems.append(f"changed on the way: {data!r}")


def check_draft(case, mail, problems):
    data = check_data(mail, problems)
    parsed, names = check_headers(data, problems)
    if set(names) - DRAFT_FIELDS or len(set(names)) != len(names):
        problems.append(f"fields {names}")
    if parsed.defects:
        problems.append(f"defects {parsed.defects}")
    if not set(case["bcc"]) <= set(mail[1]):
        problems.append("a hidden recipient gets nothing")
    if not data.isascii() and all(mailbox.isascii() for mailbox in mail[1]):
        problems.append("8-bit bytes")


def check_file(case, mail, problems):
    data = check_data(mail, problems)
    # What follows a bare CR is part of the field before, odd as that is, and no recipient.
    header = re.split(rb"\r?\n\r?\n", case["source"][0], maxsplit=1)[0]
    hidden = re.search(rb"\r(?!\n)", header) is None
    parsed, _ = check_headers(data, problems, b"@secret.test" if hidden else b"\0")
    if not hidden and b"Bcc: a@b.test" not in header and any(b"hidden" in to for to in mail[1]):
        problems.append("a recipient out of the middle of a field")
    if parsed.get_all("X-Own") != ["keep"]:
        problems.append("another field was lost or doubled")


CHECKS = {"raw": check_raw, "draft": check_draft, "file": check_file}


def must_fail(case):
    return case["how"] == "raw" and (any(wire(to) is None for to in case["to"]) or wire(case["from"][0]) is None)


def judge(case, answer, receiver, seen):
    """Problems of one case, [] when all is well."""
    problems = []
    new = receiver.mails[seen:]
    if receiver.complaints:
        problems.append(f"the receiver says: {receiver.complaints.pop()}")
    if len(new) != (1 if answer == "SENT" else 0):
        problems.append(f"{answer}, and {len(new)} messages arrived")
    if answer == "UNKNOWN" or answer == "":
        problems.append("no outcome")
    if must_fail(case) and answer == "SENT":
        problems.append("a bad address was used")
    for mail in new:
        CHECKS[case["how"]](case, mail, problems)
    return problems


def main():
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 3000
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.randrange(1 << 30)
    rng = random.Random(seed)
    receiver = Receiver(random.Random(seed))
    driver = subprocess.Popen([sys.argv[1], str(receiver.port)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL)
    sent = {"raw": 0, "draft": 0, "file": 0}
    for number in range(count):
        case = rng.choice([case_raw, case_raw, case_draft, case_file])(rng)
        words = [f"{name}={base64.b64encode(value).decode()}" for name, values in case.items() if name != "how" for value in values]
        seen = len(receiver.mails)
        driver.stdin.write(" ".join([case["how"], *words]).encode() + b"\n" + (b"end\n" if number % 20 == 19 else b""))
        driver.stdin.flush()
        answer = driver.stdout.readline().decode().strip()
        problems = judge(case, answer, receiver, seen)
        sent[case["how"]] += answer == "SENT"
        if problems:
            sys.exit(f"seed {seed}, case {number}: {'; '.join(problems)}\n{case}")
    driver.stdin.close()
    if driver.wait(20) != 0:
        sys.exit(f"the driver failed with {driver.returncode}")
    if receiver.complaints:
        sys.exit(f"seed {seed}: {receiver.complaints}")
    for how, n in sent.items():
        if n < count / 50:
            sys.exit(f"only {n} of the {how} cases were sent: the test tests nothing")
    print(f"{count} cases, seed {seed}, sent: {sent}")


main()
