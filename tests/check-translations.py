#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-translations.py SOURCE BUILD: words for people can be translated, and the translations are whole.

Of the source: no sentence is shown that is not marked; a number of things is said with ngettext; two placeholders of one kind come with
a word to the translator; a word that means two things has a context.  Of each language in po/LINGUAS: msgfmt's own checks (placeholders,
plural forms, header), every message there and none fuzzy, the same mnemonics, the same ellipsis and line ends, one short enough where
room is short.
"""
import os
import re
import subprocess
import sys
import tempfile

#: Functions that show what they are given, and the properties of Blueprint that do.
SHOWN = re.compile(r'\b(?:gtk_label_new|gtk_label_set_(?:text|label)|gtk_button_new_with_(?:label|mnemonic)|gtk_button_set_label|gtk_widget_set_tooltip_text'
                   r'|gtk_window_set_title|adw_toast_new|adw_dialog_set_title|adw_alert_dialog_(?:new|set_body|set_heading)|adw_preferences_row_set_title'
                   r'|adw_preferences_group_set_(?:title|description)|adw_action_row_set_subtitle|adw_status_page_set_(?:title|description)|adw_banner_set_title'
                   r'|gtk_entry_set_placeholder_text|gtk_file_dialog_set_title|adw_button_content_set_label|cli_usage|g_print)\s*\(([^;]*)\);', re.S)
PROPERTIES = re.compile(r'\b(?:label|title|subtitle|tooltip-text|placeholder-text|description|heading|body|alternative-text):\s*"([^"]*)"')
#: Not words: markup, formats, names.
NO_WORDS = re.compile(r"^(?:[^A-Za-z]*|%[a-z%\\nt.*: -]+|alp-[a-z-]+|[a-z0-9.-]+-symbolic|[a-z-]+(?:::[a-z-]+)?|https?:.*|(?:A|a)lpenpost.*)$")
#: A number before a noun that is no count of things: percentages, ports, numbered things.
NUMBERS = {"%d %% done", "%s, port %u, %s", "User account %d was saved.\n"}
#: Words that are a verb here and a noun there, or an adjective; each needs a context where it stands alone.
TWO_MEANINGS = {"Open", "Name", "None", "State", "Blue", "Pink"}


def strings(text):
    return "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', text))


def sources(root):
    with open(f"{root}/po/POTFILES", encoding="utf-8") as file:
        listed = [line.strip() for line in file if line.strip() and not line.startswith("#")]
    every = []
    for folder in ("ui", "mail", "app", "cli"):
        for base, _, names in os.walk(f"{root}/src/{folder}"):
            every += [os.path.relpath(os.path.join(base, name), root) for name in names if name.endswith((".c", ".blp"))]
    return [path for path in listed if os.path.exists(f"{root}/{path}")], sorted(every)


def unmarked(root, paths):
    for path in paths:
        with open(f"{root}/{path}", encoding="utf-8") as file:
            text = file.read()
        if path.endswith(".blp"):
            for value in PROPERTIES.findall(text):
                if not NO_WORDS.match(value):
                    yield f"{path}: not marked for translation: {value!r}"
            continue
        for arguments in SHOWN.findall(text):
            rest = re.sub(r'\b(?:N?C?_|ngettext|g_dngettext|C_|NC_)\s*\((?:[^()]|\([^()]*\))*\)', "", arguments)
            for value in re.findall(r'"((?:[^"\\]|\\.)*)"', rest):
                if re.search(r"[A-Za-z]{3,}", re.sub(r"%[-+#0-9.*lz]*[a-zA-Z]|\\.|PRI\w+", "", value)) and not NO_WORDS.match(value):
                    yield f"{path}: not marked for translation: {value!r}"


class Message:
    def __init__(self):
        self.comment, self.context, self.id, self.plural, self.texts, self.fuzzy, self.where = "", None, "", None, {}, False, ""


def parse(path):
    messages, one, field = [], Message(), None
    with open(path, encoding="utf-8") as file:
        lines = file.read().split("\n") + [""]
    for line in lines:
        if not line.strip():
            if one.id or one.texts:
                messages.append(one)
            one, field = Message(), None
        elif line.startswith("#."):
            one.comment += line[2:]
        elif line.startswith("#:"):
            one.where = one.where or line[2:].strip()
        elif line.startswith("#,"):
            one.fuzzy |= "fuzzy" in line
        elif line.startswith("#~"):
            one, field = Message(), None
        elif match := re.match(r'(msgctxt|msgid|msgid_plural|msgstr)(?:\[(\d)\])? "(.*)"$', line):
            name, number, value = match.groups()
            field = (name, number)
            add(one, field, value)
        elif line.startswith('"') and field:
            add(one, field, line[1:-1])
    return messages


def add(one, field, value):
    name, number = field
    value = value.replace('\\"', '"').replace("\\n", "\n").replace("\\t", "\t")
    if name == "msgctxt":
        one.context = (one.context or "") + value
    elif name == "msgid":
        one.id += value
    elif name == "msgid_plural":
        one.plural = (one.plural or "") + value
    else:
        number = int(number or 0)
        one.texts[number] = one.texts.get(number, "") + value


def extract(root, listed, folder):
    """A template of all messages; Blueprint's marks are those of C."""
    pot = f"{folder}/all.pot"
    keywords = ["--keyword=_", "--keyword=N_", "--keyword=C_:1c,2", "--keyword=NC_:1c,2", "--keyword=ngettext:1,2", "--keyword=g_dngettext:2,3"]
    code = [path for path in listed if path.endswith((".c", ".blp"))]
    subprocess.run(["xgettext", "--from-code=UTF-8", "--language=C", "--add-comments=Translators:", "-o", pot, *keywords, *code], cwd=root, check=True, stderr=subprocess.DEVNULL)
    return parse(pot)


