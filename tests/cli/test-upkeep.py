#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looking after a profile, seen from outside: storage, clearing, rebuilding, checking; damaged databases, a full disk, a profile that
cannot be written, a second program. What a person made must survive each of them. The profile is filled by SQL and files alone, so that
nothing here rests on the code it tests; the mail is of the kind that is kept on this computer, so no server is needed."""
import fcntl
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from cli import Cli, run_tests  # noqa: E402

binary = sys.argv[1]
N = 30


def message(i):
    return (f'From: Person {i} <p{i}@example.org>\r\nTo: me@example.org\r\nSubject: Offerte Zürich {i}\r\n'
            f'Message-ID: <m{i}@example.org>\r\nDate: Tue, 3 Mar 2026 10:{i:02}:00 +0100\r\nMIME-Version: 1.0\r\n'
            f'Content-Type: text/plain; charset=utf-8\r\n\r\nThe budget of hut number{i} 東京 is here.\r\n').encode()


def make(n=N):
    """A profile with mail kept only here, a draft, and something in the outbox and the journal."""
    cli = Cli(binary)
    assert cli.json('folders')['folders'] == []
    db = sqlite3.connect(os.path.join(cli.profile, 'data', 'local.db'))
    db.execute("INSERT INTO account (id,email,name,user,imap_host,imap_port,imap_security,smtp_host,smtp_port,smtp_security,kind)"
               " VALUES (1,'me@here','Me','me','',0,1,'',0,1,3)")
    folder = os.path.join(cli.profile, 'data', 'local', '1')
    os.makedirs(folder)
    for i in range(1, n + 1):
        data = message(i)
        with open(os.path.join(folder, f'{i}.eml'), 'wb') as f:
            f.write(data)
        db.execute("INSERT INTO local_message (id,account_id,path,flags,received,size) VALUES (?,1,'INBOX',0,?,?)", (i, 1772500000 + i, len(data)))
    db.execute("INSERT INTO draft (id,account_id,version,saved) VALUES (5,1,1,1)")
    db.execute("INSERT INTO draft_version (draft_id,version,subject,content,saved) VALUES (5,1,'typed',?,1)", (b'typed by a person',))
    db.commit()
    db.close()
    cli.json('sync')
    assert cli.json('list', '--folder', 'INBOX')['total'] == n
    return cli


def drafts(cli):
    db = sqlite3.connect(os.path.join(cli.profile, 'data', 'local.db'))
    found = [bytes(row[0]) for row in db.execute('SELECT content FROM draft_version')]
    db.close()
    return found


def mute():
    cli = make(3)
    one, two, _ = [m['id'] for m in cli.json('list', '--folder', 'INBOX')['messages']]
    assert cli.json('mute', str(one), str(two))['muted']
    assert {m['id'] for m in cli.json('search', 'is:muted')['messages']} == {one, two}
    assert cli.error('mute', str(two), '999999')['code'] == 'not-found'
    cli.json('rebuild', '--account', 'me@here')
    assert not cli.json('mute', '--off', str(one))['muted']
    assert [m['id'] for m in cli.json('search', 'is:muted')['messages']] == [two]
    cli.close()


def storage():
    cli = make()
    s = cli.json('storage')
    size = sum(len(message(i)) for i in range(1, N + 1))
    assert s['only_here'] == size and s['bodies'] == size and s['drafts'] == len(b'typed by a person'), s
    assert s['index'] > 0 and s['lists'] > 0 and s['journal'] > 0 and s['set_aside'] == 0, s
    one, = s['accounts']
    assert one['email'] == 'me@here' and one['messages'] == N and one['only_here'] == N and one['bodies'] == N, one
    assert b'only on this computer' in cli.run('storage').stdout
    cli.close()


def clear():
    """Nothing of a person's goes, whatever is asked for."""
    cli = make()
    attachments = os.path.join(cli.profile, 'attachments')
    os.makedirs(attachments)
    needed, unused = 'a' * 64, 'b' * 64
    for name in (needed, unused):
        path = os.path.join(attachments, name)
        with open(path, 'w') as f:
            f.write('x')
        os.utime(path, (1000, 1000))
    db = sqlite3.connect(os.path.join(cli.profile, 'data', 'local.db'))
    db.execute("INSERT INTO draft_version (draft_id,version,subject,content,saved) VALUES (5,2,'typed',?,2)", (b'\0name\0' + needed.encode() + b'\0',))
    db.commit()
    before = list(db.iterdump())
    done = cli.json('clear-caches', '--compact')
    assert done['compacted'], done
    assert list(db.iterdump()) == before
    assert os.listdir(attachments) == [needed]
    for i in range(1, N + 1):
        with open(os.path.join(cli.profile, 'data', 'local', '1', f'{i}.eml'), 'rb') as f:
            assert f.read() == message(i)
    assert cli.json('search', 'budget')['total'] == N
    for wrong in (['--larger-than', 'big'], ['--older-than-days', '-1']):
        assert cli.error('clear-caches', *wrong, code=2)['code'] == 'usage'
    cli.close()


