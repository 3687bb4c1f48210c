#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-lab.py: under with-lab, proves that the lab's servers do what the other tests rely on.  Prints TAP-like lines."""
import imaplib
import os
import smtplib
import ssl
import time


def port(name):
    return int(os.environ[name].split(":")[1])


def main():
    trust = ssl.create_default_context(cafile=os.environ["LAB_CA"])
    imap = imaplib.IMAP4_SSL("localhost", port("LAB_IMAPS"), ssl_context=trust, timeout=20)
    imap.login("alice@mail.test", "alicepw")
    _, before = imap.select("INBOX")
    assert int(before[0]) == 50, before
    print("ok - Dovecot: TLS, login, 50 generated messages")

    smtp = smtplib.SMTP("localhost", port("LAB_SMTP"), timeout=20)
    smtp.starttls(context=trust)
    smtp.login("bob@mail.test", "bobpw")
    smtp.sendmail("bob@mail.test", ["alice@mail.test"], "Subject: lab\r\n\r\nhello\r\n")
    smtp.quit()
    deadline = time.monotonic() + 20
    count = 50
    while count < 51 and time.monotonic() < deadline:
        time.sleep(0.05)
        imap.noop()
        count = int(imap.select("INBOX")[1][0])
    assert count == 51, count
    print("ok - Exim: STARTTLS, authentication, delivery through LMTP")

    cyrus = imaplib.IMAP4("localhost", port("LAB_CYRUS_IMAP"), timeout=20)
    cyrus.starttls(ssl_context=trust)
    cyrus.login("alice", "alicepw")
    assert cyrus.select("INBOX")[0] == "OK"
    print("ok - Cyrus: STARTTLS, login")

    for name in ("LAB_SELF_SIGNED", "LAB_EXPIRED", "LAB_OTHER_NAME"):
        try:
            imaplib.IMAP4_SSL("localhost", port(name), ssl_context=trust, timeout=20)
        except ssl.SSLCertVerificationError:
            print(f"ok - {name} is refused")
        else:
            raise AssertionError(name + " was accepted")


main()