def placeholders(text):
    return re.findall(r"%(?:\d+\$)?[-+#0 ]*\d*(?:\.\d+)?(?:l|ll|z|h)?[a-zA-Z]", text.replace("%%", ""))


def of_source(messages):
    contexts = {}
    for one in messages:
        contexts.setdefault(one.id, set()).add(one.context)
        what = f"{one.where.split()[0] if one.where else '?'}: {one.id!r}"
        marks = placeholders(one.id)
        if one.plural is None and re.search(r"%[ud] (?!%)[a-z]{3,}", one.id) and one.id not in NUMBERS:
            yield f"{what}: a number of things needs ngettext"
        if len([m for m in marks if m.endswith("s")]) > 1 and "Translators" not in one.comment and one.plural is None:
            yield f"{what}: two placeholders need a word to the translator"
        if one.context is None and one.id in TWO_MEANINGS:
            yield f"{what}: has two meanings, needs C_ ()"
    for text, found in contexts.items():
        if None in found and len(found) > 1 and text in TWO_MEANINGS:
            yield f"{text!r}: with a context here and without there"


def mnemonic(text):
    return re.findall(r"(?<!_)_(?=\w)", text)


def of_language(root, language, wanted):
    path = f"{root}/po/{language}.po"
    if not os.path.exists(path):
        yield f"po/{language}.po: named in LINGUAS, not there"
        return
    run = subprocess.run(["msgfmt", "-c", "--check-accelerators=_", "-o", "/dev/null", path], capture_output=True, text=True, check=False)
    if run.returncode != 0 or run.stderr.strip():
        yield f"po/{language}.po: {run.stderr.strip()}"
    known = {(m.context, m.id): m for m in parse(path)}
    header = known.get((None, ""))
    forms = re.search(r"nplurals=(\d+)", header.texts[0]) if header else None
    if not forms:
        yield f"po/{language}.po: no plural forms in the header"
        return
    for one in wanted:
        if one.id == "":
            continue
        found = known.get((one.context, one.id))
        if found is None or not all(found.texts.get(i) for i in range(int(forms[1]) if one.plural else 1)):
            yield f"po/{language}.po: not translated: {one.id!r}"
        elif found.fuzzy:
            yield f"po/{language}.po: fuzzy: {one.id!r}"
        else:
            yield from of_text(language, one, found)


def of_text(language, one, found):
    for text in found.texts.values():
        what = f"po/{language}.po: {text!r} for {one.id!r}"
        if bool(mnemonic(one.id)) != bool(mnemonic(text)) and "://" not in one.id:
            yield f"{what}: mnemonic"
        if one.id.endswith("…") != text.endswith("…"):
            yield f"{what}: ellipsis"
        if one.id.endswith("\n") != text.endswith("\n"):
            yield f"{what}: line end"
        if one.id[:1] != " " and (text[:1] == " " or (text[-1:] == " ") != (one.id[-1:] == " ")):
            yield f"{what}: space at an end"
        if mnemonic(one.id) and len(text) > 30 + len(one.id):
            yield f"{what}: too long for a button"


def same_mnemonics(root, paths):
    """Two items of one menu with the same letter: only the first can be reached."""
    for path in paths:
        if not path.endswith(".blp"):
            continue
        with open(f"{root}/{path}", encoding="utf-8") as file:
            for name, body in re.findall(r"^menu (\w+) \{(.*?)^\}", file.read(), re.S | re.M):
                letters = [m.lower() for m in re.findall(r'item \(_\("[^"]*?_(\w)', body)]
                for letter in {x for x in letters if letters.count(x) > 1}:
                    yield f"{path}: menu {name}: _{letter} stands twice"


def main():
    root = os.path.abspath(sys.argv[1])
    listed, every = sources(root)
    with tempfile.TemporaryDirectory() as folder:
        messages = extract(root, listed, folder)
    errors = [*unmarked(root, every), *of_source(messages), *same_mnemonics(root, every)]
    with open(f"{root}/po/LINGUAS", encoding="utf-8") as file:
        languages = " ".join(line for line in file if not line.startswith("#")).split()
    for language in languages:
        errors += of_language(root, language, messages)
    print("\n".join(errors) or f"{len(messages)} messages, {len(languages)} languages")
    return 1 if errors else 0


sys.exit(main())
