#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-corpus.py MIME-DUMP FOLDER: the corpus through our reader, through Python's, and against what was put in."""
import email
import email.policy
import hashlib
import json
import os
import subprocess
import sys


def leaves_of_python(data):
    found = []

    def walk(part):
        kind = part.get_content_type()
        if part.get_content_maintype() == "multipart" and part.is_multipart() or kind == "message/rfc822" and part.is_multipart():
            for child in part.get_payload():
                walk(child)
            return
        body = part.get_payload(decode=True) or b""
        found.append([kind, len(body), hashlib.sha256(body).hexdigest()])

    walk(email.message_from_bytes(data, policy=email.policy.compat32))
    return found


def compare(name, expected, got, data):
    wrong = []
    if "error" in got:
        return [] if "leaves" not in expected else [f"{name}: {got['error']}"]
    leaves = [[leaf["type"], leaf["size"], leaf["sha256"]] for leaf in got["leaves"]]
    if "leaves" in expected and leaves != expected["leaves"]:
        wrong.append(f"{name}: parts {leaves} instead of {expected['leaves']}")
    if expected["oracle"] and leaves_of_python(data) != expected["leaves"]:
        wrong.append(f"{name}: Python reads {leaves_of_python(data)} instead of {expected['leaves']}")
    if "text" in expected and got["text"].rstrip("\n") != expected["text"]:
        wrong.append(f"{name}: text {got['text']!r} instead of {expected['text']!r}")
    if "subject" in expected and got["subject"] != expected["subject"]:
        wrong.append(f"{name}: subject {got['subject']!r} instead of {expected['subject']!r}")
    if "html" in expected and got["html"].strip() != expected["html"]:
        wrong.append(f"{name}: html {got['html']!r} instead of {expected['html']!r}")
    names = [leaf["name"] for leaf in got["leaves"] if leaf["name"]]
    if "names" in expected and names != expected["names"]:
        wrong.append(f"{name}: names {names} instead of {expected['names']}")
    wrong += [f"{name}: {word} got through" for word in expected.get("absent", []) if word in got["html"]]
    return wrong


def main():
    dump, folder = sys.argv[1:3]
    with open(os.path.join(folder, "expected.json"), encoding="utf-8") as file:
        expected = json.load(file)
    paths = [os.path.join(folder, "cases", name + ".eml") for name in expected]
    found = {name[:-4] for name in os.listdir(os.path.join(folder, "cases"))}
    wrong = [f"{name}: no expectation" for name in sorted(found ^ set(expected))]
    output = subprocess.run([dump] + paths, capture_output=True, check=True).stdout
    for path, name, line in zip(paths, expected, output.decode("utf-8").splitlines(), strict=True):
        with open(path, "rb") as file:
            wrong += compare(name, expected[name], json.loads(line), file.read())
    print("\n".join(wrong))
    print(f"{len(expected)} messages, {sum(row['oracle'] for row in expected.values())} read by Python too, {len(wrong)} wrong")
    return 1 if wrong else 0


sys.exit(main())
