#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""make-mail.py MAILDIR: fills a Maildir with generated mail, the same for the same arguments.

Conversations over several days, plain text and HTML, attachments, inline pictures, many scripts, newsletters, odd
charsets and encodings.  A few hundred messages take a moment, 100,000 about half a minute.  The newest three messages
are always the same ones (see `welcome`), so that a test can name them.
"""
import argparse
import base64
import calendar
import email.utils
import os
import quopri
import random
import struct
import sys
import zlib

PEOPLE = [("Bob Weber", "bob@mail.test"), ("Carol Müller", "carol@mail.test"), ("Dieter Groß", "dieter@berg.test"),
          ("Élodie Martin", "elodie@exemple.test"), ("Федор Иванов", "fedor@pochta.test"), ("山田花子", "hanako@yubin.test"),
          ("محمد علي", "mohamed@barid.test"), ("Γιώργος Παππάς", "giorgos@tachydromeio.test"), ("דנה כהן", "dana@doar.test"),
          ("Ingrid Sørensen", "ingrid@post.test"), ("김민준", "minjun@upyeon.test"), ("Priya शर्मा", "priya@dak.test"),
          ("Grace O'Neil", "grace@mail.test"), ("Zoë van Dijk", "zoe@brief.test"), ("王伟", "wei@youjian.test")]

SUBJECTS = ["Hut booking for the weekend", "Route over the Säntis", "Invoice for March", "Minutes of the meeting",
            "Frage zur Wanderkarte", "Réservation du refuge", "Прогноз погоды на субботу", "来週の山行について",
            "خطة الرحلة", "Αίτηση για άδεια", "שאלה על המסלול", "산장 예약 문의", "यात्रा की योजना", "关于下周的会议",
            "Train times 🚂 and tickets", "Photos from the glacier", "Broken crampon", "Re-scheduling Thursday",
            "Offer: twelve ropes, 60 m", "Key for the boathouse", "Spring cleaning of the hut", "Avalanche course"]

SENTENCES = ["The path above the lake is closed until the middle of June.", "Could you bring the second rope and the map?",
             "I have booked six places, two of them are still free.", "Wir treffen uns um sieben Uhr am Bahnhof.",
             "Le refuge est ouvert, mais il faut réserver à l'avance.", "Погода в субботу обещает быть хорошей.",
             "週末は雪が降るかもしれません。", "يفتح المأوى في الساعة السادسة صباحا.", "Το μονοπάτι είναι ανοιχτό.",
             "השביל פתוח עד השקיעה.", "산장은 토요일에 엽니다.", "कृपया अपना टिकट साथ लाएँ।", "请在星期五之前回复。",
             "Thanks for the quick answer, that helps a lot.", "The invoice is attached; please pay within thirty days.",
             "Attached are the photos in full size.", "See you on Thursday then, have a good week!",
             "The total comes to CHF 1,284.50 including the deposit.", "My phone number is +41 44 555 01 23.",
             "More at https://www.mail.test/huts?id=17&lang=en if you like."]

WORDS = ["gneiss", "larch", "marmot", "saddle", "moraine", "couloir", "gentian", "serac", "cairn", "edelweiss", "ibex",
         "scree", "tarn", "arete", "chough", "bivouac", "karabiner", "föhn", "névé", "glacier"]


def png(width, height, red, green, blue):
    """A picture of one colour with a lighter diagonal."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = b"".join(b"\0" + b"".join(bytes((min(255, red + 60 * (x == y)), green, blue)) for x in range(width))
                    for y in range(height))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b""))


def encoded_word(text):
    """A header value, as RFC 2047 encoded words where it is not ASCII (each short enough, none splitting a character)."""
    if text.isascii():
        return text
    words, piece = [], b""
    for character in text:
        data = character.encode()
        if len(piece) + len(data) > 42:
            words.append(piece)
            piece = b""
        piece += data
    words.append(piece)
    return "\r\n ".join("=?UTF-8?B?" + base64.b64encode(word).decode() + "?=" for word in words)


def address(person):
    name, mail = person
    if not name.isascii():
        return f"{encoded_word(name)} <{mail}>"
    return f'"{name}" <{mail}>' if "'" in name else f"{name} <{mail}>"


def wrap64(data):
    return base64.encodebytes(data).replace(b"\n", b"\r\n")


