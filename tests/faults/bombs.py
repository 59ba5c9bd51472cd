"""Harmful files: name -> (format, function that returns its bytes). Each must be refused."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable

SPACE = "http://zesty.ca/pfif/1.4"
MOST = 4 * 1024 * 1024


def _pfif(inside: str, *, before: str = "", root: str = "") -> bytes:
    return (
        f'<?xml version="1.0"?>{before}<p:pfif xmlns:p="{SPACE}" {root}>{inside}</p:pfif>'.encode()
    )


def _person(inside: str) -> bytes:
    return _pfif(f"<p:person><p:full_name>{inside}</p:full_name></p:person>")


def _laughs() -> bytes:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return _pfif("<p:person>&l9;</p:person>", before=f'<!DOCTYPE x [<!ENTITY l0 "lol">{levels}]>')


def _blow_up() -> bytes:
    before = f'<!DOCTYPE x [<!ENTITY a "{"a" * 50_000}">]>'
    return _pfif(f"<p:person>{'&a;' * 50_000}</p:person>", before=before)


def _external(address: str) -> bytes:
    return _pfif(
        "<p:person>&x;</p:person>", before=f'<!DOCTYPE x [<!ENTITY x SYSTEM "{address}">]>'
    )


def _parameter() -> bytes:
    before = '<!DOCTYPE x [<!ENTITY % a SYSTEM "http://127.0.0.1:9/a.dtd"> %a;]>'
    return _pfif("<p:person/>", before=before)


def _included() -> bytes:
    include = '<xi:include href="file:///etc/passwd" parse="text"/>'
    return _pfif(
        f"<p:person>{include}</p:person>", root='xmlns:xi="http://www.w3.org/2001/XInclude"'
    )


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
    "document type fetched": lambda: _pfif(
        "<p:person/>", before='<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'
    ),
    "inclusion": _included,
    "huge attribute": lambda: _pfif(f'<p:person a="{"x" * (MOST - 500)}"/>'),
    "huge attribute with brackets": lambda: _pfif(f'<p:person a="{("x" * 500 + ">") * 8_000}"/>'),
    "deep nesting": _deep,
    "giant text": lambda: _person("x" * (MOST - 500)),
    "giant text in pieces": lambda: _person(
        "<![CDATA[" + "x" * 60_000 + "]]>" + ("x" * 60_000 + "<!-- -->") * 60
    ),
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
    "another vocabulary": lambda: (
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'
    ),
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
SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ROW = '<row r="1"><c r="A1" t="inlineStr"><is><t>record_ref</t></is></c></row>'


def _sheet_of(rows: str, before: str = "") -> str:
    return (
        f'<?xml version="1.0"?>{before}<worksheet'
        f' xmlns="{SHEETS}"><sheetData>{ROW}{rows}</sheetData></worksheet>'
    )


def _book(**parts: str | bytes) -> bytes:
    """Return a spreadsheet as the library writes it, with some parts replaced."""
    from openpyxl import Workbook

    plain, out = io.BytesIO(), io.BytesIO()
    book = Workbook()
    book.active["A1"] = "record_ref"
    book.save(plain)
    names = {
        "sheet": "xl/worksheets/sheet1.xml",
        "texts": "xl/sharedStrings.xml",
        "styles": "xl/styles.xml",
    }
    put = {names.get(name, name): made for name, made in parts.items()}
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.namelist():
            if one not in put:
                new.writestr(one, old.read(one))
        for one, made in put.items():
            new.writestr(one, made)
    return out.getvalue()


def _texts(inside: str) -> str:
    return f'<sst xmlns="{SHEETS}">{inside}</sst>'


def _lying() -> bytes:
    """Return a spreadsheet with a part that claims to be ten bytes long."""
    data = bytearray(_book(sheet=_sheet_of("<row/>" * 900_000)))
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        if data[at + 46 :].startswith(b"xl/worksheets/sheet1.xml"):
            data[at + 24 : at + 28] = (10).to_bytes(4, "little")
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


def _many_parts() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for number in range(30_000):
            file.writestr(f"{number}.xml", b"")
    return out.getvalue()


XLSX: dict[str, Callable[[], bytes]] = {
    "a sheet of zeros": _zip,
    "a sheet that unfolds": lambda: _book(sheet=_sheet_of(" " * 300_000_000)),
    "a sheet that lies about its size": _lying,
    "millions of rows": lambda: _book(sheet=_sheet_of("<row/>" * 2_000_000)),
    "the billionth row": lambda: _book(sheet=_sheet_of('<row r="999999999"><c><v>1</v></c></row>')),
    "millions of cells": lambda: _book(
        sheet=_sheet_of("<row>" + "<c><v>1</v></c>" * 1_000_000 + "</row>")
    ),
    "cells under another prefix": lambda: _book(
        sheet=f'<x:worksheet xmlns:x="{SHEETS}"><x:sheetData><x:row>'
        + "<x:c/>" * 2_000_000
        + "</x:row></x:sheetData>"
    ),
    "texts without end": lambda: _book(texts=_texts("<si><t>a</t></si>" * 900_000)),
    "empty texts": lambda: _book(texts=_texts("<si/>" * 2_000_000)),
    "a giant cell": lambda: _book(
        sheet=_sheet_of(f'<row><c t="inlineStr"><is><t>{"x" * 100_000}</t></is></c></row>')
    ),
    "styles without end": lambda: _book(
        styles=f'<styleSheet xmlns="{SHEETS}"><cellXfs>'
        + "<xf/>" * 500_000
        + "</cellXfs></styleSheet>"
    ),
    "billion laughs": lambda: _book(
        sheet=_sheet_of(
            "", '<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        )
    ),
    "external entity": lambda: _book(
        sheet=_sheet_of("", '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>')
    ),
    "UTF-16": lambda: _book(sheet=_sheet_of("").encode("utf-16")),
    "many parts": _many_parts,
    "a part that stands twice": lambda: _book(**{"xl/styles.XML": "<a/>"}),
    "nothing of a spreadsheet": lambda: b"PK\x03\x04" + b"\0" * 1000,
    "cut off": lambda: _book()[:-30],
    "a macro's old format": lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 10_000,
}
BOMBS: dict[str, tuple[str, Callable[[], bytes]]] = {
    **{f"pfif: {name}": ("pfif", made) for name, made in XML.items()},
    **{f"csv: {name}": ("csv", made) for name, made in CSV.items()},
    **{f"xlsx: {name}": ("xlsx", made) for name, made in XLSX.items()},
}
