#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job by alpenpost-cli against a real Dovecot and Exim (run by tests/servers/with-lab)."""
import imaplib
import os
import shlex
import ssl
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from cli import Cli, run_tests  # noqa: E402

binary = sys.argv[1]
env = os.environ
CA = env['LAB_CA']
CLOSED = 'localhost:1:tls'


def add(cli, user='alice', password=None, imap=None, smtp=None, ca=CA):
    args = ['account', 'add', '--email', f'{user}@mail.test', '--name', user.capitalize(), '--imap', imap or env['LAB_IMAP'],
            '--smtp', smtp or env['LAB_SMTP'], '--password-command', f'echo {shlex.quote(password or user + "pw")}']
    return args + (['--ca-file', CA] if ca else [])


def imap(user='alice'):
    host, port, _ = env['LAB_IMAP'].split(':')
    box = imaplib.IMAP4(host, int(port))
    box.starttls(ssl.create_default_context(cafile=CA))
    box.login(f'{user}@mail.test', f'{user}pw')
    return box


def append(user, subject, folder='INBOX', body='Some words'):
    box = imap(user)
    message = (f'From: Tester <tester@example.org>\r\nTo: {user}@mail.test\r\nSubject: {subject}\r\n'
               f'Date: Tue, 3 Mar 2026 10:00:00 +0000\r\nMessage-ID: <{subject.replace(" ", "-")}@example.org>\r\n\r\n{body}\r\n')
    assert box.append(folder, None, None, message.encode())[0] == 'OK'
    box.logout()


def subjects(cli, folder):
    return [m['subject'] for m in cli.json('list', '--folder', folder)['messages']]


def find(cli, folder, subject):
    return next(m for m in cli.json('list', '--folder', folder)['messages'] if m['subject'] == subject)


def flags_on_server(subject, folder='INBOX', user='alice'):
    box = imap(user)
    box.select(folder, readonly=True)
    uids = box.uid('SEARCH', 'SUBJECT', f'"{subject}"')[1][0].split()
    answer = box.uid('FETCH', uids[-1].decode(), '(FLAGS)')[1][0].decode() if uids else None
    box.logout()
    return answer


def wait_for(condition, seconds=30):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, 'waited too long'
        time.sleep(0.3)


def bad_servers():
    cli = Cli(binary)
    assert cli.error(*add(cli, password='wrong'))['code'] == 'sign-in'
    assert cli.error(*add(cli, imap='no-such-host.invalid:993:tls'))['code'] == 'offline'
    assert cli.error(*add(cli, imap=CLOSED))['code'] == 'offline'
    assert cli.error(*add(cli, smtp=CLOSED))['code'] == 'offline'
    assert cli.error(*add(cli, ca=None))['code'] == 'certificate'
    for bad in ('LAB_SELF_SIGNED', 'LAB_EXPIRED', 'LAB_OTHER_NAME'):
        assert cli.error(*add(cli, imap=env[bad]))['code'] == 'certificate', bad
    assert cli.json('account', 'list')['accounts'] == []
    cli.close()


def main_job():
    cli = Cli(binary)
    append('alice', 'first')
    append('alice', 'second')
    cli.json(*add(cli))
    assert cli.error(*add(cli))['code'] == 'invalid'
    report = cli.json('sync', '--bodies', 'all')['folders']
    inbox = next(r for r in report if r['folder'] == 'INBOX')
    assert inbox['new'] >= 2 and inbox['bytes'] > 0, inbox
    assert next(r for r in cli.json('sync')['folders'] if r['folder'] == 'INBOX')['new'] == 0
    assert any(f['role'] == 'inbox' and f['total'] >= 2 for f in cli.json('folders')['folders'])
    assert {'first', 'second'} <= set(subjects(cli, 'INBOX'))
    first = find(cli, 'INBOX', 'first')
    assert first['unread'] and first['from_email'] == 'tester@example.org'
    shown = cli.json('show', str(first['id']))
    assert 'Some words' in shown['text'] and shown['from'][0]['email'] == 'tester@example.org'
    assert 'Subject: first' in cli.json('show', str(first['id']), '--headers')['headers']
    assert [m['id'] for m in cli.json('search', 'words', 'subject:first')['messages']] == [first['id']]
    assert cli.json('list', '--folder', 'INBOX', '--conversations', '--limit', '1')['conversations'][0]['count'] >= 1
    cli.json('flag', str(first['id']), '--seen')
    cli.json('flag', str(first['id']), '--star')
    assert find(cli, 'INBOX', 'first')['starred'] and not find(cli, 'INBOX', 'first')['unread']
    assert 'Seen' not in flags_on_server('first')
    cli.json('sync')
    assert 'Seen' in flags_on_server('first') and 'Flagged' in flags_on_server('first')
    cli.json('undo')
    cli.json('sync')
    assert 'Flagged' not in flags_on_server('first')
    cli.json('archive', str(first['id']))
    assert 'first' not in subjects(cli, 'INBOX') and 'first' in subjects(cli, 'archive')
    cli.json('sync')
    assert flags_on_server('first') is None
    cli.json('undo')
    assert 'first' in subjects(cli, 'INBOX')
    cli.json('sync')
    assert flags_on_server('first') is not None
    second = str(find(cli, 'INBOX', 'second')['id'])
    cli.json('delete', second)
    cli.json('sync')
    assert flags_on_server('second') is None and 'second' in subjects(cli, 'trash')
    cli.json('move', second, '--to', 'inbox')
    cli.json('sync')
    assert flags_on_server('second') is not None
    assert cli.json('doctor')['accounts'][0]['ok']
    cli.json('account', 'remove', 'alice@mail.test')
    assert cli.json('folders')['folders'] == []
    cli.close()