def text_part(text, subtype="plain", charset="utf-8", encoding="quoted-printable"):
    data = text.replace("\n", "\r\n").encode(charset)
    if encoding == "base64":
        body = wrap64(data)
    elif encoding == "8bit":
        body = data
    else:
        body = quopri.encodestring(data.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")
    return (f"Content-Type: text/{subtype}; charset={charset}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n").encode() + body


def file_part(name, kind, data, inline_id=None):
    where = f"Content-Disposition: inline\r\nContent-ID: <{inline_id}>\r\n" if inline_id else \
        f'Content-Disposition: attachment; filename="{name}"\r\n' if name.isascii() else \
        "Content-Disposition: attachment; filename*=UTF-8''" + "".join(f"%{b:02X}" for b in name.encode()) + "\r\n"
    return f"Content-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n{where}\r\n".encode() + wrap64(data)


def multipart(subtype, parts, boundary, extra=""):
    lines = [f'Content-Type: multipart/{subtype}; boundary="{boundary}"{extra}\r\n\r\n'.encode()]
    for part in parts:
        lines.append(f"--{boundary}\r\n".encode() + part + (b"" if part.endswith(b"\r\n") else b"\r\n"))
    lines.append(f"--{boundary}--\r\n".encode())
    return b"".join(lines)


def paragraphs(rng, count):
    return "\n\n".join(" ".join(rng.choice(SENTENCES) for _ in range(rng.randint(1, 4))) for _ in range(count))


def html_of(text):
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    return "<html><body>" + "".join(f"<p>{p}</p>" for p in escaped.split("\n\n")) + "</body></html>"


def newsletter(rng):
    rows = "".join(f'<tr><td style="padding:8px"><h3>{rng.choice(SUBJECTS)}</h3><p>{rng.choice(SENTENCES)}</p>'
                   f'<a href="https://news.mail.test/c/{rng.randrange(10**9)}">Read more</a></td></tr>' for _ in range(4))
    return ('<html><head><style>h1{color:#b0305a}</style></head><body bgcolor="#f4f4f4"><table width="600" align="center">'
            f'<tr><td><h1>Alpine Weekly</h1></td></tr>{rows}</table>'
            '<img src="https://track.mail.test/open.gif?u=17" width="1" height="1"></body></html>')


def bodies(rng, count):
    """A pool of bodies: (kind, bytes with the MIME headers).  Messages take one each, so that many are made quickly."""
    pool = []
    for n in range(count):
        text = paragraphs(rng, rng.randint(1, 6)) + "\n\n-- \nSent from the hut\n"
        boundary = f"=_{n:04x}_alpenpost"
        picture = png(48, 32, 40 + n % 200, 120, 180)
        plain, html = text_part(text), text_part(html_of(text), "html")
        choice = n % 12
        if choice in (0, 1, 2):
            pool.append(("plain", plain))
        elif choice == 3:
            pool.append(("plain", text_part(text, encoding="base64")))
        elif choice == 4:
            pool.append(("plain", text_part("Grüße aus dem Tal: " + SENTENCES[3] + "\n", charset="iso-8859-1", encoding="8bit")))
        elif choice in (5, 6):
            pool.append(("html", multipart("alternative", [plain, html], boundary)))
        elif choice == 7:
            related = multipart("related", [text_part(html_of(text).replace("</body>", f'<img src="cid:p{n}@mail.test" alt="A view"></body>'),
                                                      "html"), file_part("", "image/png", picture, f"p{n}@mail.test")], boundary + "r")
            pool.append(("inline", multipart("alternative", [plain, related], boundary)))
        elif choice == 8:
            pool.append(("attachment", multipart("mixed", [plain, file_part("view.png", "image/png", picture)], boundary)))
        elif choice == 9:
            pool.append(("attachment", multipart("mixed", [plain, file_part("Übersicht Höhenweg.csv", "text/csv", b"hut;beds\r\nA;12\r\n" * 40),
                                                           file_part("invoice.pdf", "application/pdf", b"%PDF-1.4\n% a page\n" * 200)], boundary)))
        elif choice == 10:
            pool.append(("html", text_part(html_of(text), "html", encoding="base64")))
        else:
            pool.append(("newsletter", text_part(newsletter(rng), "html")))
    return pool


def welcome(owner):
    """The newest messages, oldest first: (sender, subject, body)."""
    picture = png(96, 64, 200, 90, 130)
    html = ("<html><body><h2>Welcome to the valley</h2><p>This message has <b>HTML</b>, a list and a picture.</p>"
            "<ul><li>Bread and cheese</li><li>Two ropes</li></ul><p><img src=\"cid:valley@mail.test\" alt=\"The valley\"></p>"
            "<p>A picture from outside stays outside: <img src=\"http://tracker.mail.test/a.gif\" alt=\"remote\"></p></body></html>")
    related = multipart("related", [text_part(html, "html"), file_part("", "image/png", picture, "valley@mail.test")], "=_welcome_r")
    return [(PEOPLE[1], "Plan for the Höhenweg", text_part("Hello Alice,\n\nthe plan is attached to the wall of the hut.\n\nCarol\n")),
            (PEOPLE[2], "Photos and a table", multipart("mixed", [text_part("Two files for you.\n"), file_part("view.png", "image/png", picture),
                                                                   file_part("table.csv", "text/csv", b"a;b\r\n1;2\r\n")], "=_files")),
            (PEOPLE[0], "Welcome to the valley", multipart("alternative", [
                text_part("Welcome to the valley\n\nThis message has HTML, a list and a picture.\n"), related], "=_welcome"))]


class Writer:
    """Delivers into a Maildir as Dovecot would have: the name carries the size, the file's time is the arrival."""

    def __init__(self, maildir):
        self.cur = os.path.join(maildir, "cur")
        for folder in ("cur", "new", "tmp"):
            os.makedirs(os.path.join(maildir, folder), exist_ok=True)

    def write(self, number, when, flags, data):
        data = data.replace(b"\r\n", b"\n")
        name = f"{when}.M{number:06d}P1.mail.test,S={len(data)},W={len(data) + data.count(10)}:2,{flags}"
        path = os.path.join(self.cur, name)
        with open(path, "wb") as file:
            file.write(data)
        os.utime(path, (when, when))


def message(number, when, sender, owner, subject, body, references, extra=""):
    identity = f"<{number}.{when}@mail.test>"
    head = (f"Return-Path: <{sender[1]}>\r\nReceived: from mx.mail.test by mail.test; {email.utils.formatdate(when)}\r\n"
            f"From: {address(sender)}\r\nTo: Alice Alpen <{owner}>\r\nSubject: {encoded_word(subject)}\r\n"
            f"Date: {email.utils.formatdate(when)}\r\nMessage-ID: {identity}\r\n")
    if references:
        head += f"In-Reply-To: {references[-1]}\r\nReferences: " + "\r\n ".join(references[-12:]) + "\r\n"
    return identity, head.encode() + extra.encode() + b"MIME-Version: 1.0\r\n" + body


def fill(arguments):
    rng = random.Random(arguments.seed)
    pool = bodies(rng, 240)
    writer = Writer(arguments.maildir)
    special = welcome(arguments.owner)
    count = max(0, arguments.count - len(special))
    step = max(20, 86400 * 400 // max(count, 1))
    threads = []
    for number in range(count):
        when = arguments.now - 7200 - (count - number) * step - rng.randrange(max(1, step // 2))
        kind, body = pool[rng.randrange(len(pool))]
        sender = rng.choice(PEOPLE)
        extra, references = "", []
        if kind == "newsletter":
            subject = f"Alpine Weekly no. {number}"
            sender = ("Alpine Weekly", "news@weekly.test")
            extra = ("List-Id: Alpine Weekly <weekly.news.test>\r\nList-Unsubscribe: <https://news.mail.test/u/17>, <mailto:leave@weekly.test>\r\n"
                     "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\nPrecedence: bulk\r\n")
        elif threads and rng.random() < 0.5:
            thread = rng.choice(threads[-30:])
            subject, references = "Re: " + thread[0], thread[1]
        else:
            subject = f"{rng.choice(SUBJECTS)} {rng.choice(WORDS)} {number}"
            threads.append((subject, []))
            references = threads[-1][1]
        identity, data = message(number, when, sender, arguments.owner, subject, body, references, extra)
        if kind != "newsletter":
            references.append(identity)
        flags = "" if number > count - 12 and number % 3 else "S"
        flags = ("F" if rng.random() < 0.04 else "") + ("R" if rng.random() < 0.1 else "") + flags
        writer.write(number, when, "".join(sorted(flags)), data)
        if not arguments.quiet and number % 10000 == 9999:
            print(f"{number + 1} messages", file=sys.stderr)
    for offset, (sender, subject, body) in enumerate(special):
        when = arguments.now - (len(special) - offset) * 600
        _, data = message(count + offset, when, sender, arguments.owner, subject, body, [])
        writer.write(count + offset, when, "", data)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("maildir")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--owner", default="alice@mail.test")
    parser.add_argument("--now", type=int, default=calendar.timegm((2026, 3, 14, 9, 0, 0)), help="newest date, seconds since 1970")
    parser.add_argument("--quiet", action="store_true")
    fill(parser.parse_args())


main()
