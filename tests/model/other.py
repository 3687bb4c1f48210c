#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""other.py HOST:PORT USER PASSWORD SEED: the other mail program of the model test; Python's imaplib, none of our code.

Reads a line each and answers on standard output:
  mail N      appends N new messages; answers their Message-IDs
  change N    does N random things; answers "gone ID" and "copied ID" for what it deleted or copied, then "."
  dump        every folder as "folder id seen flagged keyword" lines, then "."
  clear       empties the mailbox and removes the folders it makes, then "."
"""
import imaplib
import random
import re
import ssl
import sys

FIXED = ["INBOX", "Archive", "Trash"]
EXTRA = ["Work", "Werk", "Notes/2026"]
imaplib.Commands["MOVE"] = ("SELECTED",)


class Other:
    def __init__(self, endpoint, user, password, seed):
        host, port = endpoint.split(":")[:2]
        trust = ssl.create_default_context()
        trust.check_hostname, trust.verify_mode = False, ssl.CERT_NONE
        self.imap = imaplib.IMAP4_SSL(host, int(port), ssl_context=trust)
        self.imap.login(user, password)
        self.random = random.Random(seed)
        self.next = 0

    def folders(self):
        names = []
        for line in self.imap.list()[1]:
            match = re.match(rb'\((?P<flags>[^)]*)\) "?.*?"? (?P<name>"[^"]*"|\S+)$', line or b"")
            if match and b"\\Noselect" not in match["flags"] and b"\\NonExistent" not in match["flags"]:
                names.append(match["name"].decode().strip('"'))
        return sorted(names)

    def uids(self, folder):
        status, data = self.imap.select(f'"{folder}"')
        if status != "OK":
            return []
        return self.imap.uid("SEARCH", "ALL")[1][0].split()

    def id_of(self, uid):
        data = self.imap.uid("FETCH", uid, "(BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])")[1]
        match = re.search(rb"<([^>]*)>", data[0][1]) if data and data[0] else None
        return match[1].decode() if match else ""

    def mail(self, count):
        for _ in range(count):
            name = f"m{self.next}@test"
            self.next += 1
            text = (f"From: Bob <bob@mail.test>\r\nTo: alice@mail.test\r\nSubject: About {name}\r\nMessage-ID: <{name}>\r\n"
                    f"Date: Mon, 2 Nov 2026 10:00:00 +0000\r\n\r\nBody of {name}\r\n" + "x" * self.random.randrange(3000) + "\r\n")
            self.imap.append(self.random.choice(FIXED[:2]), None, None, text.encode())
            print(name)
        print(".")

    def change(self, count):
        for _ in range(count):
            folders = [name for name in self.folders() if name in FIXED + EXTRA]
            if self.random.random() < 0.03:
                self.change_folders(folders)
                continue
            folder = self.random.choice(folders)
            uids = self.uids(folder)
            if uids:
                self.change_message(self.random.choice(uids), [name for name in folders if name != folder])
        print(".")

    def change_folders(self, folders):
        missing = [name for name in EXTRA if name not in folders]
        there = [name for name in EXTRA if name in folders]
        if missing and (not there or self.random.random() < 0.5):
            self.imap.create(f'"{self.random.choice(missing)}"')
        elif missing:
            self.imap.select("INBOX")
            self.imap.rename(f'"{self.random.choice(there)}"', f'"{self.random.choice(missing)}"')

    def change_message(self, uid, others):
        what = self.random.randrange(10)
        sign = self.random.choice("+-")
        if what < 5:
            flag = ["\\Seen", "\\Seen", "\\Flagged", "\\Flagged", "Paid"][what]
            self.imap.uid("STORE", uid, f"{sign}FLAGS", f"({flag})")
        elif what < 8:
            self.imap.uid("MOVE", uid, f'"{self.random.choice(others)}"')
        elif what == 8:
            print("copied", self.id_of(uid))
            self.imap.uid("COPY", uid, f'"{self.random.choice(others)}"')
        else:
            print("gone", self.id_of(uid))
            self.imap.uid("STORE", uid, "+FLAGS", "(\\Deleted)")
            self.imap.uid("EXPUNGE", uid)

    def dump(self):
        for folder in self.folders():
            if not self.uids(folder):
                continue
            for item in self.imap.uid("FETCH", "1:*", "(UID FLAGS BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])")[1]:
                if not isinstance(item, tuple):
                    continue
                flags = re.search(rb"FLAGS \(([^)]*)\)", item[0])
                words = flags[1].split() if flags else []
                match = re.search(rb"<([^>]*)>", item[1])
                print(folder.replace(" ", "_"), match[1].decode() if match else "-", *(int(word in words) for word in (b"\\Seen", b"\\Flagged", b"Paid")))
        print(".")

    def clear(self):
        for folder in self.folders():
            if self.uids(folder):
                self.imap.uid("STORE", "1:*", "+FLAGS.SILENT", "(\\Deleted)")
                self.imap.expunge()
        self.imap.select("INBOX")
        for folder in self.folders():
            if folder in EXTRA or folder.startswith("Ours"):
                self.imap.delete(f'"{folder}"')
        print(".")


def main():
    other = Other(*sys.argv[1:4], int(sys.argv[4]))
    for line in sys.stdin:
        words = line.split()
        {"mail": other.mail, "change": other.change, "dump": other.dump, "clear": other.clear}[words[0]](*(int(word) for word in words[1:]))
        sys.stdout.flush()


main()
