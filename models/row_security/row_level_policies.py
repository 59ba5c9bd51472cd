"""THE table of the second wall: table -> door -> what it may do, and to which rows. What is not
here is refused.

No machinery: `models.row_security.row_level_security` makes grants and row-level policies of it,
tests walk it. An expression is SQL over the row; TRUE means every row. Columns may be named where a
door needs less than the row.
"""

from __future__ import annotations

import dataclasses

from models.row_security.database_roles import Door

EVERY = "TRUE"

# Who asks, as the settings of `models.row_security.database_roles.enter`; in a sub-select, so that
# it is read once a statement.
_AGENCY = "(SELECT nullif(current_setting('homeward.agency', true), '')::bigint)"
_USER = "(SELECT nullif(current_setting('homeward.user', true), '')::bigint)"

# Reach of the one who asks: 0 none, 1 hit, 2 profile, 3 identity, 4 and relatives, 5 and phones, 6
# own (models/row_security/row_level_security.sql, as services.sharing.visibility).
_OWN = "homeward_is_own(record_id)"
# Rows of records come and go in thousands: those of records that
# `models.row_security.database_roles.made` names are looked at together, once a statement, by the
# same rule. It is a hint and no right: who names somebody else's record is refused as ever. The sum
# keeps the planner from the index of agencies, which before the first ANALYZE it takes for a short
# way.
_MADE = (
    "SELECT r.id FROM record r WHERE r.id = ANY (ARRAY("  # noqa: S608
    "SELECT unnest(string_to_array(nullif(current_setting('homeward.made', true), ''),"
    " ','))::bigint))"
    f" AND r.agency_id + 0 = {_AGENCY}"
)
_OWN_NEW = f"record_id IN ({_MADE}) OR {_OWN}"
_SEEN = "homeward_reach(record_id) > 0"
_RECORD = f"agency_id = {_AGENCY} OR homeward_reach(id) > 0"
_RECORD_OWN = f"agency_id = {_AGENCY} OR homeward_is_own(id)"
# An offered record is taken over by the agency it was offered to: changed in one step to be its
# own.
_RECORD_OFFERED = (
    f"{_RECORD_OWN} OR EXISTS (SELECT FROM transfer t WHERE t.record_id = record.id AND"
    f" t.to_agency_id = {_AGENCY} AND t.status = 'offered')"
)
# A new record cannot be looked up yet: it must be its writer's by what it says itself.
_RECORD_NEW = f"agency_id = {_AGENCY}"
_FACTS = (
    "homeward_reach(record_id) >= CASE field_class WHEN 'F1' THEN 1 WHEN 'F2' THEN 3 WHEN 'F3' THEN"
    " 3 WHEN 'F2a' THEN 4 WHEN 'F2b' THEN 5 ELSE 6 END"
)
_PHOTO = (
    f"{_OWN} OR homeward_reach(record_id) >= 3 AND"
    " EXISTS (SELECT FROM record r WHERE r.id = record_id AND r.kind = 'missing')"
)
_OF_AGENCY = f"agency_id = {_AGENCY}"
_OF_USER = f"user_id = {_USER}"
_BY_USER = f"user_id IS NOT DISTINCT FROM {_USER}"  # an agency's software is no user
_OWN_BOTH = "homeward_is_own(record_id) AND homeward_is_own(linked_id)"
_PAIR = "homeward_is_own(low) OR homeward_is_own(high)"
_OF_PAIR = "EXISTS (SELECT FROM pair p WHERE p.id = pair_id)"
# A pair is seen by the owners of its records, so this is the other side of an own record.
_PAIRED = "EXISTS (SELECT FROM pair p WHERE record_id IN (p.low, p.high))"
# Of another agency, the police and the desk of the record's state confirm; which agencies these are
# the service says.
_STATE = "(SELECT current_setting('homeward.state', true))"
_SEEN_IN_ITS_STATE = f"EXISTS (SELECT FROM record r WHERE r.id = record_id AND r.state = {_STATE})"
_DECLARATION = f"{_OWN} OR {_PAIRED} OR {_SEEN_IN_ITS_STATE} OR declared_by = {_USER}"
# Who registered a found record, or changed who its child is, does not confirm custody
# (services.clearance.identity_authors).
_NOT_AN_AUTHOR = (
    "EXISTS (SELECT FROM record r WHERE r.id = record_id"  # noqa: S608
    f" AND r.registered_by IS DISTINCT FROM {_USER} AND r.identity_by IS DISTINCT FROM {_USER})"
    " AND NOT EXISTS (SELECT FROM identity_author w WHERE w.record_id = custody.record_id AND"
    f" w.user_id = {_USER})"
)
_ASSIGNED = (
    f"user_id = {_USER} OR EXISTS (SELECT FROM record r WHERE r.id = record_id AND r.agency_id ="
    f" {_AGENCY})"
)
_DATA_KEY = (
    "CASE scope WHEN 'record' THEN EXISTS (SELECT FROM record r WHERE r.public_id = subject) WHEN"
    " 'pair' THEN EXISTS (SELECT FROM pair p WHERE p.public_id = subject) WHEN 'search' THEN EXISTS"
    " (SELECT FROM search s WHERE s.public_id = subject) WHEN 'draft' THEN EXISTS (SELECT FROM"
    " draft d WHERE d.public_id = subject) WHEN 'duty' THEN EXISTS (SELECT FROM duty_cover d WHERE"
    " d.public_id = subject) WHEN 'export' THEN EXISTS (SELECT FROM record_export x WHERE"
    " x.public_id = subject) WHEN 'import' THEN EXISTS (SELECT FROM import_batch b WHERE"
    " b.public_id = subject) ELSE FALSE END"
)
# A search opens to auditors once a second one approved the sample that chance drew it into.
_SAMPLED = (
    "EXISTS (SELECT FROM search_sample_item i JOIN search_sample s ON s.id = i.sample_id"
    " WHERE i.subject = {} AND s.approved_by IS NOT NULL)"
)
# Seen is not enough to destroy: only the owner's record is forgotten.
_DATA_KEY_OWN = (
    "CASE scope WHEN 'record' THEN EXISTS (SELECT FROM record r WHERE r.public_id = subject AND"
    " homeward_is_own(r.id)) WHEN 'search' THEN EXISTS (SELECT FROM search s WHERE s.public_id ="
    " subject) WHEN 'draft' THEN EXISTS (SELECT FROM draft d WHERE d.public_id = subject) WHEN"
    " 'import' THEN EXISTS (SELECT FROM import_batch b WHERE b.public_id = subject) ELSE FALSE END"
)
_MADE_SCOPES = "scope IN ('record', 'pair', 'search', 'import', 'export', 'duty', 'draft')"
_NOTICE = (  # to one's own agency, or to another about one's own record
    f"agency_id = {_AGENCY} OR {_OWN}"
)
_TRANSFER = f"{_OWN} OR from_agency_id = {_AGENCY} OR to_agency_id = {_AGENCY}"
# At sign-in a state's desk is told of an officer who acts for the state; the notice is about no
# record.
_OF_A_SESSION = (
    "kind = 'acting_session' AND record_id IS NULL AND pair_id IS NULL AND search_id IS NULL"
)
# A notice to another agency is the answer to its offer, or what the other side of a pair is told.
_ANSWERED = (
    "t.record_id = notice.record_id AND t.from_agency_id = notice.agency_id AND t.to_agency_id ="
    f" {_AGENCY}"
)
_OF_SIDES = "notice.record_id IN (p.low, p.high) AND p.state <> 'refuted'"
_IS_TOLD = (
    f"EXISTS (SELECT FROM transfer t WHERE {_ANSWERED})",
    f"EXISTS (SELECT FROM pair p WHERE {_OF_SIDES})",
)
_NOTICE_MADE = " OR ".join((_NOTICE, *_IS_TOLD))
_OF_IMPORT = "EXISTS (SELECT FROM import_batch b WHERE b.id = batch_id)"
_IS_DESK = (
    "EXISTS (SELECT FROM desk d WHERE d.is_state_desk AND d.agency_id = "
    + _AGENCY
    + " AND d.state = {0})"
)
# The asker's, the owner's, and of the state's desk where it may be the second approver; the row
# names nobody.
_BETWEEN = f"agency_id = {_AGENCY} OR owner_agency_id = {_AGENCY}"
_DISCLOSURE = (
    f"{_OWN} OR {_BETWEEN} OR (needs_desk AND {_IS_DESK.format('disclosure.owner_state')})"
)
_OF_DISCLOSURE = "EXISTS (SELECT FROM disclosure x WHERE x.id = disclosure_id)"


