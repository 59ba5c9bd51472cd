"""Access rules of every table in Python: who may read, add, change and delete a row.

`LAW` repeats `models.row_security.row_level_policies` independently of its SQL. A test compares
both on random rows. Two independent implementations seldom have the same mistake.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import cached_property
from typing import Any

from models.row_security.database_roles import DatabaseRole, RoleIdentity
from tests.integration.wall.generated_rows import KEY_TABLES, Row, Rows

IDENTITY, RELATIVES, CONTACTS, FULL = 3, 4, 5, 6
_LEVEL_OF_CLASS = {"F1": 1, "F2": IDENTITY, "F3": IDENTITY, "F2a": RELATIVES, "F2b": CONTACTS}


@dataclasses.dataclass
class Reader:
    """A database role with its actor, all rows, and the level at which it reaches each record.

    `test_reach` compares these levels with `services.sharing.visibility`.
    """

    role: DatabaseRole
    identity: RoleIdentity
    rows: Rows
    levels: dict[int, int]

    @cached_property
    def by_id(self) -> dict[str, dict[int, Row]]:
        """Return the rows of each table that has an id."""
        return {
            table: {row["id"]: row for row in rows if "id" in row}
            for table, rows in self.rows.items()
        }

    def is_agency(self, agency_id: int | None) -> bool:
        return agency_id is not None and agency_id == self.identity.agency_id

    def is_user(self, user_id: int | None) -> bool:
        return user_id is not None and user_id == self.identity.user_id

    def owns(self, record_id: int | None) -> bool:
        """Return whether the record belongs to the agency, or to the police of the same state and
        is not kept from the state of the agency."""
        if record_id is None:
            return False
        record = self.by_id["record"][record_id]
        is_police = self.by_id["agency"][record["agency_id"]]["kind"] == "police"
        return self.is_agency(record["agency_id"]) or (
            self.identity.is_state_police
            and is_police
            and record["state"] == self.identity.state
            and not self._is_kept_from_home(record)
        )

    def _is_kept_from_home(self, record: Row) -> bool:
        me = self.identity
        bar = {"record_id": record["id"], "state": me.home_state, "view": 0}
        return me.home_state != me.state and (
            (record["is_eu_only"] and not me.is_participant)
            or any(bar.items() <= share.items() for share in self.rows["record_share"])
        )

    def sees_record(self, record_id: int, level: int = 1) -> bool:
        return self.levels[record_id] >= level

    def sees(self, table: str, number: int | None) -> bool:
        """Return whether the reader may read the row of another table with this id."""
        read = LAW[self.role, table].read
        assert read is not None
        return number is not None and read(self, self.by_id[table][number])

    def is_desk_of(self, state: str) -> bool:
        return any(
            desk["is_state_desk"] and desk["state"] == state and self.is_agency(desk["agency_id"])
            for desk in self.rows["desk"]
        )


Rule = Callable[[Reader, Row], bool]


@dataclasses.dataclass(frozen=True)
class Access:
    """The rules of a role for a table. None: every row or no row. Other tests check this case.

    `take_over`: the agency of the actor may become the responsible agency of the record.
    """

    read: Rule | None = None
    add: Rule | None = None
    change: Rule | None = None
    delete: Rule | None = None
    take_over: Rule | None = None


def own(me: Reader, row: Row) -> bool:
    return me.owns(row["record_id"])


def of_agency(me: Reader, row: Row) -> bool:
    return me.is_agency(row["agency_id"])


def of_user(me: Reader, row: Row) -> bool:
    return me.is_user(row["user_id"])


def of_match(me: Reader, row: Row) -> bool:
    return me.sees("match", row["match_id"])


def _is_relay_call(_: Reader, row: Row) -> bool:
    return bool(row["kind"] == "relay")


def _is_sent(_: Reader, row: Row) -> bool:
    return bool(row["letter"] is None and row["kind"] != "relay")


def of_import(me: Reader, row: Row) -> bool:
    return me.sees("import_batch", row["batch_id"])


def of_consent(me: Reader, row: Row) -> bool:
    return me.sees("consent", row["consent_id"])


def of_disclosure(me: Reader, row: Row) -> bool:
    return me.sees("disclosure", row["disclosure_id"])


def either(*rules: Rule) -> Rule:
    return lambda me, row: any(rule(me, row) for rule in rules)


def both(*rules: Rule) -> Rule:
    return lambda me, row: all(rule(me, row) for rule in rules)


def scoped(*scopes: str) -> Rule:
    return lambda _, row: row["scope"] in scopes


# --- records


def _of_record(me: Reader, row: Row) -> bool:
    return me.owns(row["id"])


def _seen_record(me: Reader, row: Row) -> bool:
    return me.sees_record(row["id"])


def _seen(me: Reader, row: Row) -> bool:
    return me.sees_record(row["record_id"])


def _offered(me: Reader, row: Row) -> bool:
    return any(
        offer["record_id"] == row["id"]
        and offer["status"] == "offered"
        and me.is_agency(offer["to_agency_id"])
        for offer in me.rows["transfer"]
    )


def _hides_appearance(me: Reader, row: Row) -> bool:
    mine = {
        "record_id": row["record_id"],
        "state": me.identity.state,
        "audience": me.identity.audience,
        "hides_appearance": True,
    }
    return not own(me, row) and any(
        mine.items() <= share.items() for share in me.rows["record_share"]
    )


def _fact(me: Reader, row: Row) -> bool:
    is_hidden = row["field_class"] == "F3" and _hides_appearance(me, row)
    level = _LEVEL_OF_CLASS.get(row["field_class"], FULL)
    return me.sees_record(row["record_id"], level) and not is_hidden


def _photo(me: Reader, row: Row) -> bool:
    is_missing = me.by_id["record"][row["record_id"]]["kind"] == "missing"
    is_seen = is_missing and me.sees_record(row["record_id"], IDENTITY)
    return own(me, row) or (is_seen and not _hides_appearance(me, row))


def _assignment(me: Reader, row: Row) -> bool:
    record = me.by_id["record"][row["record_id"]]
    return of_user(me, row) or (
        me.is_agency(record["agency_id"]) and me.sees_record(row["record_id"])
    )


def _own_ends(me: Reader, row: Row) -> bool:
    return me.owns(row["record_id"]) and me.owns(row["linked_id"])


def _known_ends(me: Reader, row: Row) -> bool:
    return all(me.sees_record(row[end], IDENTITY) for end in ("record_id", "linked_id"))


def _transfer(me: Reader, row: Row) -> bool:
    ends = (row["from_agency_id"], row["to_agency_id"])
    return own(me, row) or any(me.is_agency(end) for end in ends)


def _of_transfer(me: Reader, row: Row) -> bool:
    return any(
        transfer["public_id"] == row["subject"] and _transfer(me, transfer)
        for transfer in me.rows["transfer"]
    )


# --- keys


def _subject(me: Reader, row: Row) -> Row | None:
    """Return the row that a data key protects, if the reader sees it."""
    if row["scope"] in ("user", "snapshot"):
        return None
    table = KEY_TABLES[row["scope"]]
    for protected in me.rows[table]:
        if protected["public_id"] == row["subject"] and me.sees(table, protected["id"]):
            return protected
    return None


def _key(me: Reader, row: Row) -> bool:
    return _subject(me, row) is not None


def _own_key(me: Reader, row: Row) -> bool:
    subject = _subject(me, row)
    if subject is None or row["scope"] not in ("record", "search", "draft", "import"):
        return False
    return row["scope"] != "record" or me.owns(subject["id"])


def _approved_sample(me: Reader, public_id: Any) -> bool:
    return any(
        item["subject"] == public_id
        and me.by_id["search_sample"][item["sample_id"]]["ends_at"] is not None
        for item in me.rows["search_sample_item"]
    )


def _succeeds(me: Reader, row: Row) -> bool:
    return me.is_agency(row["successor_id"])


def _of_release(me: Reader, row: Row) -> bool:
    return any(
        disclosure["public_id"] == row["subject"] and _for_approval(me, disclosure)
        for disclosure in me.rows["disclosure"]
    )


def _of_closing(me: Reader, row: Row) -> bool:
    return row["kind"] == "close_agency" and any(
        closing["public_id"] == row["subject"] and me.sees("agency_closing", closing["id"])
        for closing in me.rows["agency_closing"]
    )


def _leftover(me: Reader, row: Row) -> bool:
    closing = me.by_id["agency_closing"][row["closing_id"]]
    return of_agency(me, closing) or me.is_desk_of(closing["state"])


def _approves(*kinds: str) -> Rule:
    return lambda _, row: row["kind"] in kinds


# --- care confirmation


def _in_its_state(me: Reader, row: Row) -> bool:
    record = me.by_id["record"].get(row["record_id"])
    return (
        record is not None and record["state"] == me.identity.state and me.sees_record(record["id"])
    )


def _desk_is_asked(_: Reader, row: Row) -> bool:
    return row["desk_asked_at"] is not None


def _not_an_author(me: Reader, row: Row) -> bool:
    record = me.by_id["record"][row["record_id"]]
    later = (entry for entry in me.rows["identity_author"] if entry["record_id"] == record["id"])
    authors = {record["registered_by"], record["identity_by"], *(one["user_id"] for one in later)}
    return me.sees_record(record["id"]) and me.identity.user_id not in authors


def _is_told(me: Reader, row: Row) -> bool:
    return any(
        one["record_id"] == row["record_id"]
        and one["kind"] == "care_declared"
        and one["is_told"]
        and _knows_event(me, one)
        for one in me.rows["event_knowledge"]
    )


def _knows_event(me: Reader, row: Row) -> bool:
    if me.is_agency(row["agency_id"]) and row["is_told"]:
        return True
    is_told_of_match = row["is_told"] and of_match(me, row)
    return row["kind"] == "care_declared" and bool(own(me, row) or is_told_of_match)


def _writes_event(me: Reader, row: Row) -> bool:
    if row["kind"] == "care_declared":
        return bool(own(me, row))
    return bool(
        row["kind"] == "contact_shown" and row["is_told"] and me.is_agency(row["agency_id"])
    )


def _declared_by_me(me: Reader, row: Row) -> bool:
    return me.is_user(row["declared_by"])


def _confirmed_by_me(me: Reader, row: Row) -> bool:
    return me.is_user(row["confirmed_by"])


# --- disclosures, messages and deadlines


def _for_approval(me: Reader, row: Row) -> bool:
    return bool(row["needs_desk"]) and me.is_desk_of(row["responsible_state"])


def _of_responsible(me: Reader, row: Row) -> bool:
    return me.is_agency(row["responsible_agency_id"])


def _own_now(me: Reader, row: Row) -> bool:
    """Return whether the reader is responsible for the record and the row belongs to the record's
    agency.
    """
    record = me.by_id["record"][row["record_id"]]
    return own(me, row) and record["agency_id"] == row["agency_id"]


def _received(me: Reader, row: Row) -> bool:
    return not me.is_agency(row["excluded_agency_id"]) and any(
        delivery["message_id"] == row["id"] and _own_now(me, delivery)
        for delivery in me.rows["message_delivery"]
    )


def _delivered(me: Reader, row: Row) -> bool:
    """Return whether a sighting came to the reader: as responsible agency, or as police who learned
    of it.
    """
    is_police = me.identity.audience == "police" and row["police_notified_at"] is not None
    return own(me, row) or (is_police and _in_its_state(me, row))


def _sighted(me: Reader, row: Row) -> bool:
    return of_user(me, row) or any(
        delivery["sighting_id"] == row["id"] and _delivered(me, delivery)
        for delivery in me.rows["sighting_delivery"]
    )


def _between_agencies(_: Reader, row: Row) -> bool:
    return row["match_id"] is not None or row["disclosure_id"] is not None


def _escalated(me: Reader, row: Row) -> bool:
    return row["level"] >= 2 and _between_agencies(me, row) and me.is_desk_of(row["state"])


def _of_own_record(me: Reader, row: Row) -> bool:
    return not _between_agencies(me, row) and own(me, row)


# --- matches and notifications


def _match(me: Reader, row: Row) -> bool:
    return me.owns(row["low"]) or me.owns(row["high"])


def _answers_offer(me: Reader, row: Row) -> bool:
    return any(
        offer["record_id"] == row["record_id"]
        and offer["from_agency_id"] == row["agency_id"]
        and me.is_agency(offer["to_agency_id"])
        for offer in me.rows["transfer"]
    )


def _of_living_match(me: Reader, row: Row) -> bool:
    return any(
        row["record_id"] in (match["low"], match["high"])
        and match["state"] != "refuted"
        and _match(me, match)
        for match in me.rows["match"]
    )


def _of_a_session(_: Reader, row: Row) -> bool:
    ids = (row["record_id"], row["match_id"], row["search_id"])
    return row["kind"] == "acting_session" and ids == (None, None, None)


# --- searches


def _by_me(me: Reader, row: Row) -> bool:
    return of_agency(me, row) and row["user_id"] == me.identity.user_id


def _about_no_record(_: Reader, row: Row) -> bool:
    return row["record_id"] is None


def _of_origin(me: Reader, row: Row) -> bool:
    return me.sees("search", row["origin_id"])


def _waits_for_signature(_: Reader, row: Row) -> bool:
    return row["started_at"] is None


def _signed_by_me(me: Reader, row: Row) -> bool:
    origin = me.by_id["search"][row["origin_id"]]["public_id"]
    return me.sees("search", row["origin_id"]) and any(
        (approval["kind"], approval["subject"]) == ("search_approval", origin)
        and me.is_user(approval["decided_by"])
        and me.sees("approval", approval["id"])
        for approval in me.rows["approval"]
    )


def _of_my_row(me: Reader, row: Row) -> bool:
    return me.sees("audit", row["audit_id"])


def _in_my_name(me: Reader, row: Row) -> bool:
    mine = (me.identity.user_id, me.identity.agency_id, me.identity.state)
    return (row["user_id"], row["agency_id"], row["acting_state"] or "") == mine


def _role_in(*roles: str) -> Rule:
    return lambda _, row: row["role"] in roles


def _acts(*actions: str) -> Rule:
    return lambda _, row: row["action"] in actions


def _is_refusal(_: Reader, row: Row) -> bool:
    return "." in row["action"] and row["outcome"] != "done"


ACTOR = DatabaseRole.ACTOR
_OWN = Access(own, own, own)
_AGENCY = Access(of_agency, of_agency, of_agency)
_MY_SESSION = Access(read=of_user, change=of_user)
_DECLARED = either(own, _is_told, _in_its_state, _declared_by_me)
_CARE_CONFIRMATION = either(own, of_agency)
_DISCLOSED = either(own, of_agency, _of_responsible, _for_approval)
_OF_ACCOUNT = _approves("invitation", "reset", "theft", "state", "identity", "system_token")
_APPROVAL = either(
    of_agency,
    own,
    both(_approves("transfer_offer", "transfer"), _of_transfer),
    _of_closing,
    both(_approves("care_declaration"), _in_its_state),
    both(_approves("danger_release"), _of_release),
    both(_approves("missing_from_care", "missing_from_care_waits"), _desk_is_asked, _in_its_state),
)
_DEADLINE = either(of_agency, _of_own_record)
_NOTIFIED = either(of_agency, own)

LAW: dict[tuple[DatabaseRole, str], Access] = {
    # accounts and agencies
    (ACTOR, "user_account"): Access(read=of_agency),
    (ACTOR, "user_session"): _MY_SESSION,
    (DatabaseRole.AUDITOR, "user_session"): _MY_SESSION,
    (DatabaseRole.ANALYST, "user_session"): _MY_SESSION,
    (ACTOR, "duty_cover"): _AGENCY,
    (ACTOR, "institution"): _AGENCY,
    (ACTOR, "own_count"): Access(read=of_agency),
    # records
    (ACTOR, "record"): Access(
        read=_seen_record,
        add=lambda me, row: me.is_agency(row["agency_id"]),
        change=_of_record,
        take_over=either(_of_record, both(_seen_record, _offered)),
    ),
    (ACTOR, "record_facts"): Access(read=_fact, add=own, delete=own),
    (ACTOR, "record_photo"): Access(_photo, own, own, own),
    (ACTOR, "record_share"): Access(read=_seen, add=own, delete=own),
    (ACTOR, "missing_from_care_state"): Access(read=own, add=own, delete=own),
    (ACTOR, "departure_answer"): _OWN,
    (ACTOR, "record_assignment"): Access(read=_assignment, add=_assignment, delete=_assignment),
    (ACTOR, "identity_author"): Access(read=either(own, of_user), add=own, delete=own),
    (ACTOR, "feature"): Access(read=own, add=own, delete=own),
    (ACTOR, "feature_change"): _OWN,
    (ACTOR, "match_key"): Access(read=own, add=own, delete=own),
    (ACTOR, "reporter"): _OWN,
    (ACTOR, "guardian"): _OWN,
    (ACTOR, "contact_tag"): Access(read=own, add=own, delete=own),
    (ACTOR, "decoy"): Access(read=own, add=own),
    (ACTOR, "episode"): _OWN,
    (ACTOR, "record_link"): Access(read=either(_own_ends, _known_ends), add=_own_ends),
    (ACTOR, "transfer"): Access(_transfer, own, _transfer),
    (ACTOR, "tombstone"): _AGENCY,
    (ACTOR, "retention_notification"): Access(read=own, change=own),
    (ACTOR, "data_request"): _OWN,
    (ACTOR, "record_restriction"): _OWN,
    # keys
    (ACTOR, "data_key"): Access(
        read=_key,
        add=lambda _, row: row["scope"] not in ("user", "snapshot"),
        delete=_own_key,
    ),
    (DatabaseRole.SIGN_IN, "data_key"): Access(read=scoped("user")),
    (DatabaseRole.OFFICE, "data_key"): Access(read=scoped("user"), add=scoped("user")),
    (DatabaseRole.MATCHER, "data_key"): Access(read=scoped("record", "snapshot")),
    (DatabaseRole.AUDITOR, "data_key"): Access(
        read=both(scoped("search"), lambda me, row: _approved_sample(me, row["subject"]))
    ),
    (DatabaseRole.WORKER, "data_key"): Access(
        read=lambda _, row: row["scope"] not in ("user", "duty", "import"),
        add=scoped("snapshot"),
        delete=lambda _, row: row["scope"] not in ("user", "duty", "import", "record"),
    ),
    # files that came in or go out
    (ACTOR, "import_batch"): _AGENCY,
    (ACTOR, "import_file"): Access(of_import, of_import, of_import, of_import),
    (ACTOR, "import_note"): Access(read=of_import, add=of_import, delete=of_import),
    (ACTOR, "record_export"): _AGENCY,
    (ACTOR, "approval"): Access(_APPROVAL, _APPROVAL, _APPROVAL),
    (ACTOR, "agency_closing"): Access(
        read=either(of_agency, _succeeds, lambda me, row: me.is_desk_of(row["state"])),
        add=of_agency,
        change=_succeeds,
    ),
    (ACTOR, "agency_leftover"): Access(read=_leftover),
    (DatabaseRole.AUDITOR, "approval"): Access(
        read=_approves("search_sample", "close_agency", "export"),
        add=_approves("search_sample"),
        change=_approves("search_sample", "close_agency"),
    ),
    (DatabaseRole.OFFICE, "approval"): Access(_OF_ACCOUNT, _OF_ACCOUNT, _OF_ACCOUNT),
    (ACTOR, "idempotency_key"): Access(read=of_agency, add=of_agency),
    (DatabaseRole.OFFICE, "idempotency_key"): Access(read=of_agency, add=of_agency),
    # care confirmation
    (ACTOR, "care_confirmation"): Access(
        read=_CARE_CONFIRMATION,
        add=both(of_agency, _confirmed_by_me, _in_its_state, _not_an_author),
        change=_CARE_CONFIRMATION,
    ),
    (ACTOR, "care_declaration"): Access(
        read=_DECLARED, add=both(own, of_agency, _declared_by_me), change=_DECLARED
    ),
    (ACTOR, "event_knowledge"): Access(read=_knows_event, add=_writes_event),
    # consent, risk and disclosure
    (ACTOR, "consent"): _OWN,
    (ACTOR, "consent_scope"): Access(read=of_consent, add=of_consent),
    (ACTOR, "risk_assessment"): _OWN,
    (ACTOR, "best_interests"): _OWN,
    (ACTOR, "disclosure"): Access(_DISCLOSED, of_agency, _DISCLOSED),
    (ACTOR, "disclosure_step"): Access(read=of_disclosure, add=of_disclosure),
    (ACTOR, "disclosure_grant"): Access(either(own, of_user), own, own),
    (ACTOR, "sealed_message"): Access(
        either(_own_now, _received), both(_own_now, of_user), _own_now
    ),
    (ACTOR, "message_delivery"): Access(read=_own_now, change=_own_now),
    (ACTOR, "sighting"): Access(_sighted, both(of_agency, of_user)),
    (ACTOR, "sighting_delivery"): Access(read=_delivered, change=own),
    (ACTOR, "hand_match"): Access(_own_now, both(_own_now, of_user)),
    (ACTOR, "draft"): Access(of_user, of_user, of_user, of_user),
    (ACTOR, "case_deadline"): Access(
        read=either(_DEADLINE, _escalated),
        add=either(of_agency, of_disclosure, of_match),
        change=_DEADLINE,
    ),
    (DatabaseRole.AUDITOR, "case_deadline"): Access(read=_between_agencies),
    # matches
    (ACTOR, "match"): Access(read=_match, change=_match),
    (ACTOR, "score"): Access(read=of_match),
    (ACTOR, "match_decision"): Access(read=of_match, add=both(of_match, of_user)),
    (ACTOR, "closure_approval"): Access(read=of_match, add=both(of_match, of_user)),
    (ACTOR, "match_message"): Access(
        read=both(of_match, either(_is_sent, own)),
        add=both(of_match, own, of_user),
        change=both(of_match, own),
    ),
    (DatabaseRole.WORKER, "match_message"): Access(add=_is_relay_call),
    (ACTOR, "drawn_pair"): Access(read=of_agency),
    (ACTOR, "notification"): Access(
        read=_NOTIFIED,
        add=either(_NOTIFIED, _answers_offer, _of_living_match, of_match),
        change=_NOTIFIED,
    ),
    (DatabaseRole.SIGN_IN, "notification"): Access(add=_of_a_session),
    # searches
    (ACTOR, "search"): _AGENCY,
    (DatabaseRole.AUDITOR, "search"): Access(
        read=lambda me, row: _approved_sample(me, row["public_id"])
    ),
    (ACTOR, "link_request"): Access(
        read=either(own, of_agency),
        add=both(of_agency, of_user, _seen),
        change=either(own, of_agency),
    ),
    (ACTOR, "series_entry"): Access(
        read=either(_by_me, own), add=both(_by_me, either(_about_no_record, own))
    ),
    (ACTOR, "saved_search"): Access(
        read=either(of_user, both(_waits_for_signature, _of_origin), _signed_by_me),
        add=of_user,
        change=either(of_user, both(_waits_for_signature, _signed_by_me)),
    ),
    # the audit log
    (ACTOR, "audit"): Access(
        read=of_agency,
        add=both(
            _in_my_name,
            _role_in("caseworker", "supervisor", "liaison_officer", "system"),
            either(
                _acts("sign_in", "register", "list_users", "read_audit"),
                _is_refusal,
            ),
        ),
    ),
    (DatabaseRole.SIGN_IN, "audit"): Access(add=_acts("sign_in")),
    (DatabaseRole.OFFICE, "audit"): Access(
        add=both(
            _in_my_name,
            _role_in("administrator"),
            either(_acts("sign_in", "list_users", "add_agency"), _is_refusal),
        )
    ),
    (DatabaseRole.AUDITOR, "audit"): Access(
        add=both(
            _in_my_name,
            _role_in("auditor"),
            either(
                _acts("sign_in", "list_users", "read_audit", "see_alert", "make_report"),
                _is_refusal,
            ),
        )
    ),
    (DatabaseRole.ANALYST, "audit"): Access(
        add=both(
            _in_my_name,
            _role_in("analyst"),
            either(_acts("sign_in", "make_report"), _is_refusal),
        )
    ),
    (DatabaseRole.WORKER, "audit"): Access(
        add=both(_role_in("matcher"), _acts("publish_statistics", "consent_ended"))
    ),
    (ACTOR, "audit_record"): Access(read=_of_my_row),
}
