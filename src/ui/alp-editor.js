/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alp-editor.js: the only script that ever runs in the composer's page.
 *
 * Injected by us into an isolated world: the page's own markup cannot run script (markup scripts are off, the content
 * policy forbids them), cannot see this world and cannot send its messages.  Input: calls of alp.* from alp-editor.c.
 * Output: messages of one line, "changed", "state …", "paste", "ready".  Nothing here reads the clipboard: pasting is
 * asked of the program, which cleans the HTML first. */
"use strict";
const alp = (() => {
  const cites = "blockquote[type=cite]";
  let root = null;
  let plain = false;
  let told = "";
  let ownDrag = false;
  let framed = false;

  const tell = (text) => window.webkit.messageHandlers.alp.postMessage(text);
  const run = (name, value = null) => document.execCommand(name, false, value);

  /* ---- the state of the buttons ---- */

  function inside(selector) {
    const selection = document.getSelection();
    let node = selection.rangeCount > 0 ? selection.getRangeAt(0).startContainer : null;

    if (node !== null && node.nodeType !== Node.ELEMENT_NODE)
      node = node.parentElement;
    node = node !== null ? node.closest(selector) : null;
    return node !== null && root.contains(node) && node !== root ? node : null;
  }

  function state() {
    const names = ["bold", "italic", "underline", "strikeThrough", "insertUnorderedList", "insertOrderedList"];
    const on = plain ? [] : names.filter((name) => document.queryCommandState(name));

    if (!plain && inside("blockquote") !== null)
      on.push("quote");
    if (!plain && inside("a[href]") !== null)
      on.push("link");
    return on.join(" ");
  }

  function tellState() {
    framed = false;
    const now = state();

    if (now !== told) {
      told = now;
      tell("state " + now);
    }
  }

  function stateSoon() {
    if (framed)
      return;
    framed = true;
    requestAnimationFrame(tellState);
  }

  /* ---- events ---- */

  function onPaste(event) {
    event.preventDefault();
    tell("paste");
  }

  function onDrop(event) {
    if (!ownDrag)
      event.preventDefault();
    ownDrag = false;
  }

  /* Enter inside a quote splits it, so that one can answer in between. */
  function onBeforeInput(event) {
    if (event.inputType === "insertParagraph" && !plain && inside(cites) !== null && inside("li") === null) {
      event.preventDefault();
      run("insertNewlineInQuotedContent");
      run("formatBlock", "div");
    }
    if (event.inputType === "insertFromDrop" && !ownDrag)
      event.preventDefault();
  }

  function onKey(event) {
    if (event.key !== "Tab" || event.ctrlKey || event.altKey)
      return;
    if (!plain && inside("li") !== null) {
      event.preventDefault();
      run(event.shiftKey ? "outdent" : "indent");
    }
  }

  /* Two spaces of a list typed by hand: "- " and "1. " at the beginning of a line. */
  function onInput(event) {
    tell("changed");
    stateSoon();
    if (plain || event.inputType !== "insertText" || event.data !== " ")
      return;
    const selection = document.getSelection();
    const node = selection.anchorNode;

    if (node === null || node.nodeType !== Node.TEXT_NODE || node.length > 4 || selection.anchorOffset !== node.length
        || inside("li") !== null)
      return;
    const match = /^(?:([-*])|(1[.)]))[ \u00a0]$/.exec(node.data);

    if (match === null || (node.previousSibling !== null && node.previousSibling.nodeName !== "BR"))
      return;
    selection.setBaseAndExtent(node, 0, node, node.length);
    run("delete");
    run(match[1] !== undefined ? "insertUnorderedList" : "insertOrderedList");
  }

  /* ---- text in and out ---- */

  function caret(node, offset) {
    const selection = document.getSelection();

    selection.setBaseAndExtent(node, offset, node, offset);
  }

  function load(content, isPlain, label) {
    plain = isPlain;
    root.setAttribute("aria-label", label);
    root.contentEditable = plain ? "plaintext-only" : "true";
    root.className = plain ? "plain" : "";
    if (plain)
      root.textContent = content;
    else
      root.innerHTML = content !== "" ? content : "<div><br></div>";
    caret(root.firstElementChild !== null && !plain ? root.firstElementChild : root, 0);
    told = "?";
    stateSoon();
  }

  function look(name, link) {
    document.documentElement.className = name;
    document.documentElement.style.setProperty("--link", link);
  }

  const noise = ["caret-color", "text-wrap-mode", "text-wrap-style", "white-space-collapse", "-webkit-text-size-adjust",
                 "-webkit-tap-highlight-color", "-webkit-text-stroke-width", "widows", "orphans", "text-size-adjust"];

  /* Lists are made inside the line they were begun on: a line with blocks in it becomes these blocks. */
  function unnest(line) {
    const blocks = ["UL", "OL", "BLOCKQUOTE", "DIV"];
    let inline = null;

    if (![...line.childNodes].some((node) => blocks.includes(node.nodeName)))
      return;
    for (const node of [...line.childNodes]) {
      if (blocks.includes(node.nodeName)) {
        line.before(node);
        inline = null;
        continue;
      }
      if (inline === null) {
        inline = document.createElement("div");
        line.before(inline);
      }
      inline.append(node);
    }
    line.remove();
  }

  /* WebKit writes the page's own look into spans when lines are joined; it is no part of the message. */
  function tidy(copy) {
    const own = getComputedStyle(root);
    const same = ["color", "font-family", "font-size", "line-height", "font-weight"];

    for (const element of copy.querySelectorAll("[style]")) {
      if (element.closest(cites) !== null)
        continue;
      for (const name of noise)
        element.style.removeProperty(name);
      for (const name of same)
        if (element.nodeName === "SPAN" && element.style.getPropertyValue(name) === own.getPropertyValue(name))
          element.style.removeProperty(name);
      if (element.style.backgroundColor === "transparent" || element.style.backgroundColor === "rgba(0, 0, 0, 0)")
        element.style.removeProperty("background-color");
      if (element.getAttribute("style") === "")
        element.removeAttribute("style");
    }
    for (const line of [...copy.querySelectorAll(":scope > div:not([class]):not([style])")])
      unnest(line);
    for (const span of [...copy.querySelectorAll("span")])
      if (span.attributes.length === 0 && span.closest(cites) === null)
        span.replaceWith(...span.childNodes);
    for (const element of copy.querySelectorAll("[class=Apple-interchange-newline], [class=webkit-indent-blockquote]"))
      element.removeAttribute("class");
    return copy;
  }

  function get() {
    if (plain)
      return root.innerText.replace(/\u00a0/g, " ");
    return tidy(root.cloneNode(true)).innerHTML;
  }

  /* The text a person wrote: without quotes and signature, for checks. */
  function ownText() {
    if (plain)
      return root.innerText;
    const copy = root.cloneNode(true);

    for (const element of copy.querySelectorAll(cites + ", .alp-signature"))
      element.remove();
    for (const element of copy.querySelectorAll("div, p, br, li"))
      element.append("\n");
    return copy.textContent;
  }

  /* ---- commands ---- */

  function focus() {
    root.focus({ preventScroll: true });
  }

  function quote() {
    const block = inside("blockquote");

    if (block === null) {
      run("formatBlock", "blockquote");
      return;
    }
    run("formatBlock", "div");
    if (inside("blockquote") !== null)
      run("outdent");
  }

  function clearFormat() {
    run("removeFormat");
    if (inside("a[href]") !== null)
      run("unlink");
  }

  /* Cleaned HTML from the program; only what carries meaning keeps its look. */
  function insert(html) {
    const holder = document.createElement("template");

    if (plain)
      return;
    holder.innerHTML = html;
    for (const image of holder.content.querySelectorAll("img:not([src])"))
      image.remove();
    for (const element of holder.content.querySelectorAll("[style], [bgcolor], [color], [face], [size]")) {
      const weight = element.style.fontWeight;
      const style = element.style.fontStyle;
      const line = element.style.textDecoration;

      if (element.closest("table") !== null)
        continue;
      for (const name of ["style", "bgcolor", "color", "face", "size"])
        element.removeAttribute(name);
      if (weight !== "" && element.nodeName === "SPAN")
        element.style.fontWeight = weight;
      if (style !== "" && element.nodeName === "SPAN")
        element.style.fontStyle = style;
      if (line !== "" && line !== "none" && element.nodeName === "SPAN")
        element.style.textDecoration = line;
    }
    run("insertHTML", holder.innerHTML);
  }

  function insertText(text) {
    run("insertText", text);
  }

  function link(uri, text) {
    const selection = document.getSelection();
    const anchor = inside("a[href]");

    if (anchor !== null) {
      selection.selectAllChildren(anchor);
      if (uri === "") {
        run("unlink");
        return;
      }
    }
    if (uri === "")
      return;
    if (selection.isCollapsed) {
      const made = document.createElement("a");

      made.href = uri;
      made.textContent = text !== "" ? text : uri;
      run("insertHTML", made.outerHTML);
    } else
      run("createLink", uri);
  }

  function currentLink() {
    const anchor = inside("a[href]");

    return anchor !== null ? anchor.getAttribute("href") : "";
  }

  function image(uri, name) {
    const made = document.createElement("img");

    made.src = uri;
    made.alt = name;
    made.style.maxWidth = "100%";
    run("insertHTML", made.outerHTML);
  }

  /* Takes the place of the one before; without one it goes above the quote, else to the end. */
  function signature(html, quiet) {
    let node = root.querySelector(":scope > .alp-signature");

    if (node === null && html === "")
      return;
    if (node === null) {
      node = document.createElement("div");
      node.className = "alp-signature";
      root.insertBefore(node, root.querySelector(":scope > .alp-quote"));
      if (node.previousElementSibling === null)
        root.insertBefore(document.createElement("div"), node).append(document.createElement("br"));
    }
    if (html === "")
      node.remove();
    else
      node.innerHTML = html;
    if (!quiet)
      tell("changed");
  }

  /* Takes the place of old text, also of one whose dashes were lost on the way through HTML; else goes to the end. */
  function replaceText(old, text) {
    const content = root.innerText.replace(/\u00a0/g, " ");
    const forms = old !== "" ? [old, old.replace(/^-- \n/, "")] : [];
    const form = forms.find((one) => content.includes(one));

    if (form !== undefined) {
      const at = content.lastIndexOf(form);

      root.textContent = content.slice(0, at) + text + content.slice(at + form.length);
    } else
      root.textContent = content + (text !== "" ? "\n" + text : "");
    tell("changed");
  }

  function selectedText() {
    return document.getSelection().toString();
  }

  /* How long one typed letter takes until the page is laid out and a frame was made; for the measuring program. */
  function latency(text) {
    return new Promise((resolve) => {
      const start = performance.now();

      run("insertText", text);
      void root.offsetHeight;
      const laid = performance.now() - start;

      requestAnimationFrame(() => setTimeout(() => resolve(laid.toFixed(2) + " " + (performance.now() - start).toFixed(2)), 0));
    });
  }

  function start() {
    root = document.getElementById("alp");
    if (root === null)
      return;
    run("styleWithCSS", "false");
    run("defaultParagraphSeparator", "div");
    document.addEventListener("selectionchange", stateSoon);
    root.addEventListener("paste", onPaste);
    root.addEventListener("input", onInput);
    root.addEventListener("beforeinput", onBeforeInput);
    root.addEventListener("keydown", onKey);
    root.addEventListener("dragstart", () => { ownDrag = true; });
    document.addEventListener("dragend", () => { ownDrag = false; });
    document.addEventListener("drop", onDrop);
    document.addEventListener("click", (event) => {
      if (event.target.closest("a") !== null)
        event.preventDefault();
    });
    document.documentElement.addEventListener("mousedown", (event) => {
      if (event.target === document.documentElement || event.target === document.body) {
        event.preventDefault();
        focus();
        document.getSelection().modify("move", "forward", "documentboundary");
      }
    });
    tell("ready");
  }

  document.addEventListener("DOMContentLoaded", start);
  return { load, look, get, ownText, focus, run, quote, clearFormat, insert, insertText, link, currentLink, image, signature,
           replaceText, selectedText, latency };
})();
globalThis.alp = alp;
