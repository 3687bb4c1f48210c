#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-potfiles.py SOURCE BUILD: every file with strings for people is in po/POTFILES and every entry there exists."""
import os
import re
import sys

STRING = re.compile(r'(?<![A-Za-z_])(?:N?C?_|ngettext|g_dngettext|g_dpgettext2) ?\(\s*"')


def main():
    root = sys.argv[1]
    with open(f"{root}/po/POTFILES", encoding="utf-8") as file:
        listed = {line.strip() for line in file if line.strip() and not line.startswith("#")}
    errors = [f"po/POTFILES: {path} does not exist" for path in sorted(listed) if not os.path.exists(f"{root}/{path}")]
    for folder, _, names in os.walk(f"{root}/src"):
        for name in names:
            path = os.path.relpath(os.path.join(folder, name), root)
            if not name.endswith((".c", ".blp")):
                continue
            with open(f"{root}/{path}", encoding="utf-8") as file:
                if STRING.search(file.read()) and path not in listed:
                    errors.append(f"po/POTFILES: {path} has strings for people and is not listed")
    print("\n".join(errors) or f"{len(listed)} files")
    return 1 if errors else 0


sys.exit(main())
