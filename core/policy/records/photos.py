"""THE table of what a photograph may be before anything of it is drawn, and what is kept of it."""

from __future__ import annotations

from typing import Final

from core.codes.records import RecordKind

PHOTO_FORMATS: Final = ("JPEG", "PNG", "WEBP")  # the decoders that are asked at all
MAX_BYTES: Final = 8_000_000  # what a telephone's camera makes
# More pixels are refused from the header, before a pixel is read. A JPEG is read at a smaller
# scale, so a camera of 50 megapixels costs little; other formats are read whole.
MAX_PIXELS: Final = {"JPEG": 64_000_000, "PNG": 25_000_000, "WEBP": 25_000_000}
MAX_FRAMES: Final = 1
STORED_SIDE_PIXELS: Final = 1_280  # pixels of the longer side
STORED_JPEG_QUALITY: Final = 85  # of the JPEG that is kept
# Kinds of record whose photograph no view opens to another agency: it goes by disclosure, with the
# person's word.
OWNER_ONLY_KINDS: Final = frozenset({RecordKind.FOUND, RecordKind.TRACING, RecordKind.PREVENTIVE})
PHOTO_REASONS: Final = (
    "first",
    "better",
    "wrong_person",
    "withdrawn",
)  # why an own record's photograph is put or taken away
