#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-cli.py ALPENPOST-CLI CORPUS: the commands on message files that need no account, by their JSON."""
import json
import os
import subprocess
import sys
import tempfile

CLI, CORPUS = sys.argv[1:3]


def run(*args):
    done = subprocess.run([CLI, "--json", *args], capture_output=True, check=False)
    return done.returncode, json.loads(done.stdout)


def bounces():
    folder = os.path.join(CORPUS, "bounce")
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        with open(path, encoding="utf-8") as file:
            expected = [line[10:].strip() for line in file if line.startswith("X-Expect: ")]
        code, result = run("bounce", path)
        assert code == 0, name
        if expected == ["none"]:
            assert result == {"bounce": False}, (name, result)
            continue
        got = [f"{one['address']}; {one['action']}; {one['status']}; {one['reason']}" for one in result["recipients"]]
        assert got == expected, (name, got)
        assert all(one["sentence"].endswith(".") and one["advice"].endswith(".") for one in result["recipients"]), name
    code, result = run("bounce", os.path.join(folder, "qmail.eml"), "/nonexistent")
    assert code == 1 and result["messages"][0]["bounce"] and "error" in result["messages"][1], result


def checks():
    with tempfile.NamedTemporaryFile(suffix=".eml") as file:
        file.write(b"From: ana@ik.me\nTo: bob@example.org\nContent-Type: application/x; name=a.exe\n\nx")
        file.flush()
        code, result = run("check", file.name, "--from", "ana@ik.me")
        assert code == 0 and [(one["id"], one["severity"]) for one in result] == [("attachment-type-forbidden", "block"), ("subject-empty", "ask")], result
        code, result = run("check", file.name, "--from", "ana@example.org")
        assert [(one["id"], one["severity"]) for one in result] == [("attachment-type-forbidden", "ask"), ("subject-empty", "ask")], result
        code, result = run("check", file.name)
        assert code == 2 and "error" in result, result


bounces()
checks()
print("ok")
