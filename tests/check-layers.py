#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-layers.py SOURCE BUILD: proves that the build enforces who may include whom.

For each pair of layers a one-line file including a header of the other layer is compiled with the very flags that the
build uses for the first (taken from compile_commands.json): it must compile exactly where the table below allows it.
And nothing below ui sees GTK: neither in its flags nor among the libraries that alpenpost-cli needs.
"""
import glob
import json
import os
import shlex
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

MAY = {
    "base": [], "net": ["base"], "imap": ["base", "net"], "smtp": ["base", "net"],
    "pop": ["base", "net"], "web": ["base", "net"], "mime": ["base"], "store": ["base"],
    "sync": ["base", "net", "imap", "smtp", "pop", "web", "mime", "store"],
    "mail": ["base", "mime", "store", "sync"],
    "cli": ["base", "mail"], "ui": ["base", "mail"], "app": ["base", "mail", "ui"],
}
TOOLKIT = ("gtk4", "libadwaita", "webkit")


def flags_of(build):
    """Per layer: the compiler and its options for one of that layer's own files."""
    flags = {}
    with open(f"{build}/compile_commands.json", encoding="utf-8") as file:
        for entry in json.load(file):
            path = os.path.normpath(os.path.join(entry["directory"], entry["file"]))
            parts = path.split("/")
            # src/ui/web-process runs in WebKit's process: it is in the folder, not of the layer.
            if "src" not in parts or not path.endswith(".c") or "web-process" in parts:
                continue
            layer = parts[len(parts) - 2 if parts[-2] in MAY else -3]
            if layer not in MAY or layer in flags or "/src/" not in path:
                continue
            words = shlex.split(entry["command"])
            kept, skip = [], False
            for word in words:
                if skip:
                    skip = False
                elif word in ("-o", "-MF", "-MQ", "-c"):
                    skip = True
                elif word in ("-MD",) or word.endswith(".c"):
                    continue
                else:
                    kept.append(word)
            flags[layer] = (entry["directory"], kept)
    return flags


def header_of(source, layer, flags):
    """A header of the layer that compiles by itself for the layer and for all that may include it.

    Some headers are for the layer's own files only and include what others cannot see; with one of those nothing is
    proved.  Without any that suits all, the first that suits the layer itself, so that the reason is shown.
    """
    first = None
    users = [a for a in flags if layer in MAY[a]]
    for path in sorted(glob.glob(f"{source}/src/{layer}/*.h")):
        header = os.path.basename(path)
        if header.endswith("-private.h") or not compiles(flags[layer], header)[0]:
            continue
        first = first or header
        if all(compiles(flags[a], header)[0] for a in users):
            return header
    return first


def compiles(folder_flags, header):
    directory, words = folder_flags
    with tempfile.TemporaryDirectory() as scratch:
        path = f"{scratch}/probe.c"
        with open(path, "w", encoding="utf-8") as file:
            file.write(f'#include "{header}"\nextern int probe;\nint probe = 1;\n')
        command = [word for word in words if word != "ccache" and not word.startswith("-fsanitize")] + ["-fsyntax-only", path]
        result = subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False)
        return result.returncode == 0, result.stderr


def pairs(source, flags, errors):
    headers = {layer: header_of(source, layer, flags) for layer in flags}
    for layer, header in headers.items():
        if header is None and glob.glob(f"{source}/src/{layer}/*.h"):
            errors.append(f"src/{layer}: no public header compiles by itself")
    work = [(a, b) for a in flags for b in headers if a != b and headers[b]]

    def one(pair):
        a, b = pair
        return pair, compiles(flags[a], headers[b])

    allowed = refused = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for (a, b), (worked, message) in pool.map(one, work):
            if worked and b not in MAY[a]:
                errors.append(f"{a} can include {headers[b]} of {b}, which the layers forbid")
            elif not worked and b in MAY[a]:
                errors.append(f"{a} cannot include {headers[b]} of {b}, which the layers allow: {message.strip()[:400]}")
            elif not worked and "No such file" not in message:
                errors.append(f"{a} including {headers[b]} of {b} fails for another reason: {message.strip()[:400]}")
            allowed += worked
            refused += not worked
    print(f"{len(work)} pairs of layers: {allowed} compile, {refused} do not")


def toolkit(build, flags, errors):
    for layer, (_, words) in flags.items():
        seen = [word for word in words if word.startswith("-I") and any(t in word for t in TOOLKIT)]
        if seen and layer not in ("ui", "app"):
            errors.append(f"{layer} is compiled with the toolkit's headers: {seen[0]}")
    program = f"{build}/src/cli/alpenpost-cli"
    if os.path.exists(program):
        needed = subprocess.run(["objdump", "-p", program], capture_output=True, text=True, check=True).stdout
        for name in ("libgtk-4", "libadwaita-1", "libwebkitgtk"):
            if name in needed:
                errors.append(f"alpenpost-cli is linked with {name}")
        print("alpenpost-cli needs no toolkit")


def main():
    source, build = sys.argv[1:3]
    errors = []
    flags = flags_of(build)
    pairs(source, flags, errors)
    toolkit(build, flags, errors)
    print("\n".join(errors))
    return 1 if errors else 0


sys.exit(main())
