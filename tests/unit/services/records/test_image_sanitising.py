"""Which images are accepted as photographs, and what remains of them."""

from __future__ import annotations

import io
import random
import struct
import zlib
from collections.abc import Callable

import pytest
from PIL import Image, ImageFile
from PIL.PngImagePlugin import PngInfo

from core.errors import InvalidInput
from core.policy.records.photos import MAX_BYTES, MAX_PIXELS, STORED_SIDE_PIXELS
from services.records.image_sanitising import redraw
from tests.factories import picture


def _png(width: int, height: int, *chunks: tuple[bytes, bytes], data: bytes = b"") -> bytes:
    """Return a handmade PNG, whose header may contain any size."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    middle = b"".join(chunk(*one) for one in chunks)
    body = chunk(b"IHDR", head) + middle + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def _moving() -> bytes:
    out = io.BytesIO()
    frames = [Image.new("RGB", (8, 8), (shade, 0, 0)) for shade in (0, 200)]
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:], duration=100)
    return out.getvalue()


def _as(form: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, form)
    return out.getvalue()


SIDE = int(MAX_PIXELS["PNG"] ** 0.5) + 1
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "empty"),
    "more bytes than a camera makes": (lambda: bytes(MAX_BYTES + 1), "too_large"),
    "text": (lambda: b"<html><script>alert(1)</script>", "no_picture"),
    "an svg with a script": (
        lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        "no_picture",
    ),
    "a header of four thousand million pixels": (lambda: _png(65_000, 65_000), "too_many_pixels"),
    "a header just above the limit": (lambda: _png(SIDE, SIDE), "too_many_pixels"),
    "a header without its pixels": (lambda: _png(64, 64, data=b"\0" * 10), "no_picture"),
    "text chunks that unpack to a gigabyte": (
        lambda: _png(
            4, 4, (b"zTXt", b"a\0\0" + zlib.compress(bytes(70_000_000), 9)), data=bytes(52)
        ),
        "no_picture",
    ),
    "cut short": (lambda: picture(300, 300, "JPEG")[:200], "no_picture"),
    "a moving picture": (_moving, "moves"),
    "another format, TIFF": (lambda: _as("TIFF"), "no_picture"),
    "another format, GIF": (lambda: _as("GIF"), "no_picture"),
    "another format, ICO": (lambda: _as("ICO"), "no_picture"),
    "a page of PostScript": (
        lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        "no_picture",
    ),
}


@pytest.mark.parametrize(
    "is_lax", [False, True], ids=["", "after a library had broken pictures pass"]
)
@pytest.mark.parametrize("name", HOSTILE)
def test_files_that_are_no_small_picture_are_refused(
    name: str, is_lax: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", is_lax)
    made, reason = HOSTILE[name]
    with pytest.raises(InvalidInput) as refused:
        redraw(made())
    assert (refused.value.field, refused.value.reason) == ("photo", reason)
    assert refused.value.__cause__ is None  # a decoder's message may contain sent data


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_re_encoded_as_a_small_jpeg(form: str) -> None:
    image = Image.open(io.BytesIO(redraw(picture(3000, 1500, form))))
    assert (image.format, image.size) == ("JPEG", (STORED_SIDE_PIXELS, STORED_SIDE_PIXELS // 2))


def test_metadata_of_a_picture_is_removed() -> None:
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010F], exif[0x9286] = "MARKER-CAMERA", "MARKER-PLACE"
    words = PngInfo()
    words.add_text("Comment", "MARKER-COMMENT")
    Image.new("RGB", (40, 40), (9, 9, 9)).save(out, "PNG", exif=exif, pnginfo=words)
    trailed = out.getvalue() + b"MARKER-BEHIND"
    assert trailed.count(b"MARKER") >= 3
    stored = redraw(trailed)
    assert b"MARKER" not in stored
    assert not Image.open(io.BytesIO(stored)).getexif()


def test_a_picture_on_its_side_is_turned_upright() -> None:
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (60, 30)).save(out, "JPEG", exif=exif)
    assert Image.open(io.BytesIO(redraw(out.getvalue()))).size == (30, 60)


def test_a_transparent_picture_is_no_error() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (10, 10), (1, 2, 3, 0)).save(out, "PNG")
    assert Image.open(io.BytesIO(redraw(out.getvalue()))).mode == "RGB"


def test_a_photograph_of_a_telephone_is_made_small() -> None:
    """Five megabytes and fifty megapixels, as phone cameras produce."""
    noise = random.Random(1).randbytes(3 * 1_600 * 1_200)
    detailed = Image.frombytes("RGB", (1_600, 1_200), noise).resize((8_160, 6_120))
    out = io.BytesIO()
    detailed.save(out, "JPEG", quality=25)
    sent = out.getvalue()
    assert 5_000_000 < len(sent) < MAX_BYTES
    stored = redraw(sent)
    assert Image.open(io.BytesIO(stored)).size == (STORED_SIDE_PIXELS, 960)
    assert len(stored) < 1_000_000
