#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything alpenpost-cli does without a server: usage, help, profiles, parse."""
import hashlib
import os
import random
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from cli import Cli, run_tests  # noqa: E402

binary = sys.argv[1]
folder = tempfile.mkdtemp(prefix='alpenpost-parse-')
MESSAGE = b'''From: =?utf-8?q?J=C3=BCrg?= <juerg@example.org>
To: Ana <ana@example.org>, bob@example.org
Subject: =?utf-8?b?R3LDvGVzc2U=?=
Date: Tue, 3 Mar 2026 10:00:00 +0100
Message-ID: <one@example.org>
References: <zero@example.org>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: multipart/alternative; boundary=c

--c
Content-Type: text/plain; charset=utf-8

Hello there
--c
Content-Type: text/html; charset=utf-8

<p onclick="x()">Hello <script>alert(1)</script><img src="http://t.example/1.gif"></p>
--c--
--b
Content-Type: application/octet-stream
Content-Disposition: attachment; filename=a.bin
Content-Transfer-Encoding: base64

AAECAw==
--b--
'''


def write(name, data):
    path = os.path.join(folder, name)
    with open(path, 'wb') as f:
        f.write(data)
    return path


def usage():
    cli = Cli(binary)
    assert cli.run('--help').returncode == 0
    for name in ('account', 'sync', 'folders', 'list', 'show', 'search', 'flag', 'move', 'archive', 'delete', 'undo', 'send', 'outbox',
                 'parse', 'doctor'):
        done = cli.run(name, '--help')
        assert done.returncode == 0 and b'Usage' in done.stdout, (name, done)
    for sub in ('add', 'list', 'remove'):
        assert cli.run('account', sub, '--help').returncode == 0
    for bad in (['nonsense'], [], ['list'], ['flag', '1'], ['flag', 'x', '--seen'], ['show'], ['move', '1'], ['sync', '--bodies', 'some'],
                ['list', '--wrong'], ['account'], ['send', '--from', 'a@b.c']):
        assert cli.error(*bad, code=2)['code'] == 'usage' if bad else cli.run().returncode == 2, bad
    cli.close()


def account_mistakes():
    cli = Cli(binary)
    ok = ['account', 'add', '--email', 'a@example.org', '--imap', 'localhost:1:tls', '--smtp', 'localhost:1:tls']
    assert cli.error(*ok, code=2)['code'] == 'usage'
    assert cli.error(*ok, '--password-stdin', code=2)['code'] == 'usage'
    assert cli.error(*ok, '--password-stdin', '--password-command', 'x', code=2)['code'] == 'usage'
    insecure = [w.replace(':tls', ':none') for w in ok]
    assert 'insecure' in cli.error(*insecure, '--password-command', 'echo x', code=2)['message']
    wrong = [w.replace(':1:tls', ':tls') for w in ok]
    assert cli.error(*wrong, '--password-command', 'echo x', code=2)['code'] == 'usage'
    no_address = [w.replace('a@example.org', 'nobody') for w in ok]
    assert cli.error(*no_address, '--password-command', 'echo x')['code'] == 'invalid'
    assert cli.error(*ok, '--password-command', 'echo x', '--ca-file', '/nowhere')['code'] == 'invalid'
    assert cli.error(*ok, '--password-command', 'echo x')['code'] == 'offline'
    assert cli.json('account', 'list')['accounts'] == []
    cli.close()


def empty_profile():
    cli = Cli(binary)
    assert cli.json('folders')['folders'] == []
    assert cli.json('outbox')['messages'] == []
    assert cli.error('undo')['code'] == 'nothing-to-undo'
    for args in (['sync'], ['list', '--folder', 'INBOX'], ['show', '7'], ['flag', '7', '--seen'], ['archive', '7'],
                 ['account', 'remove', 'a@b.c'], ['send', '--from', 'a@b.c', '--to', 'x@y.z']):
        assert cli.error(*args)['code'] == 'not-found', args
    assert cli.json('doctor')['store']['ok']
    cli.close()


def profile_not_writable():
    path = write('file', b'')
    assert cli_code(os.path.join(path, 'profile')) == 'disk'
    assert cli_code('/proc/alpenpost') == 'disk'


def cli_code(profile):
    return Cli(binary, profile).error('folders')['code']


def parse_message():
    cli = Cli(binary)
    one = cli.json('parse', write('one.eml', MESSAGE))['messages'][0]
    assert one['subject'] == 'Grüesse' and one['from'] == [{'name': 'Jürg', 'email': 'juerg@example.org'}], one
    assert [a['email'] for a in one['to']] == ['ana@example.org', 'bob@example.org']
    assert one['date'].startswith('2026-03-03T09:00:00'), one['date']
    assert one['message_id'] == 'one@example.org' and one['references'] == ['zero@example.org']
    part = next(p for p in one['parts'] if p['name'] == 'a.bin')
    assert part['size'] == 4 and part['sha256'] == hashlib.sha256(b'\0\1\2\3').hexdigest() and part['disposition'] == 'attachment'
    assert one['text'].strip() == 'Hello there'
    assert 'Hello' in one['html'] and 'script' not in one['html'] and 'onclick' not in one['html'] and 't.example' not in one['html']
    assert one['remote_images'] == 1
    cli.close()


def parse_hostile():
    cli = Cli(binary)
    rng = random.Random(7)
    files = [write('empty', b''), write('zeros', b'\0' * 100000), write('png', b'\x89PNG\r\n\x1a\n' + rng.randbytes(5000)),
             write('utf16', 'From: a\n\nx'.encode('utf-16')), write('long', b'Subject: ' + b'a' * 2000000),
             write('deep', b'Content-Type: multipart/mixed; boundary=x\n\n' + b'--x\nContent-Type: multipart/mixed; boundary=x\n\n' * 5000)]
    for i in range(40):
        data = bytearray(MESSAGE)
        for _ in range(rng.randrange(1, 60)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        files.append(write(f'fuzz{i}', bytes(data[:rng.randrange(len(data))])))
    document = cli.json('parse', *files, code=1)
    assert [m['file'] for m in document['messages']] == files
    assert all('text' in m or m['error']['code'] == 'invalid' for m in document['messages'])
    assert 'error' in document['messages'][0], 'an empty file is no message'
    document = cli.json('parse', files[0], '/nowhere', folder, code=1)
    assert 'error' in document and 'error' in document['messages'][1] and 'error' in document['messages'][2]
    cli.close()


run_tests([('usage', usage), ('account mistakes', account_mistakes), ('empty profile', empty_profile),
           ('profile not writable', profile_not_writable), ('parse message', parse_message), ('parse hostile', parse_hostile)])
