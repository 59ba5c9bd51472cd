"""A photograph as it came in to one that is safe to keep: drawn anew, smaller, with nothing beside
the picture.

What a camera or a sender hid in the file (place, time, device, thumbnails, other data) does not
survive. Knows no record.
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
    """Return the picture as a JPEG of `STORED_SIDE_PIXELS` at most; `InvalidInput` for anything
    that is no picture of a permitted size.

    Size and pixels are judged before a pixel is read, so a bomb costs what its header costs.
    """
    from PIL import Image, ImageFile, ImageOps

    if not data:
        raise InvalidInput(FIELD, "empty")
    if len(data) > MAX_BYTES:
        raise InvalidInput(FIELD, "too_large")
    ImageFile.LOAD_TRUNCATED_IMAGES = (
        False  # of the whole process: WeasyPrint, once loaded, has broken pictures pass
    )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # Pillow warns of what it takes for a bomb
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
    except InvalidInput:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise InvalidInput(FIELD, "too_many_pixels") from None
    # Decoders of hostile bytes raise what comes to hand; none of it may tell the sender, or the
    # log, what was in them.
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
