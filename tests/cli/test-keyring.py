#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Passwords and a keyring that is absent, locked, refuses, forgets or ends (run by tests/servers/with-lab).

Each case has a bus of its own without activation, so no other keyring steps in.  The profile must never hold the
password: every file of it is searched.
"""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from cli import Cli, run_tests  # noqa: E402
from private_bus import Bus  # noqa: E402

PASSWORD = b'alicepw'
binary = sys.argv[1]
# libsecret loses a few bytes for each failed call; memory errors are still looked for.
os.environ['ASAN_OPTIONS'] = os.environ.get('ASAN_OPTIONS', '') + ':detect_leaks=0'


def add_args():
    return ['account', 'add', '--email', 'alice@mail.test', '--imap', os.environ['LAB_IMAP'], '--smtp', os.environ['LAB_SMTP'],
            '--ca-file', os.environ['LAB_CA'], '--password-stdin']


def check_no_trace(cli):
    for folder, _, names in os.walk(cli.profile):
        for name in names:
            with open(os.path.join(folder, name), 'rb') as file:
                assert PASSWORD not in file.read(), name


def refused(kind, words):
    with Bus(kind):
        cli = Cli(binary)
        error = cli.error(*add_args(), stdin=PASSWORD + b'\n')
        assert error['code'] == 'keyring', error
        assert words in error['message'], error
        assert cli.json('account', 'list')['accounts'] == []
        check_no_trace(cli)


def test_good():
    with Bus('good') as bus:
        cli = Cli(binary)
        cli.json(*add_args(), stdin=PASSWORD + b'\n')
        assert cli.json('sync')
        check_no_trace(cli)
        bus.keyring.kill()
        bus.keyring.wait()
        assert b'"keyring"' in cli.run('--json', 'sync').stdout, 'the keyring is gone and nobody noticed'
        bus.start('locked')
        done = cli.run('--json', 'sync')
        assert b'locked' in done.stdout, done


def test_absent():
    refused(None, 'no keyring')


def test_locked():
    refused('locked', 'locked')


def test_denies():
    refused('denies', 'did not keep')


def test_forgets():
    refused('forgets', 'did not keep')


def test_dies():
    refused('dies', 'keyring')


run_tests([(name, func) for name, func in list(globals().items()) if name.startswith('test_')])