@dataclasses.dataclass(frozen=True, slots=True)
class Rule:
    """What a door may do with a table: rows it may see (`select`), make, change and remove; None:
    not at all.

    `columns` narrows what is seen of a row to these; `becomes` is what a changed row must be (None:
    as before).
    """

    select: str | None = None
    insert: str | None = None
    update: str | None = None
    delete: str | None = None
    columns: tuple[str, ...] = ()
    becomes: str | None = None


_EXPORT = (
    *("id", "public_id", "state", "format", "purpose", "recipient_state", "rows"),
    *("asked_at", "decide_by", "ends_at", "read_at"),
)
_MAKERS = ("invited_by", "confirmed_by", "confirmed_at")  # whom an account is no second person for
_CLOCK = ("id", "public_id", "agency_id", "kind", "state", "received_at", "due_at")
READ = Rule(select=EVERY)
APPEND = Rule(insert=EVERY)
ALL = Rule(EVERY, EVERY, EVERY, EVERY)
_OWN_RULE = Rule(_OWN, _OWN, _OWN)
_AGENCY_RULE = Rule(_OF_AGENCY, _OF_AGENCY, _OF_AGENCY)
_PAIR_RULE = Rule(_OF_PAIR, _OF_PAIR, _OF_PAIR)
_EVERYBODY_READS = dict.fromkeys((Door.GATE, Door.ACTOR, Door.WORKER, Door.AUDITOR), READ)

