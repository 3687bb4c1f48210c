# SPDX-License-Identifier: GPL-3.0-or-later
"""vectors.py: the ways an HTML page, or a message around it, can reach the network (hostile-content 3.1).

Each has a host name of its own, `NAME.sink.test`; H in a text stands for `http://NAME.sink.test`, N for the bare name.
IMAGES are those that a person who allows remote images means.
"""

IMAGES = {
    "img": '<img src="H/a.png" width=40 height=20>',
    "img-upper": '<IMG SRC="HTTP://N/A.PNG" width=40>',
    "img-protocol-relative": '<img src="//N/a.png" width=40>',
    "img-tab": '<img src="ht\ttp://N/a.png" width=40>',
    "img-newline": '<img src="ht\ntp://N/a.png" width=40>',
    "img-port": '<img src="http://N:8080/a.png" width=40>',
}

PAGES = {
    # C-001 to C-004
    "img-ftp": '<img src="ftp://N/a.png">',
    "srcset": '<img srcset="H/a.png 1x, H/b.png 2x">',
    "picture": '<picture><source srcset="H/a.png"><img alt=x></picture>',
    "lowsrc": '<img lowsrc="H/a.png" dynsrc="H/b.avi" longdesc="H/c.html">',
    "image-alias": '<image href="H/a.png">',
    "background-body": '<body background="H/a.png">',
    "background-table": '<table background="H/a.png"><tr><td background="H/b.png">x<th background="H/c.png">x</table>',
    # C-005, C-006
    "css-background": '<p style="background:url(H/a.png)">x',
    "css-background-image": '<p style="background-image:url(\'H/a.png\')">x',
    "css-list": '<ul><li style="list-style-image:url(H/a.png)">x</ul>',
    "css-cursor": '<p style="cursor:url(H/a.cur),auto">x',
    "css-border": '<p style="border:2px solid;border-image-source:url(H/a.png)">x',
    "css-content": '<p style="content:url(H/a.png)">x',
    "css-mask": '<p style="-webkit-mask:url(H/a.svg#m);mask:url(H/a.svg#m)">x',
    "css-filter": '<p style="filter:url(H/a.svg#f)">x',
    "css-shape": '<p style="float:left;shape-outside:url(H/a.png)">x',
    "css-image-set": '<p style="background:image-set(\'H/a.png\' 1x);background:-webkit-image-set(url(H/b.png) 1x)">x',
    "css-variable": '<p style="--u:url(H/a.png);background:var(--u)">x',
    "css-escape": '<p style="background:u\\72l(H/a.png)">x',
    "css-comment": '<p style="background:url/**/(H/a.png)">x<p style="back/**/ground:url(H/b.png)">x',
    "css-newline": '<p style="background:url(\nH/a.png\n)">x',
    "css-quote": '<p style="color:\'}; background:url(H/a.png)">x<p style="font:"}{background:url(H/b.png)">x',
    # C-007
    "css-import": '<style>@import "H/a.css";</style>',
    "css-import-url": '<style>@import url(H/a.css) screen;</style>',
    "css-font": '<style>@font-face{font-family:f;src:url(H/a.woff2)}b{font-family:f}</style><b>x</b>',
    "css-namespace": '<style>@namespace url(H/);@page{background:url(H/a.png)}</style>',
    "css-media": '<style>@media all{p{background:url(H/a.png)}}@supports(display:block){p{background:url(H/b.png)}}</style><p>x',
    "css-print": '<style>@media print{p{background:url(H/a.png)}}</style><p>x',
    # C-008 to C-010
    "link-style": '<link rel=stylesheet href="H/a.css">',
    "link-icon": '<link rel="icon shortcut" href="H/a.png">',
    "link-prefetch": '<link rel=prefetch href="H/a">',
    "link-preload": '<link rel=preload as=image href="H/a.png"><link rel=preload as=font href="H/b.woff">',
    "link-preload-set": '<link rel=preload as=image imagesrcset="H/a.png 1x">',
    "link-module": '<link rel=modulepreload href="H/a.js">',
    "link-prerender": '<link rel=prerender href="H/a"><link rel=next href="H/b"><link rel=manifest href="H/c">',
    "link-preconnect": '<link rel=preconnect href="H">',
    "link-dns": '<meta http-equiv=x-dns-prefetch-control content=on><link rel=dns-prefetch href="//N">',
    "anchor": '<a href="H/a">a link</a>',
    # C-011 to C-013
    "video": '<video src="H/a.mp4" poster="H/b.png" autoplay></video>',
    "audio": '<audio autoplay><source src="H/a.mp3"><track src="H/b.vtt"></audio>',
    "object": '<object data="H/a.swf" codebase="H/b" classid="H/c"><param name=movie value="H/d.swf"></object>',
    "embed": '<embed src="H/a.svg" code="H/b"><applet code=x codebase="H/c"></applet>',
    "iframe": '<iframe src="H/a.html"></iframe>',
    "frame": '<portal src="H/p"></portal>',
    "srcdoc": '<iframe srcdoc="&lt;img src=H/a.png&gt;&lt;iframe srcdoc=\'&amp;lt;img src=H/b.png&amp;gt;\'&gt;"></iframe>',
    # C-014 to C-016
    "refresh": '<meta http-equiv=refresh content="0;url=H/a">',
    "base": '<base href="H/"><img src="relative.png"><base target=_blank>',
    "form": '<form action="H/a"><input name=q autofocus value=x><button formaction="H/b">x</button></form>',
    "input-image": '<input type=image src="H/a.png">',
    "isindex": '<isindex action="H/a" prompt=x>',
    # C-017 to C-019
    "svg-image": '<svg><image href="H/a.png" width=9 height=9 /><image xlink:href="H/b.png" width=9 height=9 /></svg>',
    "svg-use": '<svg><use href="H/a.svg#x"/></svg>',
    "svg-filter": '<svg><filter id=f><feImage href="H/a.png"/></filter><rect filter="url(#f)" width=9 height=9 /><rect fill="url(H/b.svg#g)" width=9 height=9 /></svg>',
    "svg-animate": '<svg><image width=9 height=9><animate attributeName=href values="H/a.png"/><set attributeName=href to="H/b.png"/></image></svg>',
    "svg-foreign": '<svg><foreignObject width=9 height=9><img src="H/a.png"></foreignObject></svg>',
    "svg-style": '<svg><style>@import "H/a.css";rect{cursor:url(H/b.cur)}</style><rect width=9 height=9 /></svg>',
    "svg-script": '<svg><script href="H/a.js"></script><font-face-uri href="H/b.svg"/></svg>',
    "svg-data": '<img src="data:image/svg+xml,%3Csvg xmlns=\'http://www.w3.org/2000/svg\' width=\'9\' height=\'9\'%3E%3Cimage href=\'H/a.png\' width=\'9\' height=\'9\'/%3E%3C/svg%3E">',
    "math": '<math href="H/a" altimg="H/b.png"><mi xlink:href="H/c">x</mi></math>',
    "vml": '<v:rect><v:fill src="H/a.png"/></v:rect><?xml-stylesheet href="H/b.css"?>',
    # C-020 to C-022
    "conditional": '<!--[if mso]><img src="H/a.png"><![endif]--><![if !mso]><link rel=stylesheet href="H/b.css"><![endif]>',
    "noscript": '<noscript><link rel=stylesheet href="H/a.css"></noscript><template><style>@import "H/b.css"</style></template>',
    "mutation": '<math><mtext><table><mglyph><style><!--</style><link rel=stylesheet href="H/a.css">--></style></mglyph></table></mtext></math>',
    "title": '<title><link rel=stylesheet href="H/a.css"></title><textarea></textarea><link rel=stylesheet href="H/b.css"></textarea>',
    "ping": '<a href="https://example.org/" ping="H/a" attributionsrc="H/b" download>x</a>',
    "csp": '<meta http-equiv=Content-Security-Policy content="img-src \'none\'; report-uri H/a"><img src="data:image/png;base64,x">',
    "script": '<script src="H/a.js"></script><img src=x: onerror="fetch(\'H/b\')">',
    "local": '<img src="http://127.0.0.1:631/local.png"><img src="file:///etc/hostname">',
}


