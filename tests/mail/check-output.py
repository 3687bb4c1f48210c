#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-output.py COMPOSE-CASES [COUNT] [SEED]: generated compositions, judged by Python's own parser (rows O-01 to O-12).

COMPOSE-CASES builds each as the composer does.  For every message: CRLF only, no NUL, lines within bounds, 7 bits unless
an address is not; exactly the expected fields, each once; no Bcc but in the own copy; subject, names and addresses as
meant, with controls as spaces; the text as written; HTML without anything that loads or runs; every attached byte under a
safe name; nothing about this computer.  What is refused must be wrong.
"""
import base64
import email
import email.policy
import getpass
import random
import re
import socket
import subprocess
import sys
import uuid

PIECES = ["Hello", "Grüße", "你好", "мир", "é", "😀", ".", "..", "From ", "-- ", ">", "\t", " ", "  ", "\n", "\r\n", "\r", "\n.\n",
          "\r\n.\r\n", "x" * 1200, "Bcc: x@evil.test", "%0d%0a", "=?utf-8?q?a=0d=0ab?=", "\u2028", "\x0b", "\x1b[1m", "a" * 70,
          "\u202e", "--", "=_", "\u00a0", "'", '"', "\\", "&", "<b>", ";"]
NAMES = ["Ana", "Müller, Ana", 'Bo "the" Ox', "山田", "a\r\nBcc: evil@evil.test", "x\u2028y", "(c)", "Ünal", "", "@", "😀 Zed", "=?utf-8?q?x?=", "a" * 300]
ADDRESSES = ["ana@example.org", "b.c+d@mail.example", "ANA@example.org", '"a b"@example.org', "ä@例え.jp", "o'neil@x.example", "a@[192.0.2.1]"]
BAD = ["a@b.c> RCPT TO:<x@evil", "nobody", "a b@c.example", "x" * 500 + "@example.org", "@example.org", "a@", "a@b@c.example", "a@b..c"]
FILES = ["plan.txt", "../../.bashrc", "/etc/passwd", 'a"b;c%41.pdf', "n" * 300 + ".txt", "😀.png", "\u202egpj.exe", "..", ".", "a\r\nX: y.txt", "CON", "name with  spaces .doc",
         "a/b\\c.txt", "ü.txt", "x.eml"]
HTML = ["<p>Hi <b>there</b></p>", "<script>alert(1)</script>", '<img src="http://evil.test/x.png">', '<img src="data:image/png;base64,iVBORw0KGgo=">', "<div class=\"alp-quote\"><blockquote type=\"cite\">old</blockquote></div>",
        "<a href=\"javascript:alert(1)\">x</a>", "<a href=\"https://good.example/?a=1&amp;b=2\">good</a>", "<form action=\"http://evil.test\"><input></form>", "<meta http-equiv=refresh content=\"0;url=http://evil.test\">",
        "<style>body{background:url(http://evil.test)}</style>", "<p onclick=\"x()\">.</p>", "<base href=\"http://evil.test\">", "<iframe src=\"http://evil.test\"></iframe>", "<ul><li>one<li>two</ul>", "<p>\r\n.\r\n</p>", "<!-- secret -->",
        "<img src=\"file:///etc/passwd\">", "<img src=\"cid:other\">", "<svg><script>1</script></svg>", "é😀 " * 40]
HEADERS = ["X-Project: alp", "From: evil@evil.test", "Bcc: evil@evil.test", "X-Bad\r\nBcc: evil@evil.test", "Received: from here", "Content-Type: text/html", "X-Long: " + "w" * 300, "X-Ü: y", "Resent-To: evil@evil.test", "X-Uml: Größe", "Organization:  Hut  ", ": x", "nothing"]
ALWAYS = {"from", "subject", "date", "message-id", "mime-version", "content-type"}
OWN_FIELDS = {"x-project", "x-long", "x-uml", "organization"}
SOURCE = (b"Received: from a\r\nFrom: Bob <bob@example.net>\r\nTo: alice@example.org\r\nBcc: hidden@example.net\r\n fold@example.net\r\nSubject: keep\r\n"
          b"Date: Mon, 02 Mar 2026 10:00:00 +0100\r\nMessage-ID: <first@example.net>\r\nresent-bcc : hidden2@example.net\r\n\r\n")


class Wrong(Exception):
    """A message that must never leave."""


def text(rng, most=12):
    return "".join(rng.choice(PIECES) + rng.choice(["", " ", "\n"]) for _ in range(rng.randint(0, most)))


def quoted(name):
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def recipients(rng, most=4):
    out = []
    for _ in range(rng.randint(0, most)):
        name, address = rng.choice(NAMES), rng.choice(ADDRESSES)
        out.append((name, address, address if name == "" else f"{quoted(name)} <{address}>"))
    return out


def word(name, value):
    data = value if isinstance(value, bytes) else value.encode("utf-8", "replace")
    return f"{name}={base64.b64encode(data).decode()}"


def nested(rng):
    """A message of one's own, forwarded as attachment: its Bcc is nobody's business."""
    body = rng.choice([b"hello\r\n", b"x\n.\ny", b"\xff\xfe\r\n", b"a" * 2000 + b"\r\n"])
    return b"From: me@example.org\r\nTo: a@example.org\r\nBcc: hidden@example.net,\r\n\thidden2@example.net\r\nSubject: inner\r\nMIME-Version: 1.0\r\n\r\n" + body


def make_case(rng):
    case = {"kind": "draft", "name": rng.choice(NAMES), "from": rng.choice(["me@example.org", "ich@xn--mller-kva.example"]), "files": [], "images": [], "bad": False}
    for field in ("to", "cc", "bcc", "replyto"):
        case[field] = recipients(rng) if field != "replyto" or rng.random() < 0.3 else []
    if rng.random() < 0.15:
        case["bad"] = True
        bad = rng.choice(BAD)
        case[rng.choice(["to", "cc", "bcc"])].append(("", bad, bad))
    case["subject"] = text(rng, 5).replace("\x00", "")
    case["html"] = "".join(rng.choice(HTML) for _ in range(rng.randint(1, 6))) if rng.random() < 0.6 else None
    case["text"] = text(rng) if case["html"] is None else ""
    case["headers"] = "\n".join(rng.sample(HEADERS, rng.randint(0, 4))) if rng.random() < 0.4 else ""
    case["references"] = [f"id{i}{rng.choice(['', '@x', ' ', '>'])}@example.net" for i in range(rng.choice([0, 0, 1, 3, 200]))]
    case["priority"], case["receipt"] = rng.random() < 0.2, rng.random() < 0.2
    for _ in range(rng.choice([0, 0, 0, 1, 2])):
        name = rng.choice(FILES)
        case["files"].append(("message/rfc822", "inner.eml", nested(rng)) if rng.random() < 0.25 else ("application/octet-stream", name, rng.randbytes(rng.choice([0, 1, 57, 3000]))))
    if case["html"] is not None and rng.random() < 0.3:
        key = str(uuid.UUID(int=rng.getrandbits(128), version=4))
        case["images"].append((key, "hut.png", rng.randbytes(200)))
        case["html"] += f'<img src="alp-part:draft/{key}" alt="hut">'
    return case


def case_line(case):
    if case["kind"] == "redirect":
        return " ".join(["redirect", word("source", case["source"]), word("from", case["from"])] + [word("to", one) for one in case["to"]])
    words = ["draft", word("name", case["name"]), word("from", case["from"]), word("subject", case["subject"]), word("text", case["text"])]
    words += [word(field, ", ".join(one[2] for one in case[field])) for field in ("to", "cc", "bcc", "replyto")]
    words += [word("html", case["html"])] if case["html"] is not None else []
    words += [word("headers", case["headers"])] if case["headers"] else []
    words += [word("reference", one) for one in case["references"]]
    words += [word("priority", "1")] if case["priority"] else []
    words += [word("receipt", "1")] if case["receipt"] else []
    words += [word("file", kind.encode() + b"\0" + name.replace("\0", "").encode() + b"\0" + data) for kind, name, data in case["files"]]
    words += [word("image", key.encode() + b"\0" + name.encode() + b"\0" + data) for key, name, data in case["images"]]
    return " ".join(words)


def check(condition, what):
    if not condition:
        raise Wrong(what)


def squeeze(value):
    """As a reader sees it: controls and white space are one space; what is invisible does not count."""
    value = re.sub(r"[\u202a-\u202e\u2066-\u2069\u200b-\u200f\ufeff]", "", value)
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029\xa0]+", " ", value).strip()


def check_bytes(raw, ascii_only):
    check(b"\0" not in raw, "a NUL")
    rest = raw.replace(b"\r\n", b"")
    check(b"\r" not in rest and b"\n" not in rest, "a bare CR or LF")
    check(all(len(line) <= 998 for line in raw.split(b"\r\n")), "a line over 998 octets")
    check(not ascii_only or raw.isascii(), "8 bits in a message of 7")
    for secret in {socket.gethostname(), getpass.getuser() if len(getpass.getuser()) > 3 else "/home/"} - {"localhost"}:
        check(secret.encode() not in raw.split(b"\r\n\r\n")[0], f"{secret} in the header")


def expected_fields(case, with_bcc):
    fields = set(ALWAYS)
    fields |= {field for field in ("to", "cc") if case[field]}
    fields |= {"bcc"} if with_bcc and case["bcc"] else set()
    fields |= {"reply-to"} if case["replyto"] else set()
    fields |= {"importance", "x-priority"} if case["priority"] else set()
    fields |= {"disposition-notification-to"} if case["receipt"] else set()
    fields |= {"references", "in-reply-to"} if case["references"] else set()
    return fields


def check_fields(case, message, with_bcc):
    names = [name.lower() for name in message.keys()]
    check(len(names) == len(set(names)), f"a field twice: {sorted(names)}")
    expected = expected_fields(case, with_bcc)
    optional = OWN_FIELDS if case["headers"] else set()
    optional = optional | {"content-transfer-encoding", "content-disposition"}
    optional |= {"references", "in-reply-to"} if case["references"] else set()
    check(set(names) - optional == expected - optional, f"fields {sorted(set(names) ^ expected)}")


def unique(addresses):
    seen, out = set(), []
    for address in addresses:
        if address.casefold() not in seen:
            seen.add(address.casefold())
            out.append(address)
    return out


def idna(address):
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.encode('idna').decode() if not domain.startswith('[') else domain}"


def check_addresses(case, message, raw):
    for field, header in (("to", "To"), ("cc", "Cc"), ("replyto", "Reply-To")):
        if not case[field] or not raw.isascii():
            continue
        found = [(squeeze(a.display_name), a.addr_spec) for a in message[header].addresses]
        meant = [idna(one[1]) for one in case[field]]
        check([address for _, address in found] == meant, f"{header}: {found} instead of {meant}")
        for (name, _), one in zip(found, case[field]):
            check("\n" not in name and len(name) < 1000, f"the name {name!r}")
            check(name == squeeze(one[0]) or len(one[0]) > 200 or "=?" in one[0], f"{header}: the name {name!r} instead of {one[0]!r}")


def check_subject(case, message):
    found, meant = squeeze(message["Subject"]), squeeze(case["subject"])
    check(found.replace(" ", "") == meant.replace(" ", "") or "=?" in meant, f"the subject {found!r} instead of {meant!r}")


def flowed(body):
    """RFC 3676: soft line breaks are none."""
    lines, out = body.replace("\r\n", "\n").split("\n"), []
    joined = ""
    for line in lines:
        line = line[1:] if line.startswith(" ") else line
        if line.endswith(" ") and line != "-- ":
            joined += line
        else:
            out.append(joined + line)
            joined = ""
    return "\n".join(out + ([joined] if joined else []))


def check_text(case, message):
    part = message.get_body(("plain",))
    check(part is not None, "no plain text")
    if case["html"] is None:
        found, meant = squeeze(flowed(part.get_content())).replace(" ", ""), squeeze(case["text"]).replace(" ", "")
        check(found == meant, f"the text {found[:80]!r} instead of {meant[:80]!r}")
        return
    html = message.get_body(("html",))
    check(html is not None, "no HTML")
    content = html.get_content()
    for bad in ("<script", "evil.test", "javascript:", "onclick", "<form", "<meta http-equiv", "<base", "<iframe", "alp-part", "data:image", "file:", "cid:other", "class=", "secret", "<style"):
        check(bad not in content.replace("https://good.example", ""), f"{bad} in the HTML")
    if "good.example" in case["html"]:
        check("https://good.example/?a=1&amp;b=2" in content, "a good link is lost")
    cids = set(re.findall(r'src="cid:([^"]+)"', content))
    parts = {(one["Content-ID"] or "").strip("<>") for one in message.walk()} - {""}
    check(cids <= parts, f"an image that is no part: {cids - parts}")


def check_files(case, message):
    found = [part for part in message.walk() if part.get_content_disposition() == "attachment"]
    check(len(found) == len(case["files"]), f"{len(found)} attachments instead of {len(case['files'])}")
    for part, (kind, name, data) in zip(found, case["files"]):
        filename = part.get_filename() or ""
        check(filename != "" and not re.search(r"[/\\\x00-\x1f\x7f\u202a-\u202e]", filename) and filename not in (".", ".."), f"the file name {filename!r}")
        check(len(filename.encode()) <= 255 and not filename.startswith("."), f"the file name {filename!r} from {name!r}")
        if part.get_content_type() == "message/rfc822":
            inner = part.get_payload(0)
            check("bcc" not in [key.lower() for key in inner.keys()], "Bcc of the message that is forwarded")
        elif kind != "message/rfc822":
            check(part.get_payload(decode=True) == data, "other bytes than were attached")
        else:
            check(b"hidden" not in (part.get_payload(decode=True) or b""), "Bcc inside of a forwarded message")


def judge_draft(case, message_raw, own_raw, envelope):
    eight = any(kind == "message/rfc822" and not data.isascii() for kind, _, data in case["files"])  # goes on as it is, 8bit
    ascii_only = not eight and not any(not one[1].split("@")[0].isascii() for field in ("to", "cc", "bcc", "replyto") for one in case[field])
    for raw, with_bcc in ((message_raw, False), (own_raw, True)):
        check_bytes(raw, ascii_only)
        message = email.message_from_bytes(raw, policy=email.policy.default)
        check_fields(case, message, with_bcc)
    message = email.message_from_bytes(message_raw, policy=email.policy.default)
    check(not message.defects, f"defects {message.defects}")
    meant = unique([idna(one[1]) for field in ("to", "cc", "bcc") for one in case[field]])
    check(sorted(map(str.casefold, envelope)) == sorted(map(str.casefold, meant)), f"the envelope {envelope} instead of {meant}")
    check(str(message["Date"]).endswith("+0000"), "a time zone")
    check(str(message["Message-ID"]).strip("<>").endswith("@" + case["from"].split("@")[1]), f"the Message-ID {message['Message-ID']}")
    check_addresses(case, message, message_raw)
    check_subject(case, message)
    check_text(case, message)
    check_files(case, message)


def judge_redirect(case, raw, envelope):
    check_bytes(raw.split(b"\r\n\r\n")[0], False)  # the text is as it came: the session cleans it (tests/smtp/check-output.py)
    message = email.message_from_bytes(raw, policy=email.policy.default)
    names = [name.lower() for name in message.keys()]
    check(names[:4] == ["resent-date", "resent-from", "resent-to", "resent-message-id"], f"the first fields {names[:4]}")
    check("bcc" not in names and "resent-bcc" not in names and b"hidden" not in raw.split(b"\r\n\r\n")[0], "a Bcc")
    check(message["Message-ID"] == "<first@example.net>" and message["From"].addresses[0].addr_spec == "bob@example.net", "the sender is another")
    check(sorted(envelope) == sorted(set(case["to"])), f"the envelope {envelope}")
    check(raw.split(b"\r\n\r\n", 1)[1].replace(b"\r\n", b"\n").strip() == case["body"].replace(b"\r\n", b"\n").replace(b"\0", b"").strip() or b"\r" in case["body"].replace(b"\r\n", b""), "another text")


def main():
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    rng = random.Random(seed)
    builder = subprocess.Popen([sys.argv[1]], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    tally = {"built": 0, "refused": 0}
    findings = []
    for number in range(count):
        if rng.random() < 0.08:
            body = text(rng).encode("utf-8", "replace").replace(b"\0", b"")
            case = {"kind": "redirect", "from": "me@example.org", "to": unique(rng.sample([a for a in ADDRESSES[:2]], rng.randint(1, 2))), "body": body, "source": SOURCE + body}
        else:
            case = make_case(rng)
        builder.stdin.write(case_line(case).encode() + b"\n")
        builder.stdin.flush()
        answer = builder.stdout.readline().decode().split()
        if not answer:
            print(f"not ok - case {number}: the program ended")
            return 1
        try:
            if answer[0] == "INVALID":
                tally["refused"] += 1
                everybody = case["to"] if case["kind"] == "redirect" else case["to"] + case["cc"] + case["bcc"]
                may = case.get("bad") or any("\r" in one[0] or "[" in one[1] for one in everybody + case.get("replyto", []))
                check(not everybody or may, f"refused for no reason: {' '.join(answer[1:])}")
                continue
            tally["built"] += 1
            check(not case.get("bad"), "a bad address was taken")
            values = {one.split("=", 1)[0]: base64.b64decode(one.split("=", 1)[1]) for one in answer[1:]}
            envelope = values["recipients"].decode().split("\n") if values["recipients"] else []
            if case["kind"] == "redirect":
                judge_redirect(case, values["message"], envelope)
            else:
                judge_draft(case, values["message"], values["own"], envelope)
        except Wrong as wrong:
            findings.append(f"case {number}: {wrong}")
        except Exception as problem:  # pylint: disable=broad-exception-caught  (Python's parser stumbling is a finding too)
            findings.append(f"case {number}: {type(problem).__name__}: {problem}")
    builder.stdin.close()
    builder.wait(60)
    for finding in findings[:int(sys.argv[4]) if len(sys.argv) > 4 else 20]:
        print(f"not ok - {finding}")
    print(f"{count} cases, seed {seed}: {tally['built']} built, {tally['refused']} refused, {len(findings)} findings")
    return 1 if findings or builder.returncode != 0 or tally["built"] < count // 2 else 0


if __name__ == "__main__":
    sys.exit(main())
