# SPDX-License-Identifier: GPL-3.0-or-later
"""driver.py: drives the program through the accessibility tree, as a screen reader would, and takes pictures.

Elements are found by role and by (a part of) their name, never by position.  Everything waits with a deadline; a
failure says what was looked for and what was there instead.
"""
import os
import subprocess
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402  (after require_version)

WAIT = float(os.environ.get("ALPENPOST_UI_WAIT", "20"))


class Failure(Exception):
    """A step did not come true in time."""


def until(what, probe, seconds=None):
    """Polls probe () until it gives something true, which is returned.  AT-SPI errors mean `not yet`."""
    deadline = time.monotonic() + (seconds or WAIT)
    while True:
        try:
            value = probe()
        except GLib.Error:
            value = None
        if value:
            return value
        if time.monotonic() > deadline:
            raise Failure(f"waited {seconds or WAIT:g} s for {what}")
        time.sleep(0.05)


class App:
    """One run of the program."""

    sensitive = Atspi.StateType.SENSITIVE

    def __init__(self, command, out, name="alpenpost"):
        self.out, self.name, self.pictures = out, name, 0
        with open(f"{out}/app.log", "ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        Atspi.init()
        self.root = until("the program in the accessibility tree", self._find_root)

    def _find_root(self):
        if self.process.poll() is not None:
            raise Failure(f"the program ended with code {self.process.returncode}; see {self.out}/app.log")
        desktop = Atspi.get_desktop(0)
        for index in range(desktop.get_child_count()):
            child = desktop.get_child_at_index(index)
            if child and child.get_process_id() == self.process.pid and child.get_child_count() > 0:
                return child
        return None

    def walk(self, node=None, limit=80):
        """The tree below node, parents first; of a long list only its first rows."""
        stack = [node or self.root]
        while stack:
            node = stack.pop()
            try:
                count = min(node.get_child_count(), limit)
                children = [node.get_child_at_index(index) for index in range(count)]
            except GLib.Error:
                continue
            yield node
            stack.extend(child for child in reversed(children) if child is not None)

    @staticmethod
    def visible(node):
        states = node.get_state_set()
        return states.contains(Atspi.StateType.SHOWING) or states.contains(Atspi.StateType.VISIBLE)

    def all(self, role, name="", below=None):
        roles = (role,) if isinstance(role, str) else role
        found = []
        for node in self.walk(below):
            try:
                if node.get_role_name() in roles and name in (node.get_name() or "") and self.visible(node):
                    found.append(node)
            except GLib.Error:
                continue
        return found

    def find(self, role, name="", below=None, seconds=None):
        """Waits for the first element of the role whose name contains name."""
        try:
            return until(f"{role} “{name}”", lambda: (self.all(role, name, below) or [None])[0], seconds)
        except Failure as failure:
            self.picture("failure")
            self.dump()
            if self.process.poll() is not None:
                failure = Failure(f"{failure}; the program ended with code {self.process.returncode}")
            raise failure from None

    def gone(self, role, name, below=None, seconds=None):
        try:
            until(f"the end of {role} “{name}”", lambda: not self.all(role, name, below), seconds)
        except Failure:
            self.picture("failure")
            self.dump()
            raise

    def dump(self):
        """Writes the whole tree beside the pictures, for whoever has to find out why."""
        with open(f"{self.out}/tree.txt", "w", encoding="utf-8") as file:
            for node in self.walk():
                try:
                    file.write(f"{node.get_role_name()} {node.get_name()!r} {'' if self.visible(node) else '(hidden)'}\n")
                except GLib.Error:
                    continue

    def click(self, node):
        """Does the element's own action called click (or its first one)."""
        action = node.get_action_iface()
        names = [Atspi.Action.get_action_name(action, i) for i in range(action.get_n_actions())]
        index = next((i for i, name in enumerate(names) if name in ("click", "activate", "press", "jump")), None)
        if index is None:
            raise Failure(f"{node.get_role_name()} “{node.get_name()}” cannot be clicked: {names}")
        Atspi.Action.do_action(action, index)

    def press(self, role, name, below=None):
        self.click(self.find(role, name, below))

    @staticmethod
    def focused(node):
        return node.get_state_set().contains(Atspi.StateType.FOCUSED)

    @staticmethod
    def focusable(node):
        return node.get_state_set().contains(Atspi.StateType.FOCUSABLE)

    def close_toast(self):
        """While a toast is up, F6 leads to it and not to the next pane."""
        for undo in self.all("button", "Undo"):
            parent = undo.get_parent()
            close = [parent.get_child_at_index(i) for i in range(parent.get_child_count())][-1]
            if close.get_role_name() == "button" and close != undo:
                self.click(close)
                time.sleep(0.4)

    def focus_folder(self, name):
        """Selects a folder and goes to it with F6, from pane to pane."""
        self.close_toast()
        self.select(self.find("list item", name))
        for _ in range(4):
            self.key("F6")
            time.sleep(0.15)
            if any(self.focused(row) for row in self.all("list item", name)):
                return
        raise Failure(f"F6 does not lead to {name}")

    def select(self, item, add=False):
        """Selects a row of its list: alone, or with those selected already.  Labels between rows do not count."""
        parent, position = item.get_parent(), 0
        for index in range(parent.get_child_count()):
            child = parent.get_child_at_index(index)
            if child == item:
                selection = parent.get_selection_iface()
                if not add:
                    Atspi.Selection.clear_selection(selection)
                Atspi.Selection.select_child(selection, position)
                return
            position += child.get_role_name() == item.get_role_name()
        raise Failure(f"“{item.get_name()}” is not in its list")

    def type_into(self, node, text):
        if not Atspi.EditableText.set_text_contents(node.get_editable_text_iface(), text):
            raise Failure(f"text “{node.get_name()}” cannot be written to")

    def key(self, *keys):
        """Real keys, through the X server."""
        subprocess.run(["xdotool", "key", "--clearmodifiers", *keys], check=True)

    def type(self, text):
        """Real typing, into what has the focus."""
        subprocess.run(["xdotool", "type", "--clearmodifiers", "--delay", "12", "--", text], check=True)

    def picture(self, name):
        """A picture of the whole screen, numbered, after the last animation."""
        self.pictures += 1
        time.sleep(0.5)
        path = f"{self.out}/{self.pictures:02d}-{name}.png"
        subprocess.run(["import", "-window", "root", path], check=False, stderr=subprocess.DEVNULL)
        return path

    def quit(self, seconds=15):
        """Closes the window as a person does and waits for the end of the process."""
        if self.process.poll() is None:
            frame = self.all(("frame", "window"))
            close = [b for b in self.all("button", "Close", frame[0])] if frame else []
            if close:
                self.click(close[-1])
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.process.terminate()
                try:
                    self.process.wait(seconds)
                except subprocess.TimeoutExpired:
                    self.process.kill()
                    raise Failure("the program does not end") from None
        return self.process.returncode
