# SPDX-License-Identifier: GPL-3.0-or-later
"""notices_mail.py: messages to alice@mail.test about which the program has something to say; used by notices.py."""
import struct
import zlib

DATE = "Wed, 14 Jan 2026 09:30:00 +0000"
#: What the server of mail.test found out, as it would write it.
PROVED = "Authentication-Results: mail.test; spf=pass smtp.mailfrom={domain}; dkim=pass header.d={domain}; dmarc=pass header.from={domain}"
FORGED = "Authentication-Results: mail.test; spf=fail smtp.mailfrom={domain}; dkim=none; dmarc=fail header.from={domain}"


def message(sender, subject, body, *fields, kind="text/plain; charset=utf-8", top=()):
    head = [*top, f"From: {sender}", "To: Alice Alpen <alice@mail.test>", f"Subject: {subject}", f"Date: {DATE}",
            f"Message-ID: <{subject.lower().replace(' ', '-')}@notices.test>", "MIME-Version: 1.0", f"Content-Type: {kind}", *fields]
    return ("\r\n".join(head) + "\r\n\r\n" + body.replace("\r\n", "\n").replace("\n", "\r\n")).encode()


def winmail():
    """A TNEF stream with a text and a file, as classic Outlook makes it."""
    def attribute(level, name, data):
        return bytes([level]) + struct.pack("<II", name, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)

    def pad(data):
        return data + b"\0" * (-len(data) % 4)

    long_name = b"Offer for the hut.txt\0"
    html = b"<p>Dear Alice,</p><p>the offer for the hut is attached.</p>"
    body = struct.pack("<IHHII", 1, 0x102, 0x1013, 1, len(html)) + pad(html)
    properties = struct.pack("<IHHII", 1, 0x1E, 0x3707, 1, len(long_name)) + pad(long_name)
    return b"".join((struct.pack("<IH", 0x223E9F78, 1), attribute(1, 0x00089006, b"\0\0\1\0"), attribute(1, 0x00069007, b"\xe4\x04" + b"\0" * 6),
                     attribute(1, 0x00069003, body), attribute(2, 0x00069002, b"\1\0\xff\xff\xff\xff" + b"\0" * 8), attribute(2, 0x00018010, b"OFFER.TXT\0"),
                     attribute(2, 0x0006800F, b"Four beds, two nights, 180 francs.\n"), attribute(2, 0x00069005, properties)))


def calendar(method, sequence=0, summary="Hut meeting", organizer="carol@mail.test"):
    return f"""BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//test//EN
METHOD:{method}
BEGIN:VEVENT
UID:hut-meeting@notices.test
SEQUENCE:{sequence}
DTSTAMP:20260114T093000Z
DTSTART:20260303T090000Z
DTEND:20260303T103000Z
SUMMARY:{summary}
LOCATION:Mountain hut\\, first floor
DESCRIPTION:We talk about the season and who looks after the stove.
ORGANIZER;CN=Carol Müller:mailto:{organizer}
ATTENDEE;CN=Alice Alpen;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:alice@mail.test
ATTENDEE;CN=Bob Weber;PARTSTAT=ACCEPTED:mailto:bob@mail.test
ATTENDEE;CN=Dieter Groß;PARTSTAT=DECLINED:mailto:dieter@berg.test
END:VEVENT
END:VCALENDAR
"""


def invitation(subject, method, sender="Carol Müller <carol@mail.test>", **more):
    body = f"--b\nContent-Type: text/plain; charset=utf-8\n\nPlease come.\n--b\nContent-Type: text/calendar; method={method}; charset=utf-8\n\n{calendar(method, **more)}--b--\n"
    return message(sender.encode("ascii", "replace").decode(), subject, body, kind='multipart/alternative; boundary="b"', top=(PROVED.format(domain="mail.test"),))


def bounce(message_id):
    body = f"""--b
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.mail.test

Final-Recipient: rfc822; nobody@berg.test
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.berg.test
Diagnostic-Code: smtp; 550 5.1.1 <nobody@berg.test>: Recipient address rejected: User unknown
--b
Content-Type: text/rfc822-headers

From: alice@mail.test
To: nobody@berg.test
Subject: Beds for Saturday
Message-ID: <{message_id}>
--b--
"""
    return message("Mail Delivery System <MAILER-DAEMON@mail.test>", "Undelivered Mail Returned to Sender", body, "Auto-Submitted: auto-replied",
                   kind='multipart/report; report-type=delivery-status; boundary="b"')


def photo():
    """A PNG with a sky and a meadow."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + (bytes((90 + y // 2, 150 + y // 3, 230)) if y < 140 else bytes((60, 150 - y // 4, 70))) * 320 for y in range(240))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 320, 240, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def messages():
    """Subject → bytes, in the order of delivery."""
    import base64
    phishing = """<p>Dear customer,</p><p>your account has been suspended because of unusual activity. You must verify your identity within 24 hours or your account will be closed permanently.</p>
<p><a href="http://paypa1-secure.example.net/login">https://www.paypal.com/signin</a></p>"""
    newsletter = """<h2>News from the valley</h2><p><img src="http://img.alpine-club.test/hut.jpg" width="300" height="120" alt="The hut"></p><p>The hut opens on Friday.</p>
<p><a href="http://www.alpine-club.test/">www.alpine-club.test</a></p><img src="http://track.alpine-club.test/open?id=1" width="1" height="1">"""
    sent = message("Alice Alpen <alice@mail.test>", "Beds for Saturday", "Two beds, please.\n")
    return {
        "Your account is limited": message('"PayPal Service" <service@paypa1-secure.example.net>', "Your account is limited", phishing, "Reply-To: collect@mailbox.example.org",
                                           kind="text/html; charset=utf-8", top=(FORGED.format(domain="paypa1-secure.example.net"),)),
        "News from the valley": message("Alpine Club <news@alpine-club.test>", "News from the valley", newsletter, "List-Id: <news.alpine-club.test>",
                                        "List-Unsubscribe: <mailto:leave@mail.test?subject=leave>", kind="text/html; charset=utf-8", top=(PROVED.format(domain="alpine-club.test"),)),
        "Please confirm": message("Dieter Gross <bob@mail.test>", "Please confirm", "Did you get the plan?\n", "Disposition-Notification-To: bob@mail.test", top=(PROVED.format(domain="mail.test"),)),
        "Offer for the hut": message("Otto <otto@offers.test>", "Offer for the hut", base64.encodebytes(winmail()).decode(), "Content-Transfer-Encoding: base64",
                                     'Content-Disposition: attachment; filename="winmail.dat"', kind='application/ms-tnef; name="winmail.dat"'),
        "Reaction": message("Bob Weber <bob@mail.test>", "Reaction", "👍\n".encode().decode(), "Content-Disposition: reaction", "In-Reply-To: <beds-for-saturday@notices.test>"),
        "Beds for Saturday": sent,
        "Undelivered Mail Returned to Sender": bounce("beds-for-saturday@notices.test"),
        "Photo of the hut": message("Bob Weber <bob@mail.test>", "Photo of the hut", "--b\nContent-Type: text/plain\n\nLook!\n--b\nContent-Type: image/png; name=hut.png\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename=hut.png\n\n"
                                    + base64.encodebytes(photo()).decode() + "--b--\n", kind='multipart/mixed; boundary="b"'),
        "Hut meeting": invitation("Hut meeting", "REQUEST"),
        "Hut meeting cancelled by a stranger": invitation("Hut meeting cancelled by a stranger", "CANCEL", sender="Mallory <mallory@elsewhere.test>", sequence=2),
    }
