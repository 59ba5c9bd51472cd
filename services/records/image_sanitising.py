"""Sanitising of photographs: redraw the pixels, reduce the size, drop all other data.

Metadata that a camera or sender put in the file (place, time, device, thumbnails) is removed. This
module knows no records.
"""

from __future__ import annotations

import io
import warnings

from core.errors import InvalidInput
from core.policy.records.photos import (
    MAX_BYTES,
    MAX_FRAMES,
    MAX_PIXELS,
    PHOTO_FORMATS,
    STORED_JPEG_QUALITY,
    STORED_SIDE_PIXELS,
)

FIELD = "photo"


def redraw(data: bytes) -> bytes:
    """Return the picture as a JPEG of at most `STORED_SIDE_PIXELS`.

    Raise `InvalidInput` for data that is no picture of a permitted size. Size and pixel count are
    checked in the header before pixels are decoded, so a decompression bomb is cheap.
    """
    from PIL import Image, ImageFile, ImageOps

    if not data:
        raise InvalidInput(FIELD, "empty")
    if len(data) > MAX_BYTES:
        raise InvalidInput(FIELD, "too_large")
    ImageFile.LOAD_TRUNCATED_IMAGES = (
        False  # global in the process: WeasyPrint sets it to True, which accepts broken pictures
    )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # Pillow warns of possible decompression bombs
            picture = Image.open(io.BytesIO(data), formats=PHOTO_FORMATS)
            if picture.width * picture.height > MAX_PIXELS[str(picture.format)]:
                raise InvalidInput(FIELD, "too_many_pixels")
            if getattr(picture, "n_frames", 1) > MAX_FRAMES:
                raise InvalidInput(FIELD, "moves")
            picture.draft("RGB", (STORED_SIDE_PIXELS, STORED_SIDE_PIXELS))
            upright = ImageOps.exif_transpose(picture).convert("RGB")
            upright.thumbnail((STORED_SIDE_PIXELS, STORED_SIDE_PIXELS))
            image = Image.new("RGB", upright.size)
            image.paste(upright)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise InvalidInput(FIELD, "too_many_pixels") from None
    # Decoders raise any exception for hostile bytes. Its text could contain data of the picture, so
    # it must not reach the sender or the log.
    except (
        Warning,
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        OSError,
        SyntaxError,
        EOFError,
        MemoryError,
        ArithmeticError,
        RuntimeError,
    ):
        raise InvalidInput(FIELD, "no_picture") from None
    out = io.BytesIO()
    image.save(out, "JPEG", quality=STORED_JPEG_QUALITY, optimize=True)
    return out.getvalue()