def rebuild():
    cli = make()
    ids = [m['id'] for m in cli.json('list', '--folder', 'INBOX')['messages']]
    assert cli.json('rebuild', '--account', 'me@here')['rebuilt']
    assert [m['id'] for m in cli.json('list', '--folder', 'INBOX')['messages']] == ids
    assert cli.json('rebuild', '--folder', 'INBOX', '--account', 'me@here')['rebuilt']
    assert cli.json('rebuild', '--index')['rebuilt']
    assert cli.json('search', 'number7')['total'] == 1 and cli.json('search', '東京')['total'] == N
    assert cli.error('rebuild', code=2)['code'] == 'usage'
    assert cli.error('rebuild', '--index', '--folder', 'INBOX', code=2)['code'] == 'usage'
    assert cli.error('rebuild', '--folder', 'Nowhere')['code'] == 'not-found'
    assert drafts(cli) == [b'typed by a person']
    cli.close()


def check():
    cli = make()
    assert cli.json('doctor', '--check', '--bodies')['store']['problems'] == []
    db = sqlite3.connect(os.path.join(cli.profile, 'cache', 'mail.db'))
    db.execute("UPDATE folder SET total=77 WHERE path='INBOX'")
    db.commit()
    db.close()
    body = next(os.path.join(d, f) for d, _, files in os.walk(os.path.join(cli.profile, 'cache', 'bodies')) for f in files)
    with open(body, 'r+b') as f:
        f.write(b'changed')
    bad = cli.json('doctor', '--check', '--bodies', code=1)
    assert len(bad['store']['problems']) == 2 and bad['error'], bad
    assert b'wrong' in cli.run('doctor', '--check').stdout
    os.unlink(body)
    good = cli.json('doctor', '--repair')
    assert good['store']['ok'] and good['store']['repaired'] == 2, good
    assert cli.json('doctor', '--check', '--bodies')['store']['ok']
    cli.close()


