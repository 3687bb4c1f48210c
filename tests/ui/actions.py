#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""actions.py --out DIR [--app PATH] [--only TEXT,…] [--all]: every action on rows, folders and searches, through the accessibility tree.

Runs like round.py (tests/ui/headless, the LAB_* variables, a profile with alice@mail.test and folders Receipts and
Work/Projects on the server).  After each action both the window and the server are asked.  The steps are in actions_*.py.
"""
import argparse
import os
import sys
import time
import traceback

from driver import App, Failure
from steps import STEPS, WELCOME
import actions_list  # noqa: F401  pylint: disable=unused-import  (their steps)
import actions_search  # noqa: F401  pylint: disable=unused-import

#: Steps that open a search right after one was left; the window is not always ready for that yet.
QUIET = {"recent_searches", "kept_search"}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", required=True)
    parser.add_argument("--app", default="alpenpost")
    parser.add_argument("--only", default="")
    parser.add_argument("--all", action="store_true", help="also the steps that need a quiet machine: menus by letters, panes by F6")
    arguments = parser.parse_args()
    if arguments.all:
        import actions_folder  # noqa: F401  pylint: disable=import-outside-toplevel,unused-import
        import actions_keys  # noqa: F401  pylint: disable=import-outside-toplevel,unused-import
    os.makedirs(arguments.out, exist_ok=True)
    app, failed, done = App([arguments.app], arguments.out), 0, 0
    app.find("list item", WELCOME, seconds=60)
    for function in STEPS:
        if not any(part in function.__name__ for part in arguments.only.split(",")):
            continue
        if function.__name__ in QUIET and not (arguments.all or arguments.only):
            continue
        started = time.monotonic()
        try:
            function(app)
            done += 1
            print(f"ok - {time.monotonic() - started:5.2f} s  {function.__name__}", flush=True)
        except Exception as failure:  # pylint: disable=broad-exception-caught  (the others are to run all the same)
            failed += 1
            print(f"not ok - {function.__name__}: {type(failure).__name__}: {failure}", flush=True)
            if not isinstance(failure, Failure):
                traceback.print_exc(file=sys.stdout)
            app.picture(f"failed-{function.__name__}")
            if app.process.poll() is not None:
                break
            app.key("Escape")
    code = app.quit() if app.process.poll() is None else app.process.returncode
    print(f"{done} done, {failed} failed, the program ended with code {code}")
    return 1 if failed or code != 0 else 0


sys.exit(main())
