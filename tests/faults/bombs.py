"""Files made to hurt whoever reads them: name -> (format, what makes its bytes). Each must be refused."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable

SPACE = "http://zesty.ca/pfif/1.4"
MOST = 4 * 1024 * 1024


def _pfif(inside: str, *, before: str = "", root: str = "") -> bytes:
    return f'<?xml version="1.0"?>{before}<p:pfif xmlns:p="{SPACE}" {root}>{inside}</p:pfif>'.encode()


def _person(inside: str) -> bytes:
    return _pfif(f"<p:person><p:full_name>{inside}</p:full_name></p:person>")


def _laughs() -> bytes:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return _pfif("<p:person>&l9;</p:person>", before=f'<!DOCTYPE x [<!ENTITY l0 "lol">{levels}]>')


def _blow_up() -> bytes:
    before = f'<!DOCTYPE x [<!ENTITY a "{"a" * 50_000}">]>'
    return _pfif(f"<p:person>{'&a;' * 50_000}</p:person>", before=before)


def _external(address: str) -> bytes:
    return _pfif("<p:person>&x;</p:person>", before=f'<!DOCTYPE x [<!ENTITY x SYSTEM "{address}">]>')


def _parameter() -> bytes:
    before = '<!DOCTYPE x [<!ENTITY % a SYSTEM "http://127.0.0.1:9/a.dtd"> %a;]>'
    return _pfif("<p:person/>", before=before)


def _included() -> bytes:
    include = '<xi:include href="file:///etc/passwd" parse="text"/>'
    return _pfif(f"<p:person>{include}</p:person>", root='xmlns:xi="http://www.w3.org/2001/XInclude"')


def _deep() -> bytes:
    return _pfif("<p:person>" + "<p:note>" * 50_000 + "</p:note>" * 50_000 + "</p:person>")


def _attributes(count: int) -> bytes:
    return _pfif("<p:person " + " ".join(f'a{n}="1"' for n in range(count)) + "/>")


def _sheet() -> bytes:
    before = '<?xml-stylesheet type="text/xsl" href="http://127.0.0.1:9/x.xsl"?>'
    return _pfif("<p:person/>", before=before)


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)
    return out.getvalue()


XML: dict[str, Callable[[], bytes]] = {
    "billion laughs": _laughs,
    "quadratic blow-up": _blow_up,
    "external entity, file": lambda: _external("file:///etc/passwd"),
    "external entity, http": lambda: _external("http://127.0.0.1:9/x"),
    "parameter entity": _parameter,
    "document type fetched": lambda: _pfif("<p:person/>", before='<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'),
    "inclusion": _included,
    "huge attribute": lambda: _pfif(f'<p:person a="{"x" * (MOST - 500)}"/>'),
    "huge attribute with brackets": lambda: _pfif(f'<p:person a="{("x" * 500 + ">") * 8_000}"/>'),
    "deep nesting": _deep,
    "giant text": lambda: _person("x" * (MOST - 500)),
    "giant text in pieces": lambda: _person("<![CDATA[" + "x" * 60_000 + "]]>" + ("x" * 60_000 + "<!-- -->") * 60),
    "giant comment": lambda: _pfif(f"<!--{'x' * (MOST - 500)}-->"),
    "many attributes": lambda: _attributes(300_000),
    "some attributes": lambda: _attributes(20),
    "many elements": lambda: _pfif("<p:person/>" * 380_000),
    "many names": lambda: _pfif("".join(f"<p:n{n}/>" for n in range(90_000))),
    "UTF-16": lambda: _laughs().decode().encode("utf-16"),
    "UTF-7": lambda: b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE x+AD4-',
    "another declared encoding": lambda: _person("x").replace(b'"1.0"', b'"1.0" encoding="cp037"'),
    "style sheet": _sheet,
    "instruction inside": lambda: _pfif("<p:person><?php echo 1 ?></p:person>"),
    "gzip": lambda: gzip.compress(b"0" * 50_000_000),
    "another vocabulary": lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>',
    "cut off": lambda: _person("x")[:-9],
}
CSV: dict[str, Callable[[], bytes]] = {
    "huge cell": lambda: b'record_ref,kind\n"' + b"x" * (MOST - 500) + b'"\n',
    "huge cell in lines": lambda: b'record_ref,kind\n"' + b"x\n" * (MOST // 2 - 500) + b'"\n',
    "millions of columns": lambda: b"record_ref,kind" + b"," * (MOST - 500),
    "millions of cells": lambda: b"record_ref,kind\nA,found" + b"," * (MOST - 500),
    "cells over many lines": lambda: b"record_ref,kind\n" + b'"\n",' * 800_000,
    "zero bytes": lambda: b"record_ref,kind\n" + b"\0" * (MOST - 500),
    "open quote": lambda: b'record_ref,kind\n"A,found\n' + b"B,found\n" * 400_000,
    "one endless line": lambda: b"x" * (MOST - 500),
    "millions of rows": lambda: b"record_ref,kind\n" + b"A,b\n" * 1_000_000,
    "spreadsheet that unfolds": _zip,
}
BOMBS: dict[str, tuple[str, Callable[[], bytes]]] = {
    **{f"pfif: {name}": ("pfif", made) for name, made in XML.items()},
    **{f"csv: {name}": ("csv", made) for name, made in CSV.items()},
}
