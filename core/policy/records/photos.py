"""The table of photographs: what is accepted before decoding, and what is stored."""

from __future__ import annotations

from typing import Final

from core.codes.records import RecordKind

PHOTO_FORMATS: Final = ("JPEG", "PNG", "WEBP")  # only these decoders are used
MAX_BYTES: Final = 8_000_000  # the size of a telephone's photograph
# More pixels are refused by the header, before decoding. A JPEG is decoded at a smaller scale, so a
# camera with 50 megapixels costs little. Other formats are decoded completely.
MAX_PIXELS: Final = {"JPEG": 64_000_000, "PNG": 25_000_000, "WEBP": 25_000_000}
MAX_FRAMES: Final = 1
STORED_SIDE_PIXELS: Final = 1_280  # pixels of the longer side
STORED_JPEG_QUALITY: Final = 85  # of the stored JPEG
# Kinds of record whose photograph is in no view of other agencies. It needs a disclosure with the
# person's consent.
RESPONSIBLE_ONLY_KINDS: Final = frozenset(
    {RecordKind.FOUND, RecordKind.TRACING, RecordKind.PREVENTIVE}
)
# reasons for adding or removing a photograph
PHOTO_REASONS: Final = ("first", "better", "wrong_person", "withdrawn")
