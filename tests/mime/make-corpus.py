#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""make-corpus.py FOLDER: writes awkward messages and what must come out of them.

FOLDER/cases/*.eml and FOLDER/expected.json, the same for every run.  The maker knows what it put in, so the expected
results owe nothing to any parser; "oracle" says that Python's email package agrees about the parts and is asked too.
Run by hand after a change: tests/mime/make-corpus.py tests/corpus/mime
"""
import base64
import binascii
import hashlib
import json
import os
import quopri
import random
import sys
import urllib.parse

CASES = {}
BINARY = bytes(range(256)) * 3
HEAD = b"From: Ana <ana@example.org>\nTo: bob@example.org\nSubject: %s\nDate: Tue, 1 Jul 2025 10:00:00 +0000\nMessage-ID: <%s@example.org>\nMIME-Version: 1.0\n"


def case(name, data, leaves=None, oracle=True, **expected):
    """One message. @leaves: list of (type, bytes), None when only survival counts."""
    assert name not in CASES, name
    if leaves is not None:
        expected["leaves"] = [[kind, len(body), hashlib.sha256(body).hexdigest()] for kind, body in leaves]
    expected["oracle"] = oracle and leaves is not None
    CASES[name] = (data, expected)


def head(name, subject=None):
    return HEAD % (subject if subject is not None else name.encode(), name.encode())


def uu(data, name=b"x.bin"):
    lines = [b"begin 644 " + name]
    lines += [binascii.b2a_uu(data[i:i + 45]).rstrip(b"\n") for i in range(0, len(data), 45)]
    return b"\n".join(lines + [b"`", b"end", b""])


def encode(data, how):
    if how == "base64":
        return base64.encodebytes(data)
    if how == "quoted-printable":
        return quopri.encodestring(data)
    if how == "x-uuencode":
        return uu(data)
    return data


def part(kind, data, how=None, extra=b""):
    out = b"Content-Type: " + kind.encode() + b"\n"
    if how:
        out += b"Content-Transfer-Encoding: " + how.encode() + b"\n"
    return out + extra + b"\n" + encode(data, how)


def multipart(kind, boundary, parts, params=b"", preamble=b"", epilogue=b"", end=True):
    out = b"Content-Type: multipart/" + kind.encode() + b'; boundary="' + boundary.encode() + b'"' + params + b"\n\n" + preamble
    for one in parts:
        out += b"--" + boundary.encode() + b"\n" + one + b"\n"
    return out + (b"--" + boundary.encode() + b"--\n" + epilogue if end else b"")


def encodings():
    payloads = {"ascii": b"Hello\nworld\n", "empty": b"", "long": b"x" * 3000 + b"\n", "dots": b".\n..\n.hidden\n", "from": b"From here\n>From\n",
                "utf8": "Grüße aus Zürich ☃\n".encode(), "binary": BINARY, "blank": b"\n\n\n", "trailing": b"a \nb\t\n", "equals": b"a=20b=\n=3D\n"}
    for how in ("7bit", "8bit", "binary", "base64", "quoted-printable", "x-uuencode"):
        for name, data in payloads.items():
            if how == "7bit" and name in ("utf8", "binary") or how != "base64" and name == "binary" and how in ("8bit", "binary"):
                continue
            if how == "x-uuencode" and name in ("empty", "long"):
                continue
            kind = "application/octet-stream" if name == "binary" else "text/plain; charset=utf-8"
            body = data if how not in ("quoted-printable",) or data else b""
            case(f"encoding-{how}-{name}", head(f"encoding-{how}-{name}") + part(kind, data, how), [(kind.split(";")[0], body)])
            crlf = (head(f"encoding-crlf-{how}-{name}") + part(kind, data, how)).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
            if how in ("base64", "x-uuencode"):
                case(f"encoding-crlf-{how}-{name}", crlf, [(kind.split(";")[0], body)])
    for label, name in (("BASE64", "upper"), (" base64 ", "spaces"), ("Base64 (comment)", "comment"), ("\"base64\"", "quoted")):
        name = "encoding-label-" + name
        case(name, head(name) + b"Content-Type: text/plain\nContent-Transfer-Encoding: " + label.encode() + b"\n\n" + base64.encodebytes(b"text"),
             [("text/plain", b"text")] if label in ("BASE64", " base64 ") else None)
    broken = {"no-padding": (b"aGVsbG8", b"hello"), "spaces": (b"aG Vs\n bG8=", b"hello"), "foreign": (b"aG!Vs*bG8=\n", b"hello"),
              "one-per-line": (b"a\nG\nV\ns\nb\nG\n8\n=\n", b"hello")}
    for name, (data, body) in broken.items():
        case(f"base64-{name}", head(f"base64-{name}") + b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n" + data, [("text/plain", body)],
             oracle=name != "no-padding")
    for name, (data, body) in {"lower": (b"=c3=bc\n", "ü\n".encode()), "bad": (b"a=XYb\n", b"a=XYb\n"), "soft": (b"a=\nb=\n\n", b"ab\n"),
                               "soft-space": (b"a=  \nb\n", b"ab\n")}.items():
        case(f"qp-{name}", head(f"qp-{name}") + b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n" + data,
             [("text/plain", body)], oracle=name in ("lower", "soft"))


SAMPLES = {
    "utf-8": "Grüße, здравствуй, 你好, 😀", "us-ascii": "plain words", "iso-8859-1": "Grüße à l'été", "iso-8859-2": "Žluťoučký kůň", "iso-8859-3": "ĉirkaŭ ĝi",
    "iso-8859-4": "ļoti ģimene", "iso-8859-5": "Привет мир", "iso-8859-7": "Καλημέρα κόσμε", "iso-8859-9": "İyi günler ğş", "iso-8859-10": "þetta er ļ",
    "iso-8859-13": "ąčęėįšųūž", "iso-8859-14": "Ŵŷ ŵ", "iso-8859-15": "Preis: 5 €, Œuvre", "iso-8859-16": "șțăî „x”", "windows-1250": "Łódź “x”",
    "windows-1251": "Здравствуйте", "windows-1252": "“Zitat” – 5 €", "windows-1253": "Ευχαριστώ", "windows-1254": "Teşekkürler", "windows-1255": "שלום עולם",
    "windows-1256": "مرحبا بالعالم", "windows-1257": "Ačiū Jūs", "windows-1258": "Cám ơn", "koi8-r": "Привет, мир", "koi8-u": "Привіт, їжак", "shift_jis": "こんにちは世界",
    "euc-jp": "日本語のテキスト", "iso-2022-jp": "日本語のメール本文です", "gb2312": "简体中文邮件", "gbk": "繁體與简体", "gb18030": "汉字𠀀测试", "big5": "繁體中文郵件",
    "euc-kr": "안녕하세요", "iso-2022-kr": "한국어 메일", "hz-gb-2312": "简体中文", "tis-620": "สวัสดีชาวโลก", "utf-16": "Grüße 你好", "utf-16le": "Grüße", "utf-16be": "Grüße",
    "utf-32": "Grüße", "macintosh": "Grüße café", "ibm437": "Grüße £", "ibm850": "Grüße ×", "ibm866": "Привет", "viscii": None, "cp932": "①髙﨑", "ks_c_5601-1987": "똠방각하",
}
PYTHON = {"hz-gb-2312": "hz", "macintosh": "mac_roman", "ks_c_5601-1987": "cp949", "ibm437": "cp437", "ibm850": "cp850", "ibm866": "cp866", "shift_jis": "cp932"}


def charsets():
    for label, text in SAMPLES.items():
        if text is None:
            continue
        raw = text.encode(PYTHON.get(label, label))
        for how in ("base64", "quoted-printable", "8bit"):
            if how == "8bit" and label.startswith(("utf-16", "utf-32")):
                continue
            name = f"charset-{label}-{how}"
            case(name, head(name) + part(f"text/plain; charset={label}", raw, how), [("text/plain", raw)], text=text)
        if label.startswith(("utf-16", "utf-32")):
            continue
        if label == "hz-gb-2312":
            continue
        if label == "ks_c_5601-1987":
            text = "안녕하세요"
            raw = text.encode("cp949")
        word = b"=?" + label.encode() + b"?B?" + base64.b64encode(raw) + b"?="
        case(f"word-b-{label}", head(f"word-b-{label}", word) + b"\nx\n", [("text/plain", b"x\n")], subject=text)
        quoted = b"".join(b"%c" % c if 48 <= c < 58 or 65 <= c < 91 or 97 <= c < 123 else b"=%02X" % c for c in raw)
        case(f"word-q-{label}", head(f"word-q-{label}", b"=?" + label.upper().encode() + b"?q?" + quoted + b"?=") + b"\nx\n", [("text/plain", b"x\n")], subject=text)
        if label not in ("iso-2022-jp", "iso-2022-kr", "hz-gb-2312"):
            value = label.encode() + b"''" + urllib.parse.quote_from_bytes(raw, safe="").encode()
            name = f"name-2231-{label}"
            case(name, head(name) + part("application/x-test", b"data", "base64", b"Content-Disposition: attachment; filename*=" + value + b"\n"),
                 [("application/x-test", b"data")], names=[text + ""])


def mislabelled():
    rows = {
        "latin1-as-ascii": ("us-ascii", "Grüße aus Köln, schöne Füße", "iso-8859-1"), "utf8-as-ascii": ("us-ascii", "Grüße ☃", "utf-8"),
        "cp1252-as-latin1": ("iso-8859-1", "“Zitat” – 5 €", "windows-1252"), "utf8-as-nothing": (None, "Grüße ☃", "utf-8"),
        "utf8-as-unknown": ("uft-8", "Grüße ☃ schön", "utf-8"), "utf8-as-bad": ("bad-charset", "Grüße ☃ schön", "utf-8"),
        "utf8-quoted": ("\"utf-8\"", "Grüße", "utf-8"), "utf8-upper": ("UTF8", "Grüße", "utf-8"), "gbk-as-gb2312": ("gb2312", "镕基", "gbk"),
        "cp949-as-euckr": ("euc-kr", "똠방각하", "cp949"), "cp932-as-sjis": ("shift_jis", "①髙﨑", "cp932"), "cp950-as-big5": ("big5", "裏面", "cp950"),
        "cp874-as-tis": ("tis-620", "สวัสดี…", "cp874"), "unicode-1-1": ("unicode-1-1-utf-8", "Grüße", "utf-8"), "x-sjis": ("x-sjis", "日本", "cp932"),
        "cp1252-name": ("cp1252", "Grüße €", "windows-1252"), "x-gbk": ("x-gbk", "简体", "gbk"), "latin-9": ("latin-9", "5 €", "iso-8859-15"),
    }
    for name, (label, text, real) in rows.items():
        raw = text.encode(real)
        kind = "text/plain" + (f"; charset={label}" if label else "")
        case(f"mislabelled-{name}", head(f"mislabelled-{name}") + part(kind, raw, "8bit"), [("text/plain", raw)], text=text)
    case("charset-utf7-html", head("charset-utf7-html") + part("text/html; charset=utf-7", b"+ADw-script+AD4-alert(1)+ADw-/script+AD4-", "7bit"),
         [("text/html", b"+ADw-script+AD4-alert(1)+ADw-/script+AD4-")], absent=["<script"])
    case("charset-overlong", head("charset-overlong") + part("text/html; charset=utf-8", b"a\xc0\xbcscript\xc0\xbe\xed\xa0\x80b", "8bit"),
         [("text/html", b"a\xc0\xbcscript\xc0\xbe\xed\xa0\x80b")], absent=["<script"])
    case("charset-meta", head("charset-meta") + part("text/html; charset=utf-8", '<meta charset=iso-8859-1>Grüße'.encode(), "8bit"),
         [("text/html", '<meta charset=iso-8859-1>Grüße'.encode())], html="Grüße")
    case("charset-meta-only", head("charset-meta-only") + part("text/html", '<meta charset="iso-8859-15">5 €'.encode("iso-8859-15"), "8bit"),
         [("text/html", '<meta charset="iso-8859-15">5 €'.encode("iso-8859-15"))], html="5 €")


def flowed():
    rows = {
        "soft": ("format=flowed", b"one \ntwo \nthree\n", "one two three"), "delsp": ("format=flowed; delsp=yes", b"ab \ncd\n", "abcd"),
        "stuffed": ("format=flowed", b" >not a quote\n From x\n", ">not a quote\nFrom x"), "quotes": ("format=flowed", b"> a \n> b\n>> c\nd\n", "> a b\n>> c\nd"),
        "signature": ("format=flowed", b"a\n-- \nme \nyou\n", "a\n-- \nme you"), "crlf": ("format=flowed", b"one \r\ntwo\r\n", "one two"),
        "upper": ("FORMAT=Flowed; DELSP=YES", b"ab \ncd\n", "abcd"), "fixed": ("format=fixed", b"one \ntwo\n", "one \ntwo"),
        "japanese": ("format=flowed; delsp=yes", "日本 \n語\n".encode(), "日本語"), "quote-change": ("format=flowed", b"> a \nb\n", "> a \nb"),
    }
    for name, (params, data, text) in rows.items():
        case(f"flowed-{name}", head(f"flowed-{name}") + part(f"text/plain; charset=utf-8; {params}", data, "8bit"), [("text/plain", data)], text=text)


def structures():
    text, html = part("text/plain", b"plain"), part("text/html", b"<p>rich</p>")
    plain, rich = ("text/plain", b"plain"), ("text/html", b"<p>rich</p>")
    image = part("image/png", BINARY, "base64", b"Content-ID: <i@x>\nContent-Disposition: inline; filename=i.png\n")
    picture = ("image/png", BINARY)
    both = multipart("alternative", "alt", [text, html])
    rows = {
        "alternative": (both, [plain, rich]), "mixed": (multipart("mixed", "m", [text, image]), [plain, picture]),
        "related": (multipart("related", "r", [part("text/html", b'<img src="cid:i@x">'), image]), [("text/html", b'<img src="cid:i@x">'), picture]),
        "all": (multipart("mixed", "m", [multipart("related", "r", [both, image]), image]), [plain, rich, picture, picture]),
        "no-end": (multipart("mixed", "m", [text, html], end=False), [plain, ("text/html", b"<p>rich</p>\n")]), "unknown-multipart": (multipart("x-odd", "o", [text, html]), [plain, rich]),
        "preamble": (multipart("mixed", "m", [text], preamble=b"This is MIME.\n", epilogue=b"end\n"), [plain]),
        "empty-part": (multipart("mixed", "m", [b"\n", text]), [("text/plain", b""), plain]),
        "no-header-part": (multipart("mixed", "m", [b"\nbare", text]), [("text/plain", b"bare"), plain]),
        "digest": (multipart("digest", "d", [b"\nSubject: one\n\nfirst", b"\nSubject: two\n\nsecond"]), [("text/plain", b"first"), ("text/plain", b"second")]),
        "prefix-boundary": (multipart("mixed", "b", [multipart("mixed", "bb", [text, html]), text]), [plain, rich, plain]),
        "suffix-boundary": (multipart("mixed", "bb", [multipart("mixed", "b", [text, html]), text]), [plain, rich, plain]),
        "signed": (multipart("signed", "s", [text, part("application/pgp-signature", b"sig")], b'; protocol="application/pgp-signature"; micalg=pgp-sha256'),
                   [plain, ("application/pgp-signature", b"sig")]),
        "encrypted": (multipart("encrypted", "e", [part("application/pgp-encrypted", b"Version: 1\n"), part("application/octet-stream", b"-----BEGIN PGP MESSAGE-----\n")],
                                b'; protocol="application/pgp-encrypted"'),
                      [("application/pgp-encrypted", b"Version: 1\n"), ("application/octet-stream", b"-----BEGIN PGP MESSAGE-----\n")]),
        "smime-signed": (multipart("signed", "s", [text, part("application/pkcs7-signature; name=smime.p7s", BINARY, "base64")],
                                   b'; protocol="application/pkcs7-signature"; micalg=sha-256'), [plain, ("application/pkcs7-signature", BINARY)]),
        "smime-opaque": (part("application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m", BINARY, "base64"), [("application/pkcs7-mime", BINARY)]),
        "calendar": (multipart("alternative", "a", [text, part("text/calendar; method=REQUEST; charset=utf-8", b"BEGIN:VCALENDAR\nEND:VCALENDAR\n")]),
                     [plain, ("text/calendar", b"BEGIN:VCALENDAR\nEND:VCALENDAR\n")]),
        "amp": (multipart("alternative", "a", [text, part("text/x-amp-html", b"<html amp4email>"), html]), [plain, ("text/x-amp-html", b"<html amp4email>"), rich]),
        "appledouble": (multipart("appledouble", "a", [part("application/applefile", BINARY, "base64"), image]), [("application/applefile", BINARY), picture]),
        "tnef": (multipart("mixed", "m", [text, part("application/ms-tnef; name=winmail.dat", b"\x78\x9f\x3e\x22" + BINARY, "base64")]),
                 [plain, ("application/ms-tnef", b"\x78\x9f\x3e\x22" + BINARY)]),
        "binhex": (part("application/mac-binhex40", b"(This file must be converted with BinHex 4.0)\n:x:\n"), [("application/mac-binhex40", b"(This file must be converted with BinHex 4.0)\n:x:\n")]),
        "vcard": (part("text/vcard; charset=utf-8", b"BEGIN:VCARD\nFN:<b>x</b>\nEND:VCARD\n"), [("text/vcard", b"BEGIN:VCARD\nFN:<b>x</b>\nEND:VCARD\n")]),
        "uuencoded-text": (part("text/plain", b"see\n\n" + uu(b"hello") + b"\nbye\n"), [("text/plain", b"see\n\n" + uu(b"hello") + b"\nbye\n")]),
        "yenc-text": (part("text/plain; charset=iso-8859-1", b"=ybegin line=128 size=3 name=x\n\x8b\x8c\x8d\n=yend size=3\n", "8bit"),
                      [("text/plain", b"=ybegin line=128 size=3 name=x\n\x8b\x8c\x8d\n=yend size=3\n")]),
        "no-type": (b"\njust text\n", [("text/plain", b"just text\n")]), "multi-text": (multipart("mixed", "m", [text, html, text]), [plain, rich, plain]),
    }
    for name, (body, leaves) in rows.items():
        case(f"structure-{name}", head(f"structure-{name}") + body, leaves, oracle=name != "no-end")
        if name not in ("no-end", "binhex", "uuencoded-text", "yenc-text"):
            case(f"structure-crlf-{name}", (head(f"structure-crlf-{name}") + body).replace(b"\n", b"\r\n"),
                 [(kind, data.replace(b"\n", b"\r\n") if data != BINARY and b"\x00" not in data else data) for kind, data in leaves])
    for depth in (2, 3, 5, 9, 17, 33, 60):
        inner = text
        for level in range(depth):
            inner = multipart("mixed", f"level-{level}", [inner])
        case(f"nested-multipart-{depth}", head(f"nested-multipart-{depth}") + inner, [plain])
        inner = b"Subject: innermost\n\nplain"
        for level in range(depth):
            inner = b"Subject: level %d\nContent-Type: message/rfc822\n\n" % level + inner
        case(f"nested-message-{depth}", inner, [plain] if depth < 40 else None)
    case("nested-mixed-message", head("nested-mixed-message") + multipart("mixed", "m", [text, b"Content-Type: message/rfc822\n\n" + head("inner") + both]),
         [plain, plain, rich])


def malformed():
    text = b"text"
    rows = {
        "two-types": b"Content-Type: text/plain\nContent-Type: text/html\n\ntext", "two-encodings": b"Content-Transfer-Encoding: 7bit\nContent-Transfer-Encoding: base64\n\ntext",
        "space-before-colon": b"Content-Type : text/plain\n\ntext", "no-boundary": b"Content-Type: multipart/mixed\n\n--x\n\ntext\n--x--\n",
        "wrong-boundary": b'Content-Type: multipart/mixed; boundary="a"\n\n--b\n\ntext\n--b--\n', "empty-boundary": b'Content-Type: multipart/mixed; boundary=""\n\n--\n\ntext\n----\n',
        "long-boundary": b'Content-Type: multipart/mixed; boundary="' + b"b" * 500 + b'"\n\n--' + b"b" * 500 + b"\n\ntext\n--" + b"b" * 500 + b"--\n",
        "boundary-space": b'Content-Type: multipart/mixed; boundary="a b"\n\n--a b  \n\ntext\n--a b--\n', "two-boundaries": b"Content-Type: multipart/mixed; boundary=a; boundary=b\n\n--a\n\ntext\n--a--\n",
        "unquoted-boundary": b"Content-Type: multipart/mixed; boundary=a=b?c\n\n--a=b?c\n\ntext\n--a=b?c--\n", "type-only": b"Content-Type: text\n\ntext",
        "type-garbage": b"Content-Type: ///;;=\n\ntext", "type-empty": b"Content-Type:\n\ntext", "type-8bit": b"Content-Type: text/pl\xe4in\n\ntext",
        "header-junk": b"this is no field\nContent-Type: text/plain\n\ntext", "header-nul": b"X: a\x00b\n\ntext", "blank-with-space": b"Content-Type: text/plain\n \ntext",
        "unknown-encoding": b"Content-Transfer-Encoding: x-foo\n\ntext", "encoding-comment": b"Content-Transfer-Encoding: (x) base64\n\ndGV4dA==",
        "rfc822-base64": b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n" + base64.encodebytes(b"Subject: x\n\ntext"),
        "multipart-base64": b"Content-Type: multipart/mixed; boundary=a\nContent-Transfer-Encoding: base64\n\n--a\n\ntext\n--a--\n",
        "partial": b'Content-Type: message/partial; id="x"; number=1; total=2\n\nSubject: x\n\ntext', "external": b'Content-Type: message/external-body; access-type=URL; URL="http://e.test/x"\n\nContent-Type: image/png\n\n',
        "rfc2231-gap": b"Content-Type: application/x; name*0=a; name*2=c\n\ntext", "rfc2231-twice": b"Content-Type: application/x; name*0=a; name*0=b\n\ntext",
        "rfc2231-order": b"Content-Type: application/x; name*1=b; name*0=a\n\ntext", "name-word": b"Content-Type: application/x; name=\"=?utf-8?q?=C3=BC.txt?=\"\n\ntext",
        "name-path": b'Content-Type: application/x; name="../../x"\n\ntext', "eof-in-header": b"Content-Type: text/pl", "only-newlines": b"\n\n\n\n", "cr-only": b"Subject: x\r\rtext\r",
        "mixed-ends": b"Content-Type: text/plain\r\nX: y\n\r\ntext\r\nmore\n", "bom": b"\xef\xbb\xbfSubject: x\n\ntext", "mbox": b"From x@y Mon Jan  1 00:00:00 2025\nSubject: x\n\ntext",
        "from-twice": b"From: evil@example.com\n\ntext", "gzip": b"Content-Encoding: gzip\nContent-Type: text/plain\n\ntext", "folded-blank": b"Subject: a\n\t\n b\n\ntext",
    }
    leaves = {"two-types": ("text/plain", text), "space-before-colon": ("text/plain", text), "rfc2231-order": ("application/x", text), "name-word": ("application/x", text),
              "name-path": ("application/x", text), "long-boundary": ("text/plain", text), "boundary-space": ("text/plain", text), "two-boundaries": ("text/plain", text),
              "gzip": ("text/plain", text), "from-twice": ("text/plain", text), "type-only": ("text/plain", text), "type-empty": ("text/plain", text)}
    names = {"rfc2231-order": ["ab"], "name-word": ["ü.txt"], "name-path": ["x"]}
    for name, body in rows.items():
        prefix = b"" if name in ("bom", "mbox", "cr-only", "only-newlines", "eof-in-header") else head(f"malformed-{name}")
        extra = {"names": names[name]} if name in names else {}
        case(f"malformed-{name}", prefix + body, [leaves[name]] if name in leaves else None, oracle=name not in ("two-boundaries", "space-before-colon"), **extra)


def reports():
    status = b"Reporting-MTA: dns; mx.example.org\n\nFinal-Recipient: rfc822; bob@example.com\nAction: failed\nStatus: 5.1.1\n"
    body = multipart("report", "r", [part("text/plain", b"It failed."), b"Content-Type: message/delivery-status\n\n" + status, b"Content-Type: text/rfc822-headers\n\nSubject: x\n"],
                     b"; report-type=delivery-status")
    case("report-dsn", head("report-dsn") + body, [("text/plain", b"It failed."), ("message/delivery-status", status), ("text/rfc822-headers", b"Subject: x\n")], oracle=False)
    note = b"Final-Recipient: rfc822; bob@example.com\nDisposition: manual-action/MDN-sent-manually; displayed\n"
    body = multipart("report", "r", [part("text/plain", b"It was read."), b"Content-Type: message/disposition-notification\n\n" + note], b"; report-type=disposition-notification")
    case("report-mdn", head("report-mdn") + body, [("text/plain", b"It was read."), ("message/disposition-notification", note)], oracle=False)
    feedback = b"Feedback-Type: abuse\nUser-Agent: x/1\nVersion: 1\n"
    body = multipart("report", "r", [part("text/plain", b"Abuse."), b"Content-Type: message/feedback-report\n\n" + feedback], b"; report-type=feedback-report")
    case("report-arf", head("report-arf") + body, [("text/plain", b"Abuse."), ("message/feedback-report", feedback)], oracle=False)


def damaged():
    """Whole messages with a few bytes changed: only survival, and that both readings agree with themselves."""
    rand = random.Random(20250701)
    seeds = [CASES[name][0] for name in ("structure-all", "structure-signed", "nested-mixed-message", "word-b-utf-8", "flowed-quotes", "report-dsn", "structure-calendar")]
    for number in range(60):
        data = bytearray(rand.choice(seeds))
        for _ in range(rand.randint(1, 8)):
            at = rand.randrange(len(data))
            kind = rand.randrange(4)
            if kind == 0:
                data[at] = rand.randrange(256)
            elif kind == 1:
                del data[at:at + rand.randint(1, 30)]
            elif kind == 2:
                data[at:at] = rand.choice([b"\n", b"\r\n\r\n", b"--m\n", b"Content-Type: multipart/mixed; boundary=m\n", b"\x00", b"=?utf-8?q?=00?=", b"\xff\xfe"])
            else:
                data[at:at] = data[:rand.randint(1, 60)]
        case(f"damaged-{number:02}", bytes(data))


def main():
    folder = sys.argv[1]
    for make in (encodings, charsets, mislabelled, flowed, structures, malformed, reports, damaged):
        make()
    os.makedirs(os.path.join(folder, "cases"), exist_ok=True)
    for old in os.listdir(os.path.join(folder, "cases")):
        os.unlink(os.path.join(folder, "cases", old))
    for name, (data, _) in CASES.items():
        with open(os.path.join(folder, "cases", name + ".eml"), "wb") as file:
            file.write(data)
    with open(os.path.join(folder, "expected.json"), "w", encoding="utf-8") as file:
        lines = [f"{json.dumps(name)}: {json.dumps(expected, ensure_ascii=False)}" for name, (_, expected) in sorted(CASES.items())]
        file.write("{\n" + ",\n".join(lines) + "\n}\n")
    print(f"{len(CASES)} cases")


main()
