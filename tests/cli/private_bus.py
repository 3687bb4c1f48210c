# SPDX-License-Identifier: GPL-3.0-or-later
"""A session bus of its own without activation, with a fake keyring (fake-keyring.py) or none."""
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))


class Bus:
    """A private session bus, with a fake keyring or none."""

    def __init__(self, kind=None):
        self.folder = tempfile.mkdtemp(prefix='alpenpost-bus-')
        config = f'{self.folder}/bus.conf'
        with open(config, 'w', encoding='utf-8') as file:
            file.write('<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" '
                       '"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd"><busconfig><type>session</type>'
                       f'<listen>unix:path={self.folder}/bus</listen><policy context="default"><allow send_destination="*" eavesdrop="true"/>'
                       '<allow eavesdrop="true"/><allow own="*"/></policy></busconfig>')
        self.daemon = subprocess.Popen(['dbus-daemon', f'--config-file={config}', '--nofork', '--print-address'], stdout=subprocess.PIPE)
        self.address = self.daemon.stdout.readline().decode().strip()
        self.keyring, self.others = None, []
        if kind:
            self.start(kind)

    def start(self, kind):
        env = dict(os.environ, DBUS_SESSION_BUS_ADDRESS=self.address)
        self.keyring = subprocess.Popen([sys.executable, f'{HERE}/fake-keyring.py', kind], stdout=subprocess.PIPE, env=env)
        assert self.keyring.stdout.readline() == b'ready\n'

    def run(self, *arguments):
        """Another service on this bus; its first line must be "ready"."""
        process = subprocess.Popen([sys.executable, *arguments], stdout=subprocess.PIPE, env=dict(os.environ, DBUS_SESSION_BUS_ADDRESS=self.address))
        assert process.stdout.readline() == b'ready\n'
        self.others.append(process)

    def __enter__(self):
        self.before = os.environ.get('DBUS_SESSION_BUS_ADDRESS')
        os.environ['DBUS_SESSION_BUS_ADDRESS'] = self.address
        return self

    def __exit__(self, *_):
        os.environ.pop('DBUS_SESSION_BUS_ADDRESS')
        if self.before is not None:
            os.environ['DBUS_SESSION_BUS_ADDRESS'] = self.before
        for process in (*self.others, self.keyring, self.daemon):
            if process is not None:
                process.kill()
                process.wait()