def fill(name, text):
    return text.replace("H/", f"http://{name}.sink.test/").replace('"H"', f'"http://{name}.sink.test"').replace("N", f"{name}.sink.test")


def html(vectors):
    """One page with all of them, each in a box of its own, so that none swallows the next."""
    return "<html><head><title>Sink</title></head><body><p>Everything in one page</p>" + "\n".join(f"<div>{fill(name, text)}</div>" for name, text in vectors.items()) + "</body></html>"


def message(subject, content_type, body, *fields):
    head = [f"From: Mallory <mallory@from-{subject.split()[-1].lower()}.sink.test>", "To: alice@mail.test", f"Subject: {subject}", "Date: Fri, 02 Jan 2026 10:00:00 +0000",
            f"Message-ID: <{subject.replace(' ', '-').lower()}@sink.test>", "MIME-Version: 1.0", f"Content-Type: {content_type}", *fields]
    return ("\r\n".join(head) + "\r\n\r\n" + body.replace("\n", "\r\n")).encode()


def part(content_type, body, *fields):
    return "--b\n" + "\n".join((f"Content-Type: {content_type}", *fields)) + "\n\n" + body + "\n"


def messages():
    """Subject → bytes.  The first shows the page; the others are the ways around it (C-023, C-024, C-028 to C-030)."""
    page = html({**PAGES, **IMAGES})
    nested = message("Inside", "text/html", html({"nested-img": '<img src="H/a.png">', "nested-link": '<link rel=stylesheet href="H/a.css">'})).decode().replace("\r\n", "\n")
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="http://svg-part.sink.test/a.png" width="9" height="9"/><style>@import "http://svg-part-css.sink.test/a.css";</style></svg>'
    calendar = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nMETHOD:REQUEST\nBEGIN:VEVENT\nUID:1@sink\nDTSTART:20260301T100000Z\nDTEND:20260301T110000Z\nSUMMARY:Meeting\nORGANIZER:mailto:mallory@from-parts.sink.test\nATTENDEE:mailto:alice@mail.test\nATTACH:http://ics-attach.sink.test/a\nIMAGE;VALUE=URI:http://ics-image.sink.test/a.png\nCONFERENCE;VALUE=URI:http://ics-conference.sink.test/\nURL:http://ics-url.sink.test/\nEND:VEVENT\nEND:VCALENDAR\n"
    parts = "".join((
        part("text/html", html({"related-root": '<img src="cid:svg"><link rel=stylesheet href="H/a.css"><img src="relative.png">'}), "Content-Location: http://location.sink.test/a.html", "Content-Base: http://content-base.sink.test/"),
        part("text/html", html({"second-html": '<img src="H/a.png"><link rel=preconnect href="H">'})),
        part("image/svg+xml", svg, "Content-ID: <svg>"),
        part('message/external-body; access-type=URL; URL="http://external-url.sink.test/a"', "Content-Type: text/plain\n\n"),
        part('message/external-body; access-type=anon-ftp; site="external-ftp.sink.test"; name="a"', "Content-Type: image/png\n\n"),
        part("message/rfc822", nested),
        part("text/vcard; name=a.vcf", "BEGIN:VCARD\nVERSION:4.0\nFN:Mallory\nPHOTO:http://vcard-photo.sink.test/a.png\nEND:VCARD\n", "Content-Disposition: attachment"),
        part("text/html; name=page.html", html({"attached-html": '<img src="H/a.png"><script src="H/b.js"></script>'}), "Content-Disposition: attachment; filename=page.html"),
        part("application/pgp-keys; name=key.asc", "-----BEGIN PGP PUBLIC KEY BLOCK-----\nComment: http://pgp-key.sink.test/\n-----END PGP PUBLIC KEY BLOCK-----\n", "Content-Disposition: attachment"),
        part("text/calendar; method=REQUEST; charset=utf-8", calendar), "--b--\n"))
    asking = ("Disposition-Notification-To: x@receipt.sink.test", "Return-Receipt-To: y@receipt-return.sink.test", "X-Confirm-Reading-To: z@receipt-confirm.sink.test",
              "List-Unsubscribe: <https://unsubscribe.sink.test/u>, <mailto:u@unsubscribe-mail.sink.test>", "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
              "BIMI-Location: v=BIMI1; l=https://bimi.sink.test/logo.svg", "Face: http://face.sink.test/", "X-Image-URL: http://image-url.sink.test/a.png",
              "Autocrypt: addr=x@y; preferred-key-server=http://key-server.sink.test", "X-Mozilla-External-Attachment-URL: http://mozilla.sink.test/a", "List-Archive: <http://archive.sink.test/>")
    return {
        "Sink page": message("Sink page", "text/html; charset=utf-8", page),
        "Sink plain": message("Sink plain", "text/plain", "Look at http://plain-link.sink.test/ and www.plain-www.sink.test or <mailto:x@plain-mail.sink.test>\n"),
        "Sink parts": message("Sink parts", 'multipart/related; boundary="b"', parts, *asking),
        "Sink pictures": message("Sink pictures", "text/html; charset=utf-8", html({f"allowed-{name}": text for name, text in IMAGES.items()} | {f"never-{name}": text for name, text in PAGES.items()})),
    }
