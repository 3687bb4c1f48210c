#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-shortcuts.py SOURCE: the dialog of shortcuts names every key that does something, and no other.

Keys are those of src/app/alp-application.c, the letters of src/ui/alp-window-keys.c and the composer's.  WebKit brings bold, italic
and underlined, GTK the main menu.
"""
import re
import sys

BUILT_IN = {"<Control>b", "<Control>i", "<Control>u", "F10"}
#: Another way to the same, on other keyboards.
SAME = {"<Control>KP_Enter": "<Control>Return", "KP_Delete": "Delete"}


def read(root, path):
    with open(f"{root}/{path}", encoding="utf-8") as file:
        return file.read()


def keys(root):
    found = set(re.findall(r'\{ "(?:app|win|window)\.[a-z-]+", \{ "([^"]+)"', read(root, "src/app/alp-application.c")))
    found |= {"<Control>1", "<Control><Alt>1"} if 'printf ("<Control><Alt>%d"' in read(root, "src/app/alp-application.c") else set()
    letters = read(root, "src/ui/alp-window-keys.c")
    found |= set(re.findall(r"case GDK_KEY_(\w+):", letters)) | {"Escape"}
    found |= {f"<Control>{key}" for key in re.findall(r"key == GDK_KEY_(\w+) && mods == GDK_CONTROL_MASK", letters)}
    for triggers in re.findall(r'\{ "((?:<|F\d)[^"]+)", "composer\.', read(root, "src/ui/alp-composer.c")):
        found |= set(triggers.split("|"))
    return {SAME.get(key, key) for key in found}


def main():
    root = sys.argv[1]
    shown = {key for accelerators in re.findall(r'\{ N_ \("[^"]+"\), "([^"]+)" \}', read(root, "src/ui/alp-shortcuts.c")) for key in accelerators.split()}
    wanted = keys(root)
    errors = [f"{key} does something and is not shown" for key in sorted(wanted - shown)]
    errors += [f"{key} is shown and does nothing" for key in sorted(shown - wanted - BUILT_IN - {"<Control>2", "<Control><Alt>2", "<Shift>F10"})]
    print("\n".join(errors) or f"{len(shown)} keys")
    return 1 if errors else 0


sys.exit(main())
