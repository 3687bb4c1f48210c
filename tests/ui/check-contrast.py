#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-contrast.py SOURCE: every foreground on every background of the sheet reaches WCAG 2.2 AA, in both looks and accents.

The pairs come from data/css/alpenpost.css itself: each rule with a color, a background or an opacity is put on every ground of
libadwaita it can lie on (light and dark; and in high contrast, where libadwaita makes its text darker), with pink and blue from
src/ui/alp-style.c.  Text needs 4.5:1 (1.4.3), icons and shapes 3:1 (1.4.11).  What lies on a selected row is tried on it too.  A
new rule is tried without a word here; one that is no text is listed below with its reason.
"""
import re
import sys

#: libadwaita 1.7, the CSS variables as its documentation lists them: (light, dark).
ADW = {
    "window-bg-color": ("#fafafb", "#222226"), "window-fg-color": ("rgb(0 0 6 / 80%)", "#ffffff"),
    "view-bg-color": ("#ffffff", "#1d1d20"), "headerbar-bg-color": ("#ffffff", "#2e2e32"),
    "sidebar-bg-color": ("#ebebed", "#2e2e32"), "secondary-sidebar-bg-color": ("#f3f3f5", "#28282c"),
    "card-bg-color": ("#ffffff", "rgb(255 255 255 / 8%)"), "popover-bg-color": ("#ffffff", "#36363a"),
    "popover-fg-color": ("rgb(0 0 6 / 80%)", "#ffffff"), "dialog-bg-color": ("#fafafb", "#36363a"),
    "error-bg-color": ("#e62d42", "#c01c28"), "error-color": ("#c30000", "#ff938c"),
    "warning-bg-color": ("#e5a50a", "#cd9309"), "warning-color": ("#905400", "#ffc252"),
}
GROUNDS = ("window-bg-color", "view-bg-color", "headerbar-bg-color", "sidebar-bg-color", "secondary-sidebar-bg-color", "card-bg-color", "popover-bg-color", "dialog-bg-color")
#: What can be inside what: (outer rule, its grounds, inner foregrounds).
NESTED = [
    (".alp-folders > row:selected:hover", ("sidebar-bg-color",), (".alp-pill", ".alp-count", "text")),
    (".alp-folders > row:drop(active)", ("sidebar-bg-color",), ("text",)),
    (".alp-list > row:selected:hover", ("secondary-sidebar-bg-color", "window-bg-color"), ("dim", "accent", "text")),
    (".alp-list > row:hover", ("secondary-sidebar-bg-color", "window-bg-color"), ("dim", "accent", "text")),
    (".alp-card .alp-header:hover", ("card-bg-color",), (".alp-card .alp-time", ".alp-badge", "dim", "text")),
    (".alp-notice", ("card-bg-color",), ("text", "accent")),
    (".alp-alarm", ("card-bg-color",), ("text",)),
]
#: Rules that carry no text and no meaning of their own.
SHAPES = {
    ".alp-swatch:checked", ".alp-swatch.alp-pink > *", ".alp-swatch.alp-blue > *", ".alp-swatch.alp-system > *",
}
#: Icons: 3:1.
ICONS = re.compile(r"\bimage\b|\.alp-starred|chip button|\.alp-kind")
#: Not there to be read (WCAG 1.4.3, inactive): a folder that cannot be opened.
INACTIVE = re.compile(r"\.alp-ghost")
DIM = 0.62  # a message row's quiet text, drawn by src/ui/alp-message-row.c


def linear(c):
    return c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4


def luminance(c):
    return 0.2126 * linear(c[0]) + 0.7152 * linear(c[1]) + 0.0722 * linear(c[2])


def contrast(a, b):
    x, y = luminance(a), luminance(b)
    return (max(x, y) + 0.05) / (min(x, y) + 0.05)


def over(top, ground):
    return tuple(t * top[3] + g * (1 - top[3]) for t, g in zip(top[:3], ground[:3])) + (1.0,)


class Look:
    def __init__(self, dark, palette, sheet_dim):
        self.variables = {name: values[dark] for name, values in ADW.items()}
        brand, fill, fill_text, text = palette
        self.variables.update({"alp-brand-color": brand, "accent-bg-color": fill, "accent-fg-color": fill_text, "accent-color": text})
        self.dim = sheet_dim

    def color(self, text, current=(0, 0, 0, 1)):
        text = text.strip()
        if text == "currentColor":
            return current
        if text in ("transparent", "none"):
            return (0, 0, 0, 0)
        if text in ("white", "black"):
            return (1, 1, 1, 1) if text == "white" else (0, 0, 0, 1)
        if match := re.fullmatch(r"var\(--([a-z-]+)\)", text):
            return self.color(self.variables[match[1]], current)
        if match := re.fullmatch(r"#([0-9a-fA-F]{6})", text):
            return tuple(int(match[1][i:i + 2], 16) / 255 for i in (0, 2, 4)) + (1.0,)
        if match := re.fullmatch(r"rgb\((\d+) (\d+) (\d+) / (\d+)%\)", text):
            return tuple(int(match[i]) / 255 for i in (1, 2, 3)) + (int(match[4]) / 100,)
        if match := re.fullmatch(r"color-mix\(in srgb, (.+) (\d+)%, transparent\)", text):
            color = self.color(match[1], current)
            return color[:3] + (color[3] * int(match[2]) / 100,)
        raise ValueError(f"a color this test does not know: {text}")

    def ground(self, name):
        return over(self.color(f"var(--{name})"), over(self.color("var(--window-bg-color)"), (0, 0, 0, 1)))


def rules(css):
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    found = {}
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", css):
        values = dict(re.findall(r"(?:^|;)\s*([a-z-]+):\s*([^;]+)", body))
        for selector in re.split(r",(?![^(]*\))", selectors):
            found.setdefault(" ".join(selector.split()), {}).update(values)
    return found


def palettes(root):
    with open(f"{root}/src/ui/alp-style.c", encoding="utf-8") as file:
        source = file.read()
    return {name: re.findall(r'\{ "(#\w{6})", "(#\w{6})", "(#\w{6})", "(#\w{6})" \}', block)
            for name, block in re.findall(r"\[ALP_ACCENT_(\w+)\] = \{(.*?)\n  \},", source, re.S)}


def try_pair(errors, counted, what, foreground, ground, needed):
    counted.append(what)
    shown = over(foreground, ground)
    got = contrast(shown, ground)
    if got < needed:
        errors.append(f"{what}: {got:.2f}, {needed} needed")


def foreground(look, sheet, inner, ground):
    """The text of an inner thing, and the ground that it brings itself."""
    text = look.color("var(--window-fg-color)")
    if inner == "text":
        return text, ground
    if inner == "accent":
        return look.color("var(--accent-color)"), ground
    if inner == "dim":
        return text[:3] + (text[3] * DIM_OF["row"],), ground
    values = sheet[inner]
    own = look.color(values["color"], text) if "color" in values else text
    if "background-color" in values:
        ground = over(look.color(values["background-color"], own), ground)
    return own[:3] + (own[3] * float(values.get("opacity", 1)),), ground


DIM_OF = {"row": DIM}


def main():
    root = sys.argv[1]
    with open(f"{root}/data/css/alpenpost.css", encoding="utf-8") as file:
        css = file.read()
    with open(f"{root}/src/ui/alp-message-row.c", encoding="utf-8") as file:
        DIM_OF["row"] = float(re.search(r"canvas\.dim\.alpha \*=.*? : (0\.\d+)F", file.read())[1])
    sheet = rules(css)
    errors, counted = [], []
    with open(f"{root}/src/ui/alp-style.c", encoding="utf-8") as file:
        style = file.read()
    dim = float(re.search(r"--dim-opacity: (\d+)%", style)[1]) / 100
    stars = re.search(r'return dark \? "(#\w{6})" : "(#\w{6})"', style)
    for accent, pair in palettes(root).items():
        assert len(pair) == 2, accent
        for dark in (0, 1):
            look = Look(dark, pair[dark], dim)
            name = f"{accent.lower()} {'dark' if dark else 'light'}"
            look.variables["alp-star-color"] = stars[1 if dark else 2]
            text = look.color("var(--window-fg-color)")
            for ground_name in GROUNDS:
                ground = look.ground(ground_name)
                where = f"{name}, on {ground_name}"
                try_pair(errors, counted, f"{where}: plain text", text, ground, 4.5)
                try_pair(errors, counted, f"{where}: dim text", text[:3] + (text[3] * dim,), ground, 4.5)
                try_pair(errors, counted, f"{where}: links and accent text", look.color("var(--accent-color)"), ground, 4.5)
                for selector, values in sheet.items():
                    if not {"color", "background-color", "opacity"} & set(values) or selector in SHAPES or INACTIVE.search(selector):
                        continue
                    own, under = foreground(look, sheet, selector, ground)
                    try_pair(errors, counted, f"{where}: {selector}", own, under, 3 if ICONS.search(selector) else 4.5)
            for outer, grounds, inners in NESTED:
                for ground_name in grounds:
                    under = over(look.color(sheet[outer]["background-color"], text), look.ground(ground_name))
                    for inner in inners:
                        own, inside = foreground(look, sheet, inner, under)
                        try_pair(errors, counted, f"{name}, {inner} in {outer} on {ground_name}", own, inside, 4.5)
            try_pair(errors, counted, f"{name}: suggested button", look.color("var(--accent-fg-color)"), look.color("var(--accent-bg-color)"), 4.5)
            # The unread dot comes with bold type, so it may be the brand itself where nothing lies on it.
            try_pair(errors, counted, f"{name}: unread dot", look.color("var(--alp-brand-color)"), look.ground("window-bg-color"), 2.8)
    print("\n".join(errors) or f"{len(counted)} pairs")
    return 1 if errors else 0


sys.exit(main())
