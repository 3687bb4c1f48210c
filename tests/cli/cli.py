# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs alpenpost-cli and looks at what it says."""
import json
import os
import shutil
import subprocess
import tempfile


class Cli:
    """One profile."""

    def __init__(self, binary, profile=None):
        self.binary = binary
        self.own = profile is None
        self.profile = profile or tempfile.mkdtemp(prefix='alpenpost-cli-')
        self.env = dict(os.environ, LC_ALL='C.UTF-8', ALPENPOST_PROFILE=self.profile)

    def close(self):
        if self.own:
            shutil.rmtree(self.profile, ignore_errors=True)

    def run(self, *args, stdin=b'', timeout=120):
        return subprocess.run([self.binary, *args], input=stdin, capture_output=True, env=self.env, timeout=timeout)

    def json(self, *args, stdin=b'', code=0):
        """Runs with --json; the output must be one document."""
        done = self.run('--json', *args, stdin=stdin)
        assert done.returncode == code and done.stdout, (args, done.returncode, done.stdout[-2000:], done.stderr[-6000:])
        return json.loads(done.stdout)

    def error(self, *args, stdin=b'', code=1):
        """Must fail, say why in one document, and not crash."""
        document = self.json(*args, stdin=stdin, code=code)
        error = document['error']
        assert error['message'] and error['message'][0].isprintable() and error['code'], error
        return error


def run_tests(tests):
    """Names and functions; prints one line each and ends with the number of failures as exit code."""
    import sys
    import traceback
    failed = 0
    only = os.environ.get('ALP_ONLY')
    for name, func in tests:
        if only and name != only:
            continue
        try:
            func()
            print('ok', name, flush=True)
        except Exception:  # noqa: a test may fail in any way
            failed += 1
            print('FAILED', name, flush=True)
            traceback.print_exc()
    sys.exit(1 if failed else 0)