def server_search():
    """What is not here is found by the server, and only when it is asked."""
    cli = Cli(binary)
    append('alice', 'far away')
    cli.json(*add(cli))
    cli.json('sync', '--bodies', 'none')
    here = cli.json('search', 'words', 'subject:away')
    assert here['total'] == 0 and here['coverage']['to_go'] > 0 and here['coverage']['back_to'], here
    there = cli.json('search', '--server', 'words', 'subject:away')
    assert there['from_server'] == 1 and [m['subject'] for m in there['messages']] == ['far away'], there
    assert cli.json('search', '--server', 'words', 'subject:away', 'is:starred')['total'] == 0
    assert cli.json('search', '--server', 'wörds', 'subject:away')['total'] == 0
    cli.json('sync', '--bodies', 'all')
    again = cli.json('search', '--server', 'words', 'subject:away')
    assert again['from_server'] == 0 and again['total'] == 1 and again['coverage']['to_go'] == 0, again
    cli.close()


def sending():
    cli = Cli(binary)
    bob = Cli(binary)
    cli.json(*add(cli))
    bob.json(*add(bob, 'bob'))
    cli.json('sync')
    text = os.path.join(cli.profile, 'text')
    with open(text, 'w', encoding='utf-8') as f:
        f.write('Grüezi\n.\nFrom here\n')
    sent = cli.json('send', '--from', 'alice@mail.test', '--to', 'Bob <bob@mail.test>', '--bcc', 'carol@mail.test', '--subject', 'Grüße',
                    '--text-file', text, '--attach', text)['message']
    assert sent['state'] in ('sent', 'filed') and sorted(sent['recipients']) == ['bob@mail.test', 'carol@mail.test'], sent

    def arrived():
        bob.json('sync')
        return 'Grüße' in subjects(bob, 'INBOX')
    wait_for(arrived)
    got = bob.json('show', str(find(bob, 'INBOX', 'Grüße')['id']))
    assert got['text'].replace('\r', '').startswith('Grüezi\n.\nFrom here') and got['bcc'] == [], got
    assert [p['name'] for p in got['parts'] if p['attachment']] == ['text']
    cli.json('sync')
    assert 'Grüße' in subjects(cli, 'sent')
    assert cli.json('outbox')['messages'][-1]['state'] == 'filed'
    eml = os.path.join(cli.profile, 'message.eml')
    with open(eml, 'w', encoding='utf-8') as f:
        f.write('From: alice@mail.test\nTo: bob@mail.test\nBcc: carol@mail.test\nSubject: finished\n\nBody\n')
    assert cli.json('send', '--from', 'alice@mail.test', '--message', eml)['message']['state'] in ('sent', 'filed')
    for bad in (['--to', 'nobody'], ['--to', 'bob@mail.test', '--attach', '/nowhere'], ['--message', '/nowhere'], ['--message', text]):
        assert cli.error('send', '--from', 'alice@mail.test', *bad)['code'] == 'invalid', bad
    queued = cli.json('send', '--from', 'alice@mail.test', '--to', 'bob@mail.test', '--subject', 'later', '--text-file', text, '--queue')
    assert queued['message']['state'] == 'queued'
    assert cli.error('account', 'remove', 'alice@mail.test')['code'] == 'busy'
    cli.json('sync')
    assert cli.json('outbox')['messages'][-1]['state'] == 'filed'
    cli.close()
    bob.close()


def second_instance():
    cli = Cli(binary)
    cli.json(*add(cli))
    hold = subprocess.Popen([binary, 'account', 'add', '--email', 'bob@mail.test', '--imap', env['LAB_IMAP'], '--smtp', env['LAB_SMTP'],
                             '--ca-file', CA, '--password-command', 'sleep 8; echo bobpw'], env=cli.env, stdout=subprocess.DEVNULL)
    time.sleep(3)
    assert cli.error('folders')['code'] == 'in-use'
    hold.wait(60)
    cli.close()


run_tests([('bad servers', bad_servers), ('main job', main_job), ('server search', server_search), ('sending', sending), ('second instance', second_instance)])