POLICIES: dict[str, dict[Door, Rule]] = {
    # --- who is who; nothing of a person sought
    "agency": {**_EVERYBODY_READS, Door.OFFICE: Rule(EVERY, EVERY, EVERY)},
    "desk": {**_EVERYBODY_READS, Door.OFFICE: Rule(EVERY, EVERY, EVERY)},
    "assistance_service": {**dict.fromkeys((Door.ACTOR, Door.AUDITOR), READ), Door.OFFICE: ALL},
    "user_account": {
        Door.GATE: READ,
        Door.ACTOR: Rule(
            _OF_AGENCY, columns=("id", "public_id", "agency_id", "role", "status", "unit", *_MAKERS)
        ),
        Door.AUDITOR: Rule(
            EVERY,
            columns=("id", "public_id", "agency_id", "role", "status", "created_at", *_MAKERS),
        ),
        Door.OFFICE: Rule(EVERY, EVERY, EVERY),
    },
    "user_state": {Door.GATE: READ, Door.OFFICE: ALL},
    "user_session": {
        Door.GATE: Rule(EVERY, EVERY, EVERY),
        Door.ACTOR: Rule(select=_OF_USER, update=_OF_USER),
        Door.AUDITOR: Rule(select=_OF_USER, update=_OF_USER),
        Door.ANALYST: Rule(select=_OF_USER, update=_OF_USER),
        Door.OFFICE: Rule(select=EVERY, update=EVERY),
    },
    "system_token": {Door.GATE: READ, Door.OFFICE: Rule(EVERY, EVERY, EVERY)},
    "sign_in_attempt": {Door.GATE: ALL},
    "access_link": {Door.GATE: READ, Door.OFFICE: Rule(EVERY, EVERY, EVERY)},
    "recovery_code": {
        Door.GATE: Rule(select=EVERY, update=EVERY),
        Door.OFFICE: Rule(EVERY, EVERY, delete=EVERY),
    },
    "totp_use": {Door.GATE: ALL, Door.OFFICE: Rule(EVERY, EVERY, delete=EVERY)},
    "known_device": dict.fromkeys((Door.GATE, Door.OFFICE), ALL),
    "passkey": dict.fromkeys((Door.GATE, Door.OFFICE), ALL),
    "passkey_challenge": {Door.GATE: Rule(EVERY, EVERY, delete=EVERY)},
    "sign_in_flow": {Door.GATE: Rule(EVERY, EVERY, delete=EVERY)},
    "user_identity": {Door.GATE: READ, Door.OFFICE: ALL},
    "deputy": {Door.GATE: READ, Door.OFFICE: Rule(EVERY, EVERY, EVERY)},
    "duty_cover": {Door.ACTOR: _AGENCY_RULE},
    # --- records
    "record": {
        Door.ACTOR: Rule(_RECORD, _RECORD_NEW, _RECORD_OFFERED, becomes=_RECORD_OWN),
        Door.MATCHER: Rule(EVERY, columns=("id", "public_id")),
        Door.WORKER: Rule(select=EVERY, update=EVERY),
    },
    "record_facts": {Door.ACTOR: Rule(_FACTS, _OWN_NEW, delete=_OWN)},
    "record_photo": {Door.ACTOR: Rule(_PHOTO, _OWN, _OWN, _OWN)},
    "record_share": {Door.ACTOR: Rule(_SEEN, _OWN_NEW, delete=_OWN), Door.WORKER: READ},
    "record_assignment": {Door.ACTOR: Rule(_ASSIGNED, _ASSIGNED, delete=_ASSIGNED)},
    "identity_author": {Door.ACTOR: Rule(f"{_OWN} OR {_OF_USER}", _OWN, delete=_OWN)},
    "data_key": {
        Door.GATE: Rule("scope = 'user'"),
        Door.ACTOR: Rule(_DATA_KEY, _MADE_SCOPES, delete=_DATA_KEY_OWN),
        Door.AUDITOR: Rule(f"scope = 'search' AND {_SAMPLED.format('data_key.subject')}"),
        Door.MATCHER: Rule("scope IN ('record', 'snapshot')"),
        Door.WORKER: Rule(
            "scope IN ('record', 'search', 'snapshot', 'pair', 'export', 'draft')",
            "scope = 'snapshot'",
            delete="scope IN ('snapshot', 'pair', 'search', 'export', 'draft')",
        ),
        Door.OFFICE: Rule("scope = 'user'", "scope = 'user'"),
    },
    "feature": {
        Door.ACTOR: Rule(_OWN, _OWN_NEW, delete=_OWN),
        Door.MATCHER: READ,
        Door.WORKER: READ,
    },
    "feature_change": {Door.ACTOR: _OWN_RULE, Door.MATCHER: READ, Door.WORKER: READ},
    "match_key": {
        Door.ACTOR: Rule(_OWN_NEW, _OWN_NEW, delete=_OWN_NEW),
        Door.MATCHER: READ,
        Door.WORKER: READ,
    },
    "reporter": {
        Door.ACTOR: _OWN_RULE,
        Door.WORKER: Rule(EVERY, columns=("record_id", "institution_id")),
    },
    "clearance_request": {Door.ACTOR: _OWN_RULE, Door.WORKER: READ},
    "institution": {Door.ACTOR: _AGENCY_RULE},
    "guardian": {
        Door.ACTOR: _OWN_RULE,
        Door.WORKER: Rule(
            EVERY,
            update=EVERY,
            columns=("id", "record_id", "has_conflict", "institution_id", "ended_at"),
        ),
    },
    "contact_tag": {Door.ACTOR: Rule(_OWN, _OWN, delete=_OWN), Door.WORKER: READ},
    "canary": {Door.ACTOR: Rule(_OWN, _OWN), Door.WORKER: READ},
    "episode": {Door.ACTOR: _OWN_RULE},
    "record_link": {Door.ACTOR: Rule(_OWN_BOTH, _OWN_BOTH), Door.WORKER: READ},
    "transfer": {
        Door.ACTOR: Rule(_TRANSFER, _OWN, _TRANSFER),
        Door.WORKER: Rule(EVERY, columns=("id", "record_id", "to_agency_id", "status")),
    },
    "tombstone": {Door.ACTOR: _AGENCY_RULE, Door.WORKER: READ, Door.AUDITOR: READ},
    "retention_notice": {Door.ACTOR: Rule(_OWN, update=_OWN), Door.WORKER: ALL, Door.AUDITOR: READ},
    "data_request": {
        Door.ACTOR: _OWN_RULE,
        Door.AUDITOR: Rule(EVERY, columns=_CLOCK),
        Door.WORKER: Rule(EVERY, columns=("id", "record_id", "state")),
    },
    "record_restriction": {
        Door.ACTOR: _OWN_RULE,
        Door.WORKER: Rule(EVERY, columns=("id", "record_id", "ended_at")),
    },
    "import_batch": {
        Door.ACTOR: _AGENCY_RULE,
        Door.WORKER: Rule(
            EVERY, columns=("id", "public_id", "user_id", "undone_by", "status")
        ),  # whose work it is
    },
    "import_file": {
        Door.ACTOR: Rule(_OF_IMPORT, _OF_IMPORT, _OF_IMPORT, _OF_IMPORT),
        Door.WORKER: Rule(EVERY, delete=EVERY, columns=("batch_id", "expires_at")),
    },
    "import_note": {Door.ACTOR: Rule(_OF_IMPORT, _OF_IMPORT, delete=_OF_IMPORT)},
    "record_export": {
        Door.ACTOR: _AGENCY_RULE,
        Door.AUDITOR: Rule(EVERY, columns=_EXPORT),
        Door.WORKER: Rule(EVERY, columns=("id", "public_id", "asked_at")),
    },
    "idempotency_key": {
        Door.ACTOR: Rule(_OF_AGENCY, _OF_AGENCY),
        Door.OFFICE: Rule(_OF_AGENCY, _OF_AGENCY),
        Door.WORKER: Rule(EVERY, delete=EVERY, columns=("created_at",)),
    },
    # --- custody of a found child
    "custody": {
        Door.ACTOR: Rule(
            f"{_OWN} OR {_OF_AGENCY}",
            f"{_OF_AGENCY} AND confirmed_by = {_USER} AND {_SEEN_IN_ITS_STATE} AND"
            f" {_NOT_AN_AUTHOR}",
            f"{_OWN} OR {_OF_AGENCY}",
        ),
        Door.WORKER: READ,
    },
    "custody_declaration": {
        # The missing desk sees and closes the declaration that opens its report.
        Door.ACTOR: Rule(
            _DECLARATION, f"{_OWN} AND {_OF_AGENCY} AND declared_by = {_USER}", _DECLARATION
        ),
        Door.WORKER: Rule(EVERY, update=EVERY),
    },
    # --- the person's word, risk, disclosure
    "consent": {
        Door.ACTOR: _OWN_RULE,
        Door.WORKER: Rule(
            EVERY, columns=("record_id", "state", "look_at")
        ),  # whose time has come, no paper
    },
    "consent_scope": {
        Door.ACTOR: Rule(
            "EXISTS (SELECT FROM consent c WHERE c.id = consent_id)",
            "EXISTS (SELECT FROM consent c WHERE c.id = consent_id)",
        )
    },
    "risk_assessment": {
        Door.ACTOR: _OWN_RULE,
        Door.WORKER: Rule(EVERY, columns=("id", "record_id", "assessed_at", "act_by")),
    },
    "best_interests": {Door.ACTOR: _OWN_RULE},
    "disclosure": {
        Door.ACTOR: Rule(_DISCLOSURE, _OF_AGENCY, _DISCLOSURE),
        Door.WORKER: Rule(EVERY, columns=("id", "owner_agency_id", "state", "requested_at")),
    },
    "disclosure_step": {Door.ACTOR: Rule(_OF_DISCLOSURE, _OF_DISCLOSURE)},
    "disclosure_grant": {
        Door.ACTOR: Rule(f"{_OWN} OR {_OF_USER}", _OWN, _OWN),
        Door.WORKER: Rule(EVERY, columns=("id", "disclosure_id", "ends_at", "revoked_at")),
    },
    "draft": {
        Door.ACTOR: Rule(_OF_USER, _OF_USER, _OF_USER, _OF_USER),
        Door.WORKER: Rule(EVERY, delete=EVERY, columns=("id", "public_id", "expires_at")),
    },
    "case_clock": {
        # Started by either side of a pair or a request against the other; seen by one's own, and
        # escalated by the desk.
        Door.ACTOR: Rule(
            f"{_OF_AGENCY} OR (level >= 2 AND {_IS_DESK.format('case_clock.state')})",
            f"{_OF_AGENCY} OR (disclosure_id IS NOT NULL AND {_OF_DISCLOSURE}) OR (pair_id IS NOT"
            f" NULL AND {_OF_PAIR})",
            _OF_AGENCY,
        ),
        Door.WORKER: Rule(EVERY, EVERY, EVERY),
        Door.AUDITOR: READ,
    },
    # --- pairs
    "pair": {Door.ACTOR: Rule(_PAIR, update=_PAIR), Door.WORKER: Rule(EVERY, EVERY, EVERY)},
    "score": {Door.ACTOR: Rule(_OF_PAIR), Door.WORKER: Rule(EVERY, EVERY, delete=EVERY)},
    "verdict": {Door.ACTOR: Rule(_OF_PAIR, f"{_OF_PAIR} AND {_OF_USER}"), Door.WORKER: READ},
    "question": {Door.ACTOR: _PAIR_RULE},
    "closure_approval": {Door.ACTOR: Rule(_OF_PAIR, f"{_OF_PAIR} AND {_OF_USER}")},
    "thread_message": {Door.ACTOR: Rule(_OF_PAIR, f"{_OF_PAIR} AND {_OF_AGENCY}")},
    "notice": {
        # Of a pair both sides are told of what one of them did.
        Door.ACTOR: Rule(
            _NOTICE, f"{_NOTICE_MADE} OR (pair_id IS NOT NULL AND {_OF_PAIR})", _NOTICE
        ),
        Door.WORKER: Rule(EVERY, EVERY),
        Door.GATE: Rule(insert=_OF_A_SESSION),
    },
    # --- looking
    "search": {
        Door.ACTOR: _AGENCY_RULE,
        Door.WORKER: READ,
        Door.AUDITOR: Rule(_SAMPLED.format("search.public_id")),
    },
    # Everybody counts their own acts; the owners of a record count its edits.
    "series_entry": {
        Door.ACTOR: Rule(
            f"{_OF_AGENCY} AND {_BY_USER} OR {_OWN}",
            f"{_OF_AGENCY} AND {_BY_USER} AND (record_id IS NULL OR {_OWN})",
        ),
        Door.WORKER: Rule(EVERY, delete=EVERY, columns=("record_id", "at")),
    },
    "search_sample": {Door.AUDITOR: Rule(EVERY, EVERY, EVERY)},
    "search_sample_item": {Door.AUDITOR: Rule(EVERY, EVERY)},
    "case_number_pattern": {**_EVERYBODY_READS, Door.OFFICE: ALL},
    "alert": {
        **dict.fromkeys((Door.ACTOR, Door.OFFICE), APPEND),
        Door.WORKER: Rule(EVERY, EVERY),
        Door.AUDITOR: Rule(select=EVERY, update=EVERY),
    },
    "standing_search": {Door.ACTOR: Rule(_OF_USER, _OF_USER, _OF_USER), Door.WORKER: READ},
    "subscription": {Door.ACTOR: _AGENCY_RULE, Door.WORKER: READ},
    # --- work: ids only
    "job": {
        Door.ACTOR: APPEND,
        Door.OFFICE: Rule(EVERY, EVERY, EVERY),
        Door.WORKER: ALL,
    },
    "run": {Door.OFFICE: Rule(EVERY, EVERY, EVERY), Door.WORKER: Rule(EVERY, EVERY, EVERY)},
    "schedule": {Door.WORKER: ALL, Door.OFFICE: Rule(EVERY, EVERY, EVERY)},
    "key_check": {Door.WORKER: Rule(EVERY, EVERY)},
    "rarity_snapshot": {Door.MATCHER: READ, Door.WORKER: ALL},
    "token_count": {Door.MATCHER: READ, Door.WORKER: ALL},
    "common_names": {Door.MATCHER: READ, Door.WORKER: ALL},
    "statistic_cell": {
        Door.ACTOR: READ,
        Door.AUDITOR: READ,
        Door.ANALYST: READ,
        Door.WORKER: Rule(EVERY, EVERY),  # what was published stands
    },
    "own_count": {
        Door.ACTOR: Rule(_OF_AGENCY),
        Door.WORKER: Rule(insert=EVERY, delete=EVERY),
    },  # written blind
    "report_run": {
        Door.ACTOR: READ,
        Door.AUDITOR: Rule(EVERY, EVERY),
        Door.ANALYST: Rule(EVERY, EVERY),
        Door.WORKER: Rule(EVERY, EVERY),
    },
    "drawn_pair": {Door.ACTOR: Rule(_OF_AGENCY), Door.WORKER: Rule(EVERY, EVERY)},
    # --- the trail: everybody appends, nobody changes or removes
    "audit": {
        **dict.fromkeys(Door, APPEND),
        Door.ACTOR: Rule(_OF_AGENCY, EVERY),
        Door.WORKER: Rule(EVERY, EVERY),
        Door.AUDITOR: Rule(EVERY, EVERY),
    },
    "audit_record": {
        **dict.fromkeys(Door, APPEND),
        Door.ACTOR: Rule("EXISTS (SELECT FROM audit a WHERE a.id = audit_id)", EVERY),
        Door.WORKER: Rule(EVERY, EVERY),
        Door.AUDITOR: Rule(EVERY, EVERY),
    },
}
# From this band up the found side of a pair reaches the missing report
# (core.policy.views.PAIR_VIEW_FROM_BAND as a number).
CANDIDATE_FROM_BAND = 2
KINDS_NEEDED = 2  # core.policy.case.custody.PAIR_KINDS_NEEDED
# Everything `homeward_reach` reads, by a role of its own that nobody works under.
SEER = "homeward_seer"
SEER_READS = (
    *("agency", "record", "record_share", "pair", "score", "verdict", "audit", "transfer"),
    *("custody", "custody_declaration"),
)
# What `homeward_cut_trail` removes, as the same role: nobody else may.
SEER_CUTS = ("audit", "audit_record")
