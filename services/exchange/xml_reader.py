"""Safe XML reader: no document type, entity or instruction, one encoding, bounded sizes.

The bytes are checked before the parser sees them, which bounds its memory. The parser gets no
addresses, and only one child of the root is kept as a tree. The meaning of elements is elsewhere.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from xml.parsers import expat  # every handler that could fetch or unfold something refuses

from core.errors import InvalidInput
from core.policy.exchange import (
    MAX_CELL_LENGTH,
    MAX_ROW_LENGTH,
    MAX_XML_ATTRIBUTES,
    MAX_XML_DEPTH,
    MAX_XML_ELEMENTS,
    MAX_XML_MARKUP,
)

CHUNK_BYTES = 64 * 1024
_BOM = b"\xef\xbb\xbf"
_TEXT_BYTES = 4 * MAX_CELL_LENGTH  # a letter of UTF-8 has at most four bytes
_DECLARATION = re.compile(rb"<\?xml\s[^<>?]{0,200}\?>")
_ENCODING = re.compile(rb"""encoding\s*=\s*["']([^"']*)["']""")
_ENCODINGS = frozenset({b"utf-8", b"utf8", b"us-ascii", b"ascii"})
SPACE = " "  # between the name of a namespace and that of an element


@dataclasses.dataclass(slots=True)
class Element:
    """An element: name with namespace, stripped text, and children."""

    name: str
    children: list[Element] = dataclasses.field(default_factory=list)
    parts: list[str] = dataclasses.field(default_factory=list)

    @property
    def text(self) -> str:
        """The text of the element, without its children."""
        return "".join(self.parts).strip()


def children_of_root(data: bytes, *, root: frozenset[str]) -> Iterator[Element]:
    """Yield the children of the root one by one.

    Raise `InvalidInput` with field `file` for data that is refused or not XML, and for another root
    than one of `root`.
    """
    data = data.removeprefix(_BOM)
    _check_document(data)
    reader = _Reader(root)
    for start in range(0, len(data), CHUNK_BYTES):
        yield from reader.feed(
            data[start : start + CHUNK_BYTES], is_last=start + CHUNK_BYTES >= len(data)
        )


def _check_document(data: bytes) -> None:
    """Refuse document types, instructions, other encodings, and tags or texts that are too long."""
    if b"\0" in data or data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InvalidInput("file", "not_utf8")
    declared = _DECLARATION.match(data)
    if declared is not None:
        encoding = _ENCODING.search(declared.group())
        if encoding is not None and encoding.group(1).lower() not in _ENCODINGS:
            raise InvalidInput("file", "not_utf8")
    at, tags = declared.end() if declared else 0, 0
    while True:
        begin = data.find(b"<", at)
        if (len(data) if begin < 0 else begin) - at > _TEXT_BYTES:
            raise InvalidInput("file", "text_too_long")
        if begin < 0:
            return
        at = _end_of_markup(data, begin)
        tags += 1
        if tags > 2 * MAX_XML_ELEMENTS:
            raise InvalidInput("file", "too_many_elements")


def _end_of_markup(data: bytes, begin: int) -> int:
    """Return the end of a tag, comment or section."""
    end, most = b">", MAX_XML_MARKUP
    if data.startswith(b"<?", begin):
        raise InvalidInput("file", "instruction", "remove processing instructions")
    if data.startswith(b"<!--", begin):
        end = b"-->"
    elif data.startswith(b"<![CDATA[", begin):
        end, most = b"]]>", _TEXT_BYTES
    elif data.startswith(b"<!", begin):
        raise InvalidInput("file", "doctype", "remove document types and entities")
    at = data.find(end, begin, begin + most)
    if at < 0:
        raise InvalidInput("file", "markup_too_long")
    return at + len(end)


class _Reader:
    """An expat parser that keeps one child of the root at a time."""

    def __init__(self, root: frozenset[str]) -> None:
        self._root = root
        self._open: list[Element] = []
        self._done: list[Element] = []
        self._elements = self._letters = 0
        self._parser = expat.ParserCreate(encoding="utf-8", namespace_separator=SPACE)
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        # `_check_document` refuses all of these first; the parser refuses them again.
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.EntityDeclHandler = self._refuse
        self._parser.UnparsedEntityDeclHandler = self._refuse
        self._parser.ExternalEntityRefHandler = self._refuse
        self._parser.SkippedEntityHandler = self._refuse
        self._parser.ProcessingInstructionHandler = self._refuse
        self._parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)

    def feed(self, data: bytes, *, is_last: bool) -> list[Element]:
        """Parse some bytes; return the children of the root that ended in them.

        Raise `InvalidInput` for bytes that are not XML.
        """
        try:
            self._parser.Parse(data, is_last)
        except expat.ExpatError:
            raise InvalidInput("file", "not_xml") from None
        done, self._done = self._done, []
        return done

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if self._elements > MAX_XML_ELEMENTS:
            raise InvalidInput("file", "too_many_elements")
        if len(self._open) == MAX_XML_DEPTH:
            raise InvalidInput("file", "too_deep")
        if len(attributes) > MAX_XML_ATTRIBUTES:
            raise InvalidInput("file", "too_many_attributes")
        if not self._open and name not in self._root:
            raise InvalidInput("file", "another_format")
        if len(self._open) == 1:
            self._letters = 0
        element = Element(name)
        if len(self._open) > 1:
            self._open[-1].children.append(element)
        self._open.append(element)

    def _end(self, _name: str) -> None:
        element = self._open.pop()
        if len(self._open) == 1:
            self._done.append(element)

    def _text(self, text: str) -> None:
        self._letters += len(text)
        if self._letters > MAX_ROW_LENGTH:
            raise InvalidInput("file", "text_too_long")
        if len(self._open) > 1:
            self._open[-1].parts.append(text)

    @staticmethod
    def _refuse(*_: object) -> int:
        raise InvalidInput("file", "doctype")
