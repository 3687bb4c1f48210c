#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-settings.py SOURCE: no dead setting and no hidden one.

Each key of the schema is read somewhere outside the preferences (and followed or read at each use, so that it applies at once), and can be
chosen in the preferences unless it is no choice but a memory.  Each key that is named anywhere exists.  Each value of a choice stands
both in the schema and in the preferences.
"""
import os
import re
import sys
import xml.etree.ElementTree as ElementTree

#: What the program remembers by itself.
MEMORY = {"window-width", "window-height", "window-maximized", "folder-pane-shown", "last-schedule", "open-profile"}
#: Chosen by other means than a row: swatches, the page of addresses.
ELSEWHERE = {"accent": "src/ui/alp-preferences.c", "addresses-columns": "src/ui/alp-addresses-page.c"}
TABLE = "src/ui/alp-preferences-table.c"
GENERIC = {"src/ui/alp-setting-row.c", "src/ui/alp-setting-order.c", "src/ui/alp-preferences.c", TABLE}


def schema(root):
    tree = ElementTree.parse(f"{root}/data/io.github.alpenpost.Alpenpost.gschema.xml").getroot()
    enums = {e.get("id"): {v.get("nick") for v in e} for e in tree.findall("enum")}
    keys = {}
    for key in tree.find("schema").findall("key"):
        choices = key.find("choices")
        keys[key.get("name")] = (key.get("type"), enums.get(key.get("enum")) or ({c.get("value") for c in choices} if choices is not None else None))
    return keys


def sources(root):
    found = {}
    for folder, _, names in os.walk(f"{root}/src"):
        for name in names:
            if name.endswith(".c"):
                path = os.path.join(folder, name)
                with open(path, encoding="utf-8") as file:
                    found[os.path.relpath(path, root)] = file.read()
    return found


def main():
    root = sys.argv[1]
    keys, files = schema(root), sources(root)
    table = files[TABLE]
    arrays = {name: set(re.findall(r'\{ "([^"]+)",', body)) for name, body in re.findall(r"AlpSettingChoice (\w+)\[\] = \{(.*?)\n\};", table, re.S)}
    rows = dict(re.findall(r'\{ "([a-z-]+)",\s*(?:N_ \("[^"]*"\)|NULL),\s*(?:N_ \("[^"]*"\)|NULL),\s*(\w+),\s*\d+,', table))
    errors = []
    for name, (kind, values) in keys.items():
        readers = [path for path, text in files.items() if path not in GENERIC - {ELSEWHERE.get(name)} and f'"{name}"' in text
                   and re.search(r"g_settings_(get|bind|create_action)|gtk_.*settings", text)]
        if not readers:
            errors.append(f"{name}: nothing reads it")
        if name in ELSEWHERE:
            if f'"{name}"' not in files[ELSEWHERE[name]]:
                errors.append(f"{name}: {ELSEWHERE[name]} does not offer it")
        elif name not in MEMORY and name not in rows:
            errors.append(f"{name}: the preferences do not offer it")
        elif name in rows and values is not None and arrays.get(rows[name]) != values:
            errors.append(f"{name}: the preferences offer {sorted(arrays.get(rows[name], []))}, the schema {sorted(values)}")
        elif name in rows and kind != "b" and rows[name] == "NULL":
            errors.append(f"{name}: the preferences offer nothing to choose from")
    for name in rows:
        if name not in keys:
            errors.append(f"{name}: the preferences offer it, the schema has no such key")
    for path, text in files.items():
        for name in re.findall(r'g_settings_[gs]et_\w+ \([^"()]*(?:\([^()]*\))?[^"()]*"([a-z-]+)"', text):
            if name not in keys:
                errors.append(f"{path}: no such key: {name}")
    print("\n".join(errors) or f"{len(keys)} settings, {len(rows)} rows")
    return 1 if errors else 0


sys.exit(main())
