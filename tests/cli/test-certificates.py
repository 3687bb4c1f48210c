#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates nobody vouches for: refused with their facts, trusted for one host and port, forgotten, changed.

Run by tests/servers/with-lab --servers "dovecot exim bad-tls".  A password that reaches a server whose certificate was
not accepted would stand in bad-tls.log.
"""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from cli import Cli, run_tests  # noqa: E402

binary = sys.argv[1]
env = os.environ


def add(imap, smtp=None, ca=None, password='alicepw'):
    return ['account', 'add', '--email', 'alice@mail.test', '--imap', imap, '--smtp', smtp or env['LAB_SMTP'], '--password-command',
            f'echo {password}'] + (['--ca-file', ca] if ca else [])


def place(server):
    return server.rsplit(':', 1)[0]


def log():
    try:
        with open(f"{env['LAB_DIR']}/log/bad-tls.log", encoding='utf-8') as file:
            return file.read()
    except FileNotFoundError:
        return ''


def refuse(cli, *args):
    error = cli.error(*args)
    assert error['code'] == 'certificate', error
    assert 'Nothing was sent' in error['message'], error
    facts = error['certificate']
    assert len(facts['sha256']) == 64 and facts['acceptable'] and facts['issuer'] and facts['not_after'], facts
    return error, facts


def test_facts():
    cli = Cli(binary)
    for variable, words in (('LAB_SELF_SIGNED', 'vouches'), ('LAB_EXPIRED', 'expired'), ('LAB_OTHER_NAME', 'another server')):
        error, facts = refuse(cli, *add(env[variable], ca=env['LAB_CA'] if variable != 'LAB_SELF_SIGNED' else None))
        assert words in error['message'], (variable, error)
        assert facts['host'] == 'localhost' and str(facts['port']) == env[variable].split(':')[1], facts
    assert 'alicepw' not in log() and 'AUTHENTICATE' not in log(), log()
    assert cli.json('account', 'list')['accounts'] == []


def test_trust_bad():
    """Only after the decision does the password go there, and to no other port."""
    cli = Cli(binary)
    _, facts = refuse(cli, *add(env['LAB_SELF_SIGNED']))
    assert cli.run('certificate', 'trust', place(env['LAB_SELF_SIGNED']), facts['sha256'].upper()).returncode == 0
    error = cli.error(*add(env['LAB_SELF_SIGNED'], password='canary1'))
    assert error['code'] != 'certificate', error
    assert 'self' in log(), log()
    other = cli.error(*add(env['LAB_EXPIRED'], password='canary2'))
    assert other['code'] == 'certificate', other
    assert 'expired' not in log()


def test_trust_and_forget():
    """A private server without a CA file: both certificates are accepted by hand, and it works until that is taken back."""
    cli = Cli(binary)
    _, imap = refuse(cli, *add(env['LAB_IMAPS']))
    cli.run('certificate', 'trust', place(env['LAB_IMAPS']), imap['sha256'])
    _, smtp = refuse(cli, *add(env['LAB_IMAPS']))
    assert str(smtp['port']) == env['LAB_SMTP'].split(':')[1], smtp
    cli.run('certificate', 'trust', place(env['LAB_SMTP']), smtp['sha256'])
    cli.json(*add(env['LAB_IMAPS']))
    cli.json('sync')
    pins = cli.json('certificate', 'list')['certificates']
    assert [p['port'] for p in pins] == sorted([imap['port'], smtp['port']]), pins
    assert cli.run('certificate', 'forget', place(env['LAB_IMAPS'])).returncode == 0
    assert b'certificate' in cli.run('--json', 'sync').stdout
    assert len(cli.json('certificate', 'list')['certificates']) == 1


def test_changed():
    """A server that was in order by itself and is not any more: a stronger sentence."""
    cli = Cli(binary)
    cli.json(*add(env['LAB_IMAPS'], ca=env['LAB_CA']))
    cli.json('sync')
    cli.json('account', 'remove', 'alice@mail.test')
    error, facts = refuse(cli, *add(env['LAB_IMAPS']))
    assert facts['was_trusted'] and 'another certificate than before' in error['message'], error


def test_bad_words():
    cli = Cli(binary)
    for words in (['trust', 'localhost', 'ab'], ['trust', 'localhost:993', 'ab'], ['trust', 'localhost:0', 'a' * 64], ['forget'], ['what']):
        assert cli.run('--json', 'certificate', *words).returncode != 0, words


run_tests([(name, func) for name, func in list(globals().items()) if name.startswith('test_')])
