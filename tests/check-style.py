#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-style.py SOURCE BUILD: rules about the source that a reader relies on.

Failing: licence line, file length, open work markers, tabs and trailing space, clang-format differences (with the version
of the build root).  Reported only: public functions without a comment above them.
"""
import glob
import os
import re
import subprocess
import sys

COMMENTED = re.compile(r"\*/\n[A-Za-z_][A-Za-z0-9_ *]*\n([a-z][a-z0-9_]*) \(")
CODE = (".c", ".h")
SCRIPTS = (".py", ".sh", ".blp", ".css")
LONGEST = 800
FORMATTER = "version 19."
MARKERS = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")
DECLARATION = re.compile(r"^(?!typedef|struct|enum|#|G_DEFINE|G_DECLARE|static)[A-Za-z_][A-Za-z0-9_ *]*[ *]([a-z][a-z0-9_]*) \(", re.M)


def files(root):
    """Every file that is ours and read by people; what Git ignores is not."""
    try:
        listed = subprocess.run(["git", "-c", f"safe.directory={root}", "-C", root, "ls-files", "-co", "--exclude-standard"],
                                capture_output=True, text=True, check=True).stdout.split("\n")
    except (OSError, subprocess.CalledProcessError):
        listed = [os.path.relpath(os.path.join(folder, name), root) for folder, _, names in os.walk(root) for name in names
                  if "/.git" not in folder]
    return sorted(path for path in listed if path and os.path.isfile(os.path.join(root, path)))


def undocumented(text, documented):
    """Public functions of a header with a comment neither right above (a group shares its first one's) nor at the code."""
    missing = []
    lines = text.split("\n")
    for match in DECLARATION.finditer(text):
        line = text.count("\n", 0, match.start())
        while line > 0 and lines[line - 1].strip() and not lines[line - 1].rstrip().endswith(("*/", "{")):
            line -= 1
        if (line == 0 or not lines[line - 1].rstrip().endswith("*/")) and match.group(1) not in documented:
            missing.append(match.group(1))
    return missing


def check(root, path, errors, notes):
    with open(os.path.join(root, path), encoding="utf-8", errors="replace") as file:
        text = file.read()
    lines = text.split("\n")
    if "SPDX-License-Identifier: GPL-3.0-or-later" not in "\n".join(lines[:3]):
        errors.append(f"{path}:1: no SPDX licence line")
    if path.endswith(CODE + (".py",)) and len(lines) > LONGEST:
        errors.append(f"{path}: {len(lines)} lines, more than {LONGEST}: look for the second concept in it")
    for number, line in enumerate(lines, 1):
        if MARKERS.search(line):
            errors.append(f"{path}:{number}: open work marker")
        if line != line.rstrip() and not path.startswith("tests/corpus"):
            errors.append(f"{path}:{number}: space at the end of the line")
        if "\t" in line and path.endswith(CODE):
            errors.append(f"{path}:{number}: a tab")
    if path.startswith("src/") and path.endswith(".h"):
        documented = set()
        for source in glob.glob(os.path.join(root, os.path.dirname(path), "*.c")):
            with open(source, encoding="utf-8", errors="replace") as file:
                documented |= set(COMMENTED.findall(file.read()))
        notes += [f"{path}: {name} has no comment" for name in undocumented(text, documented)]


def formatting(root, paths):
    """Files that clang-format would change; None with another version than the build root's, for versions of it differ."""
    version = subprocess.run(["clang-format", "--version"], capture_output=True, text=True, check=False).stdout
    if FORMATTER not in version:
        return None
    result = subprocess.run(["clang-format", "--dry-run", "--style=file", *[os.path.join(root, path) for path in paths]],
                            capture_output=True, text=True, check=False)
    warned = {line.split(":")[0] for line in result.stderr.split("\n") if ": warning: " in line}
    differing = [path for path in paths if os.path.join(root, path) in warned]
    if result.returncode != 0 and not differing:
        differing = [f"all of it: {result.stderr[-300:]}"]
    return differing


def main():
    root = sys.argv[1]
    errors, notes = [], []
    ours = files(root)
    code = [path for path in ours if path.startswith(("src/", "tests/")) and path.endswith(CODE)]
    executables = [path for path in ours if path.startswith(("build-aux/", ".ci/", "tests/")) and os.access(os.path.join(root, path), os.X_OK)]
    for path in sorted(set(code + [p for p in ours if p.endswith(SCRIPTS)] + executables)):
        if not path.startswith(("tests/corpus/", "data/sample")):
            check(root, path, errors, notes)
    for folder in sorted({path.split("/")[1] for path in code if path.startswith("src/") and path.count("/") > 1}):
        if f"src/{folder}/README.md" not in ours:
            errors.append(f"src/{folder}: no README.md")
        build = f"{root}/src/{folder}/meson.build"
        if os.path.exists(build):
            with open(build, encoding="utf-8") as file:
                text = file.read()
            if "G_LOG_DOMAIN" not in text:
                errors.append(f"src/{folder}/meson.build: no G_LOG_DOMAIN")
    differing = formatting(root, code)
    if differing is None:
        print(f"no clang-format {FORMATTER}: layout is not checked here")
    else:
        errors += [f"{path}: clang-format would change it" for path in differing]
    print(f"{len(code)} files of C")
    print(f"{len(notes)} public functions without a comment (report only)")
    print("\n".join(notes[:20]))
    print("\n".join(errors))
    return 1 if errors else 0


sys.exit(main())
