"""THE tables of evidence: which field each attribute compares, and which kinds are independent."""

from __future__ import annotations

# attribute of the engine -> the kind of evidence it counts as where independent kinds are asked
# for; coarse ones (sex, origin, looks) count as none
EVIDENCE_KINDS: dict[str, str] = {
    "name": "name",
    "birth": "birth",
    "birth_place": "birth",
    "phone": "phone",
    "document": "document",
    "relative": "relative",
    "marks": "mark",
    "sensitive_marks": "mark",
}
# attribute -> the field whose class says from which view on its agreement may be told of another's
# record
EVIDENCE_FIELDS: dict[str, str] = {
    "name": "full_name",
    "birth": "birth_date",
    "sex": "sex",
    "origin": "nationalities",
    "ethnicity": "ethnicity",
    "home": "home_address",
    "birth_place": "birth_place",
    "event": "event_place",  # and the route, which is of the same class for either kind
    "interval": "event_date",
    "phone": "phones",
    "document": "documents",
    "relative": "relatives",
    "height": "height_cm",  # and births, of a more open class
    "eyes": "eyes",
    "hair": "hair",
    "marks": "marks",
    "sensitive_marks": "sensitive_marks",
    # and relatives, names, births, nationalities, documents: of its class or more open
    "family": "phones",
}
KIND_BITS = 1.0  # from here up an attribute speaks for the two being one
