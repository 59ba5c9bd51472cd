"""The table of compared attributes: what each may reveal, and what evidence it counts as.

One row for each attribute of the engine (`matching.model.levels`). A test fails if one has no row.
docs/recipes/attribute.md explains how to add an attribute.
"""

from __future__ import annotations

import dataclasses

from core.codes.records import RecordKind
from core.policy.sharing.views import View


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AttributePolicy:
    """What an attribute may reveal, and what evidence it counts as.

    - `field`: the class of this field decides from which view agreement may be shown.
    - `flow` is the lowest view of another agency's record at which an agency may know the
      comparison with it; None for `family`, which is computed from the permitted attributes.
      `flow_when_found` replaces it for the record of a found person; None if it stays the same.
    - `whole_levels` are the levels at which a complete number agrees. They may be known from
      `WHOLE_NUMBER_VIEW` on. A partial number could be completed by trying digits.
    - `kind` is the kind of evidence, where independent kinds are required; "" for none.
    - `match_kind` is the same for a possible match (core.policy.case.care_confirmation).
    - `identity` are its columns that identify the person. A change of one of them makes the record
      one about another person, unless it is a spelling correction
      (core.policy.case.reporter_check).
    """

    field: str
    flow: View | None
    flow_when_found: View | None = None
    whole_levels: frozenset[str] = frozenset()
    kind: str = ""
    match_kind: str = ""
    identity: frozenset[str] = frozenset()


# In the order of the statistics.
#
# A link shows that a person with a similar name, birth, sex, origin, relatives or ordinary
# appearance is known. It does not show places, dates of finding, the home, ethnicity or sensitive
# marks.
ATTRIBUTE_POLICIES: dict[str, AttributePolicy] = {
    "name": AttributePolicy(
        field="full_name",
        flow=View.LINK,
        kind="name",
        match_kind="name",
        identity=frozenset({"full_name", "given_names", "family_names", "name_native", "aliases"}),
    ),
    "birth": AttributePolicy(
        field="birth_date",
        flow=View.LINK,
        kind="birth",
        match_kind="birth",
        identity=frozenset({"birth_date", "birth_calendar", "age", "age_on"}),
    ),
    "sex": AttributePolicy(field="sex", flow=View.LINK, identity=frozenset({"sex"})),
    "origin": AttributePolicy(
        field="nationalities", flow=View.LINK, identity=frozenset({"nationalities"})
    ),
    "ethnicity": AttributePolicy(field="ethnicity", flow=View.FULL),
    "birth_place": AttributePolicy(
        field="birth_place",
        flow=View.IDENTITY,
        kind="birth",
        match_kind="birth",
        identity=frozenset({"birth_place"}),
    ),
    # The present or past place of a found person is for the responsible agency only. The route has
    # the same class.
    "event": AttributePolicy(
        field="event_place", flow=View.IDENTITY, flow_when_found=View.FULL, match_kind="route"
    ),
    "interval": AttributePolicy(
        field="event_date", flow=View.IDENTITY, flow_when_found=View.FULL, match_kind="route"
    ),
    "phone": AttributePolicy(
        field="phones",
        flow=View.CONTACTS,
        whole_levels=frozenset({"own", "relative"}),
        kind="phone",
        match_kind="phone",
        identity=frozenset({"phones"}),
    ),
    "document": AttributePolicy(
        field="documents",
        flow=View.IDENTITY,
        whole_levels=frozenset({"number", "agree", "agree_checked"}),
        kind="document",
        match_kind="document",
        identity=frozenset({"documents"}),
    ),
    "relative": AttributePolicy(
        field="relatives",
        flow=View.LINK,
        kind="relative",
        match_kind="relative",
        identity=frozenset({"relatives"}),
    ),
    # also uses births, which have a more open class
    "height": AttributePolicy(field="height_cm", flow=View.LINK),
    "eyes": AttributePolicy(field="eyes", flow=View.LINK),
    "hair": AttributePolicy(field="hair", flow=View.LINK),
    "marks": AttributePolicy(field="marks", flow=View.LINK, kind="mark", match_kind="body"),
    "sensitive_marks": AttributePolicy(
        field="sensitive_marks", flow=View.FULL, kind="mark", match_kind="body"
    ),
    "home": AttributePolicy(field="home_address", flow=View.FULL),
    # computed from telephones, relatives, names, births, nationalities and documents, whose class
    # is that of telephones or more open
    "family": AttributePolicy(field="phones", flow=None),
}

EVIDENCE_KINDS: dict[str, str] = {
    name: policy.kind for name, policy in ATTRIBUTE_POLICIES.items() if policy.kind
}
EVIDENCE_FIELDS: dict[str, str] = {
    name: policy.field for name, policy in ATTRIBUTE_POLICIES.items()
}
MATCH_KINDS: dict[str, str] = {
    name: policy.match_kind for name, policy in ATTRIBUTE_POLICIES.items() if policy.match_kind
}
IDENTITY_COLUMNS: dict[str, frozenset[str]] = {
    name: policy.identity for name, policy in ATTRIBUTE_POLICIES.items() if policy.identity
}
WHOLE_LEVELS: dict[str, frozenset[str]] = {
    name: policy.whole_levels for name, policy in ATTRIBUTE_POLICIES.items() if policy.whole_levels
}
WHOLE_NUMBER_VIEW = View.LINK
# (kind of the other record, attribute) -> flow
FLOWS: dict[tuple[str, str], View] = {
    (kind, name): (policy.flow_when_found or policy.flow)
    if kind == RecordKind.FOUND
    else policy.flow
    for kind in RecordKind
    for name, policy in ATTRIBUTE_POLICIES.items()
    if policy.flow is not None
}
KIND_BITS = 1.0  # an attribute counts as evidence for one person from this value up