def flip(path, rng, how):
    size = os.path.getsize(path)
    with open(path, 'r+b') as f:
        if how == 'byte':
            for _ in range(8):
                f.seek(rng.randrange(size))
                f.write(bytes([rng.randrange(256)]))
        elif how == 'page':
            f.seek(rng.randrange(size // 4096) * 4096)
            f.write(b'\0' * 4096)
        elif how == 'cut':
            f.truncate(rng.randrange(size))
        elif how == 'empty':
            f.truncate(0)
        elif how == 'noise':
            f.write(rng.randbytes(8192))


def damage_mail():
    """Each kind of damage to what can be had again: never a crash, at most one refusal, and then everything is there again."""
    cli = make()
    kept = cli.profile + '-kept'
    shutil.copytree(cli.profile, kept)
    rounds = int(os.environ.get('ALP_ROUNDS', '1'))
    for n in range(5 * rounds):
        how = ('byte', 'page', 'cut', 'empty', 'noise')[n % 5]
        shutil.rmtree(cli.profile)
        shutil.copytree(kept, cli.profile)
        flip(os.path.join(cli.profile, 'cache', 'mail.db'), random.Random(n), how)
        for _ in range(3):
            done = cli.run('--json', 'list', '--folder', 'INBOX', '--limit', '0')
            assert done.returncode in (0, 1), (how, n, done)
            if done.returncode != 0:
                assert json.loads(done.stdout)['error']['code'] in ('disk', 'not-found', 'failed'), done.stdout
        cli.run('doctor', '--repair')
        # Damage that reading does not meet is met by writing: looked at whole then, and at the second time made anew.
        for _ in range(3):
            done = cli.run('--json', 'sync')
            if done.returncode == 0:
                break
            assert json.loads(done.stdout)['error']['code'] == 'disk', (how, n, done)
        assert done.returncode == 0, (how, n, done)
        found = cli.json('list', '--folder', 'INBOX', '--limit', '0')
        assert found['total'] == N and len({m['subject'] for m in found['messages']}) == N, (how, n, found['total'])
        assert drafts(cli) == [b'typed by a person'], (how, n)
    shutil.rmtree(kept)
    cli.close()


def damage_local():
    """The database that cannot be had again: what can be read is saved, the rest comes from its copy; the person is told."""
    cli = make()
    cli.json('folders')  # a start makes the copy
    for name in os.listdir(os.path.join(cli.profile, 'data')):
        if '.backup-' in name:
            os.unlink(os.path.join(cli.profile, 'data', name))
    cli.json('folders')
    kept = cli.profile + '-kept'
    shutil.copytree(cli.profile, kept)
    rounds = int(os.environ.get('ALP_ROUNDS', '1'))
    for n in range(5 * rounds):
        how = ('byte', 'page', 'cut', 'empty', 'noise')[n % 5]
        shutil.rmtree(cli.profile)
        shutil.copytree(kept, cli.profile)
        flip(os.path.join(cli.profile, 'data', 'local.db'), random.Random(n), how)
        cli.json('sync')
        assert cli.json('doctor', '--check')['store']['ok'], (how, n)
        assert cli.json('list', '--folder', 'INBOX')['total'] == N, (how, n)
        assert drafts(cli) == [b'typed by a person'], (how, n)
    assert how == 'noise' and any('.damaged-' in f for f in os.listdir(os.path.join(cli.profile, 'data')))
    assert b'was damaged' in cli.run('folders').stderr and b'was damaged' in cli.run('folders').stderr
    assert cli.json('doctor', '--repair')['store']['recovered_from']
    assert cli.run('folders').stderr == b''
    shutil.rmtree(kept)
    cli.close()


def beyond_saving():
    """No copy and nothing to read: it is left as it is, and said so."""
    cli = make()
    data = os.path.join(cli.profile, 'data')
    for name in os.listdir(data):
        if '.backup-' in name:
            os.unlink(os.path.join(data, name))
    with open(os.path.join(data, 'local.db'), 'wb') as f:
        f.write(random.Random(1).randbytes(50000))
    error = cli.error('folders')
    assert error['code'] == 'disk' and 'damaged' in error['message'], error
    with open(os.path.join(data, 'local.db'), 'rb') as f:
        assert f.read() == random.Random(1).randbytes(50000)
    cli.close()


def second_program():
    cli = make(3)
    with open(os.path.join(cli.profile, 'lock'), 'r+b') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for command in (['folders'], ['doctor', '--check'], ['clear-caches'], ['storage']):
            assert cli.error(*command)['code'] == 'in-use'
    assert cli.json('folders')['folders']
    cli.close()


def read_only():
    cli = make(3)
    done = subprocess.run(['unshare', '-rm', 'sh', '-c', 'mount --bind "$P" "$P" && mount -o remount,bind,ro "$P" && exec "$C" --json folders'],
                          capture_output=True, env=dict(cli.env, C=binary, P=cli.profile), timeout=60)
    assert done.returncode == 1, done
    error = json.loads(done.stdout)['error']
    assert error['code'] == 'disk' and 'written' in error['message'], error
    assert drafts(cli) == [b'typed by a person'] and cli.json('list', '--folder', 'INBOX')['total'] == 3
    cli.close()


FULL = '''
rm -f "$P"/data/reserve
mount -t tmpfs -o size=3m none /mnt
cp -a "$P"/. /mnt/
dd if=/dev/zero of=/mnt/filler bs=64k 2>/dev/null || true
test "$(stat -f -c %a /mnt)" = 0
for command in "flag $ID --star" "rebuild --index" "clear-caches --compact" "archive $ID" folders; do
  code=0; ALPENPOST_PROFILE=/mnt "$C" --json $command >/tmp/out.$$ 2>/tmp/err.$$ || code=$?
  echo "$code $(tr '\\n' ' ' </tmp/out.$$)"
  ! grep -q -e Sanitizer -e CRITICAL /tmp/err.$$ || { cat /tmp/err.$$; exit 9; }
done
rm /mnt/filler /tmp/out.$$ /tmp/err.$$
ALPENPOST_PROFILE=/mnt "$C" --json flag $ID --star
ALPENPOST_PROFILE=/mnt "$C" doctor --check
cp -a /mnt/. "$P"/
'''


RESERVE = '''
rm -f "$P"/data/reserve
mount -t tmpfs -o size=48m none /mnt
cp -a "$P"/. /mnt/
export ALPENPOST_PROFILE=/mnt
"$C" folders >/dev/null
test "$(stat -c %s /mnt/data/reserve)" = 10485760
dd if=/dev/zero of=/mnt/filler bs=64k 2>/dev/null || true
test "$(stat -f -c %a /mnt)" = 0
"$C" --json flag $ID --star || "$C" --json flag $ID --star
test ! -e /mnt/data/reserve
"$C" --json sync | tr '\\n' ' ' || true
rm /mnt/filler
"$C" folders >/dev/null
test "$(stat -c %s /mnt/data/reserve)" = 10485760
rm /mnt/data/reserve
cp -a /mnt/. "$P"/
'''


def reserve():
    """The room kept aside: what a person does still works on a full disk, at the second try at the latest."""
    cli = make(3)
    ident = cli.json('list', '--folder', 'INBOX')['messages'][1]['id']
    done = subprocess.run(['unshare', '-rm', 'sh', '-ec', RESERVE], capture_output=True, timeout=120,
                          env=dict(cli.env, C=binary, P=cli.profile, ID=str(ident)))
    assert done.returncode == 0, done
    assert cli.json('list', '--folder', 'INBOX')['messages'][1]['starred']
    cli.close()


def full_disk():
    """Every command on a disk without one free block: a sentence, not a crash; and it goes on when there is room."""
    cli = make(3)
    ident = cli.json('list', '--folder', 'INBOX')['messages'][0]['id']
    done = subprocess.run(['unshare', '-rm', 'sh', '-ec', FULL], capture_output=True, timeout=120,
                          env=dict(cli.env, C=binary, P=cli.profile, ID=str(ident)))
    assert done.returncode == 0, done
    lines = done.stdout.decode().splitlines()
    failed = 0
    for line in lines[:5]:
        code, text = line.split(' ', 1)
        assert code in '01', line
        if code == '1':
            failed += 1
            assert json.loads(text)['error']['code'] == 'disk', line
    assert failed >= 2, lines
    assert drafts(cli) == [b'typed by a person']
    found = cli.json('list', '--folder', 'INBOX')
    assert found['total'] == 3 and found['messages'][0]['starred'], found
    assert cli.json('doctor', '--check')['store']['ok']
    cli.close()


run_tests([('mute', mute), ('storage', storage), ('clear', clear), ('rebuild', rebuild), ('check', check), ('damage mail', damage_mail),
           ('damage local', damage_local), ('beyond saving', beyond_saving), ('second program', second_program),
           ('read only', read_only), ('full disk', full_disk), ('reserve', reserve)])
