#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-driver.py PROGRAM: proves that display, accessibility and pictures work here, with the smallest program."""
import os
import sys
import tempfile

from driver import App

with tempfile.TemporaryDirectory() as out:
    app = App([sys.argv[1]], out)
    app.find("label", "bare window")
    picture = app.picture("bare")
    size = os.path.getsize(picture)
    assert size > 500, f"the picture has {size} bytes"
    app.process.terminate()
    app.process.wait(10)
print("ok - a window is found and pictured")
