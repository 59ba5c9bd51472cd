"""The table of row-level policies: the rows that each database role may read, write and delete.

An operation that is not listed is refused. `models.row_security.row_level_security` turns the table
into grants and policies, and tests walk it. An expression is SQL over the row; TRUE means every
row. `columns` restricts a role that needs less than the row.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence

from core.policy.audit import ACT_ROLES, SIGN_IN_ACTS
from core.policy.roles import Role
from models.oversight.audit import Audit
from models.row_security.database_roles import ROLE_DOORS, DatabaseRole

EVERY_ROW = "TRUE"

# The actor, from the settings of `models.row_security.database_roles.enter_role`. In a sub-select,
# so that PostgreSQL reads it once per statement.
_AGENCY = "(SELECT nullif(current_setting('homeward.agency', true), '')::bigint)"
_USER = "(SELECT nullif(current_setting('homeward.user', true), '')::bigint)"

# Level of access of the actor: 0 none, 1 link, 2 profile, 3 identity, 4 also relatives, 5 also
# telephone numbers, 6 own record (models/row_security/row_level_security.sql, the same rules as
# services.sharing.visibility).
_OWN = "homeward_is_own(record_id)"
# Rows of records are written in thousands. Those of announced records
# (`models.row_security.database_roles.announce_records`) are checked together, once per statement,
# by the same rule. The announcement is a hint and gives no right: a record of another agency is
# still refused. The sum keeps the planner from using the index on agencies. Before the first
# ANALYZE it wrongly takes that index for cheap.
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
# The agency to which a record is offered takes it over: one update makes it the agency's own.
_RECORD_OFFERED = (
    f"{_RECORD_OWN} OR EXISTS (SELECT FROM transfer t WHERE t.record_id = record.id AND"
    f" t.to_agency_id = {_AGENCY} AND t.status = 'offered')"
)
# A new record cannot be looked up yet. Its own `agency_id` must be the writer's agency.
_RECORD_NEW = f"agency_id = {_AGENCY}"
_FACTS = (
    "homeward_reach(record_id) >= CASE field_class WHEN 'F1' THEN 1 WHEN 'F2' THEN 3 WHEN 'F3' THEN"
    " 3 WHEN 'F2a' THEN 4 WHEN 'F2b' THEN 5 ELSE 6 END"
    " AND (field_class <> 'F3' OR NOT homeward_hides_appearance(record_id))"
)
_PHOTO = (
    f"{_OWN} OR homeward_reach(record_id) >= 3 AND NOT homeward_hides_appearance(record_id) AND"
    " EXISTS (SELECT FROM record r WHERE r.id = record_id AND r.kind = 'missing')"
)
_OF_AGENCY = f"agency_id = {_AGENCY}"
_OF_USER = f"user_id = {_USER}"
_BY_USER = f"user_id IS NOT DISTINCT FROM {_USER}"  # software of an agency has no user
_OWN_BOTH = "homeward_is_own(record_id) AND homeward_is_own(linked_id)"
_IDENTITY_OF_BOTH = "homeward_reach(record_id) >= 3 AND homeward_reach(linked_id) >= 3"
_MATCH = "homeward_is_own(low) OR homeward_is_own(high)"
_OF_MATCH = "EXISTS (SELECT FROM match p WHERE p.id = match_id)"
# Events on a record that the actor may know of: those of which its agency learned, and declarations
# about own records.
_EVENT = (
    f"(agency_id = {_AGENCY} AND is_told) OR (kind = 'care_declared' AND"
    f" ({_OWN} OR (is_told AND {_OF_MATCH})))"
)
_EVENT_MADE = (
    f"(kind = 'care_declared' AND {_OWN}) OR"
    f" (kind = 'contact_shown' AND is_told AND agency_id = {_AGENCY})"
)
# The policy of `event_knowledge` decides which rows the actor sees.
_IS_TOLD = (
    "EXISTS (SELECT FROM event_knowledge k WHERE k.record_id = care_declaration.record_id AND"
    " k.kind = 'care_declared' AND k.is_told)"
)
# Other agencies may confirm care: the police and the desk of the record's state. The service
# decides which agencies these are.
_STATE = "(SELECT current_setting('homeward.state', true))"
_SEEN_IN_ITS_STATE = f"EXISTS (SELECT FROM record r WHERE r.id = record_id AND r.state = {_STATE})"
_DECLARATION = f"{_OWN} OR {_IS_TOLD} OR {_SEEN_IN_ITS_STATE} OR declared_by = {_USER}"
# A person who registered a found record, or changed the child's identity, may not confirm care
# (services.reporter_check.identity_authors).
_NOT_AN_AUTHOR = (
    "EXISTS (SELECT FROM record r WHERE r.id = record_id"  # noqa: S608
    f" AND r.registered_by IS DISTINCT FROM {_USER} AND r.identity_by IS DISTINCT FROM {_USER})"
    " AND NOT EXISTS (SELECT FROM identity_author w WHERE w.record_id = "
    "care_confirmation.record_id AND"
    f" w.user_id = {_USER})"
)
_ASSIGNED = (
    f"user_id = {_USER} OR EXISTS (SELECT FROM record r WHERE r.id = record_id AND r.agency_id ="
    f" {_AGENCY})"
)
_DATA_KEY = (
    "CASE scope WHEN 'record' THEN EXISTS (SELECT FROM record r WHERE r.public_id = subject) WHEN"
    " 'match' THEN EXISTS (SELECT FROM match p WHERE p.public_id = subject) WHEN 'search' THEN"
    " EXISTS (SELECT FROM search s WHERE s.public_id = subject) WHEN 'draft' THEN EXISTS (SELECT"
    " FROM draft d WHERE d.public_id = subject) WHEN 'duty' THEN EXISTS (SELECT FROM duty_cover d"
    " WHERE d.public_id = subject) WHEN 'export' THEN EXISTS (SELECT FROM record_export x WHERE"
    " x.public_id = subject) WHEN 'import' THEN EXISTS (SELECT FROM import_batch b WHERE"
    " b.public_id = subject) WHEN 'message' THEN EXISTS (SELECT FROM sealed_message m WHERE"
    " m.public_id = subject) WHEN 'link_request' THEN EXISTS (SELECT FROM link_request h WHERE"
    " h.public_id = subject) WHEN 'sighting' THEN EXISTS (SELECT FROM sighting g WHERE g.public_id"
    " = subject) ELSE FALSE END"
)
# Auditors may open a search after a second auditor approved the random sample that contains it.
_SAMPLED = (
    "EXISTS (SELECT FROM search_sample_item i JOIN search_sample s ON s.id = i.sample_id"
    " WHERE i.subject = {} AND s.ends_at IS NOT NULL)"
)
# Reading is not enough for destroying a key: only the responsible agency may do that.
_DATA_KEY_OWN = (
    "CASE scope WHEN 'record' THEN EXISTS (SELECT FROM record r WHERE r.public_id = subject AND"
    " homeward_is_own(r.id)) WHEN 'search' THEN EXISTS (SELECT FROM search s WHERE s.public_id ="
    " subject) WHEN 'draft' THEN EXISTS (SELECT FROM draft d WHERE d.public_id = subject) WHEN"
    " 'import' THEN EXISTS (SELECT FROM import_batch b WHERE b.public_id = subject) ELSE FALSE END"
)
_MADE_SCOPES = (
    "scope IN ('record', 'match', 'search', 'import', 'export', 'duty', 'draft', 'message',"
    " 'link_request', 'sighting')"
)
# to the actor's agency, or to another agency about a record of the actor
_NOTIFICATION = f"agency_id = {_AGENCY} OR {_OWN}"
_TRANSFER = f"{_OWN} OR from_agency_id = {_AGENCY} OR to_agency_id = {_AGENCY}"
# At sign-in, the desk of a state is notified of an officer who acts for the state. That
# notification is about no record.
_OF_A_SESSION = (
    "kind = 'acting_session' AND record_id IS NULL AND match_id IS NULL AND search_id IS NULL"
)
# A notification to another agency answers its offer, or informs the other side of a match.
_ANSWERED = (
    "t.record_id = notification.record_id AND t.from_agency_id = notification.agency_id"
    " AND t.to_agency_id ="
    f" {_AGENCY}"
)
_OF_SIDES = "notification.record_id IN (p.low, p.high) AND p.state <> 'refuted'"
_IS_INFORMED = (
    f"EXISTS (SELECT FROM transfer t WHERE {_ANSWERED})",
    f"EXISTS (SELECT FROM match p WHERE {_OF_SIDES})",
    # an agency that closes asks its successor
    "(kind = 'closing_asked' AND record_id IS NULL AND EXISTS (SELECT FROM agency_closing c WHERE"
    f" c.successor_id = notification.agency_id AND c.agency_id = {_AGENCY}))",
)
_NOTIFICATION_MADE = " OR ".join((_NOTIFICATION, *_IS_INFORMED))
_OF_IMPORT = "EXISTS (SELECT FROM import_batch b WHERE b.id = batch_id)"
_OF_ORIGIN = "EXISTS (SELECT FROM search s WHERE s.id = origin_id)"  # of the agency
_SIGNED = (  # the saved searches of a search that the user approved or refused
    "EXISTS (SELECT FROM search s JOIN approval a ON a.subject = s.public_id WHERE s.id ="
    f" origin_id AND a.kind = 'search_approval' AND a.decided_by = {_USER})"
)
_IS_DESK = (
    "EXISTS (SELECT FROM desk d WHERE d.is_state_desk AND d.agency_id = "
    + _AGENCY
    + " AND d.state = {0})"
)
# For the asking agency, for the responsible agency, and for the state's desk if it may be the
# second approver. The row contains no names.
_BETWEEN = f"agency_id = {_AGENCY} OR responsible_agency_id = {_AGENCY}"
_DISCLOSURE = (
    f"{_OWN} OR {_BETWEEN} OR (needs_desk AND {_IS_DESK.format('disclosure.responsible_state')})"
)
# Deadlines of a single record follow from facts that its responsible agency keeps.
_BETWEEN_AGENCIES = "(match_id IS NOT NULL OR disclosure_id IS NOT NULL)"
_OF_DISCLOSURE = "EXISTS (SELECT FROM disclosure x WHERE x.id = disclosure_id)"


# Of the agency responsible for the record now, both of a message and of its delivery.
_MESSAGE_SENT = (
    "(homeward_is_own(record_id) AND EXISTS (SELECT FROM record r WHERE r.id = record_id AND"
    " r.agency_id = sealed_message.agency_id))"
)
# Of the agency responsible for the record now. No desk reads the entry of the other desk.
_ENTERED = (
    "homeward_is_own(record_id) AND EXISTS (SELECT FROM record r WHERE r.id = record_id AND"
    " r.agency_id = hand_match.agency_id)"
)
# The responsible agency, and the police of the report's state while they see the report. The sender
# sees no delivery.
_SIGHTED = (
    f"{_OWN} OR (police_notified_at IS NOT NULL AND"
    " (SELECT current_setting('homeward.audience', true)) = 'police'"
    f" AND {_SEEN_IN_ITS_STATE})"
)
# The policy of deliveries decides whose a delivery is.
_SIGHTING = (
    f"{_OF_USER} OR EXISTS (SELECT FROM sighting_delivery d WHERE d.sighting_id = sighting.id)"
)
_DELIVERY = (
    "homeward_is_own(record_id) AND EXISTS (SELECT FROM record r WHERE r.id = record_id AND"
    " r.agency_id = message_delivery.agency_id)"
)
# The policy of deliveries decides whose a delivery is.
_MESSAGE_RECEIVED = (
    f"excluded_agency_id IS DISTINCT FROM {_AGENCY} AND EXISTS (SELECT FROM message_delivery d"
    " WHERE d.message_id = sealed_message.id)"
)


@dataclasses.dataclass(frozen=True, slots=True)
class AccessRule:
    """The conditions under which a role may select, insert, update and delete rows of a table.

    None in `select`, `insert`, `update` or `delete` forbids the operation. `columns` restricts the
    columns that may be selected, `insert_columns` those that may be given in an insert. `becomes`
    is the condition for the row after an update (None: the same as `update`).
    """

    select: str | None = None
    insert: str | None = None
    update: str | None = None
    delete: str | None = None
    columns: tuple[str, ...] = ()
    insert_columns: tuple[str, ...] = ()
    becomes: str | None = None


_MESSAGE_COLUMNS = (
    *("id", "public_id", "record_id", "agency_id", "excluded_agency_id"),
    *("left_at", "expires_at"),
)
_SIGHTING_COLUMNS = ("id", "public_id", "reference", "sent_at", "processed_at")
_EXPORT = (
    *("id", "public_id", "format", "purpose", "recipient_state", "rows"),
    *("ends_at", "read_at"),
)
_OF_SAMPLE = "kind = 'search_sample'"
_OF_AUDITOR = "kind IN ('search_sample', 'close_agency')"  # an auditor may refuse a closing
_OF_TRANSFER = (
    "kind IN ('transfer_offer', 'transfer') AND"
    " EXISTS (SELECT FROM transfer t WHERE t.public_id = subject)"
)
# The agency that closes asks its successor.
_OF_CLOSING = (
    "kind = 'close_agency' AND"
    " EXISTS (SELECT FROM agency_closing c WHERE c.public_id = approval.subject)"
)
# The police and the desk of the child's state decide a declaration by confirming care.
_OF_DECLARATION = f"kind = 'care_declaration' AND {_SEEN_IN_ITS_STATE}"
# The desk of the responsible agency's state may be the second approver of a release.
_OF_RELEASE = (
    "kind = 'danger_release' AND EXISTS (SELECT FROM disclosure x WHERE x.public_id ="
    f" approval.subject AND x.needs_desk AND {_IS_DESK.format('x.responsible_state')})"
)
# The desks of the report's state that were asked too; the service decides which agencies these are.
_OF_DEPARTURE = (
    "kind IN ('missing_from_care', 'missing_from_care_waits') AND desk_asked_at IS NOT NULL AND"
    f" {_SEEN_IN_ITS_STATE}"
)
_OF_DESKS = (_OF_TRANSFER, _OF_CLOSING, _OF_DECLARATION, _OF_RELEASE, _OF_DEPARTURE)
_APPROVAL = " OR ".join(
    (
        f"{_OF_AGENCY} OR {_OWN}",
        *(f"({rule})" for rule in _OF_DESKS),
    )
)
_CLOSING = f"agency_id = {_AGENCY} OR successor_id = {_AGENCY}"
_OF_ACCOUNT = "kind IN ('invitation', 'reset', 'theft', 'state', 'identity', 'system_token')"
# the people who granted an account; none of them may be its second person
_MAKERS = ("invited_by", "confirmed_by", "confirmed_at")
_CLOCK = ("id", "public_id", "kind", "state", "received_at", "due_at")
READ_RULE = AccessRule(select=EVERY_ROW)
APPEND_RULE = AccessRule(insert=EVERY_ROW)
FULL_RULE = AccessRule(EVERY_ROW, EVERY_ROW, EVERY_ROW, EVERY_ROW)
_OWN_RULE = AccessRule(_OWN, _OWN, _OWN)
_AGENCY_RULE = AccessRule(_OF_AGENCY, _OF_AGENCY, _OF_AGENCY)
_EVERYBODY_READS = dict.fromkeys(
    (DatabaseRole.SIGN_IN, DatabaseRole.ACTOR, DatabaseRole.WORKER, DatabaseRole.AUDITOR), READ_RULE
)


_AUDIT_COLUMNS = tuple(
    column.name for column in Audit.__table__.columns if column.name != "server_at"
)
_KNOWN_ACTOR = (
    f"user_id IS NOT DISTINCT FROM {_USER} AND agency_id IS NOT DISTINCT FROM {_AGENCY}"
    f" AND coalesce(acting_state, '') = {_STATE}"
)
_REFUSAL = "(position('.' IN action) > 0 AND outcome <> 'done')"  # of any role


def _appended(door: DatabaseRole, select: str | None = None) -> AccessRule:
    """Return the rule of the audit log for a role: it appends its acts for the known actor.

    The database server sets `server_at`; no role may.
    """
    roles = [role for role, of_role in ROLE_DOORS.items() if of_role is door]
    if door is DatabaseRole.SIGN_IN:  # the actor is not known yet
        condition = _listed("action", SIGN_IN_ACTS)
    elif door is DatabaseRole.WORKER:  # for any agency, and for who began what it goes on with
        condition = f"{_listed('role', roles)} AND {_acts(roles)}"
    else:
        condition = (
            f"{_listed('role', roles)} AND {_KNOWN_ACTOR} AND ({_acts(roles)} OR {_REFUSAL})"
        )
    return AccessRule(select, condition, insert_columns=_AUDIT_COLUMNS)


def _acts(roles: Sequence[Role]) -> str:
    """Return the condition for the acts of these roles.

    Acts of no table are those of people with case roles, so their role is refused the others.
    """
    others = [action for action, of_act in ACT_ROLES.items() if of_act.isdisjoint(roles)]
    if Role.CASEWORKER in roles:
        return f"position('.' IN action) = 0 AND NOT {_listed('action', others)}"
    return _listed("action", ACT_ROLES.keys() - set(others))


def _listed(column: str, codes: Iterable[str]) -> str:
    return f"{column} IN ({', '.join(repr(str(code)) for code in sorted(codes))})"


POLICIES: dict[str, dict[DatabaseRole, AccessRule]] = {
    # --- agencies and accounts: no data about persons sought
    "agency": {
        **_EVERYBODY_READS,
        DatabaseRole.OFFICE: AccessRule(EVERY_ROW, EVERY_ROW, EVERY_ROW),
    },
    "desk": {**_EVERYBODY_READS, DatabaseRole.OFFICE: AccessRule(EVERY_ROW, EVERY_ROW, EVERY_ROW)},
    # of both agencies, and for the desk of the state
    "agency_closing": {
        DatabaseRole.ACTOR: AccessRule(
            f"{_CLOSING} OR {_IS_DESK.format('agency_closing.state')}",
            _OF_AGENCY,
            f"successor_id = {_AGENCY}",
        ),
        DatabaseRole.AUDITOR: READ_RULE,
        DatabaseRole.WORKER: AccessRule(EVERY_ROW, update=EVERY_ROW),
    },
    # The successor does not learn which records it does not get, unless it is the state's desk.
    "agency_leftover": {
        DatabaseRole.ACTOR: AccessRule(
            "EXISTS (SELECT FROM agency_closing c WHERE c.id = closing_id AND"
            f" (c.agency_id = {_AGENCY} OR {_IS_DESK.format('c.state')}))"
        ),
        DatabaseRole.WORKER: FULL_RULE,
    },
    "step_count": {DatabaseRole.WORKER: FULL_RULE},
    "missing_desk": {DatabaseRole.WORKER: FULL_RULE, DatabaseRole.OFFICE: READ_RULE},
    "assistance_service": {
        **dict.fromkeys((DatabaseRole.ACTOR, DatabaseRole.AUDITOR), READ_RULE),
        DatabaseRole.OFFICE: FULL_RULE,
    },
    "user_account": {
        DatabaseRole.SIGN_IN: READ_RULE,
        DatabaseRole.ACTOR: AccessRule(
            _OF_AGENCY, columns=("id", "public_id", "agency_id", "role", "status", "unit", *_MAKERS)
        ),
        DatabaseRole.AUDITOR: AccessRule(
            EVERY_ROW,
            columns=("id", "public_id", "agency_id", "role", "status", "created_at", *_MAKERS),
        ),
        DatabaseRole.OFFICE: AccessRule(EVERY_ROW, EVERY_ROW, EVERY_ROW),
    },
    "user_state": {DatabaseRole.SIGN_IN: READ_RULE, DatabaseRole.OFFICE: FULL_RULE},
    "user_session": {
        DatabaseRole.SIGN_IN: AccessRule(EVERY_ROW, EVERY_ROW, EVERY_ROW),
        DatabaseRole.ACTOR: AccessRule(select=_OF_USER, update=_OF_USER),
        DatabaseRole.AUDITOR: AccessRule(select=_OF_USER, update=_OF_USER),
        DatabaseRole.ANALYST: AccessRule(select=_OF_USER, update=_OF_USER),
        DatabaseRole.OFFICE: AccessRule(select=EVERY_ROW, update=EVERY_ROW),
    },
    "system_token": {
        DatabaseRole.SIGN_IN: AccessRule(select=EVERY_ROW, update=EVERY_ROW),
        DatabaseRole.OFFICE: AccessRule(EVERY_ROW, EVERY_ROW, EVERY_ROW),
    },
    "sign_in_attempt": {DatabaseRole.SIGN_IN: FULL_RULE},
    "access_link": {
        DatabaseRole.SIGN_IN: READ_RULE,
        DatabaseRole.OFFICE: AccessRule(EVERY_ROW, EVERY_ROW, EVERY_ROW),
    },
    "recovery_code": {
        DatabaseRole.SIGN_IN: AccessRule(select=EVERY_ROW, update=EVERY_ROW),
        DatabaseRole.OFFICE: AccessRule(EVERY_ROW, EVERY_ROW, delete=EVERY_ROW),
    },
    "totp_use": {
        DatabaseRole.SIGN_IN: FULL_RULE,
        DatabaseRole.OFFICE: AccessRule(EVERY_ROW, EVERY_ROW, delete=EVERY_ROW),
    },
    "known_device": dict.fromkeys((DatabaseRole.SIGN_IN, DatabaseRole.OFFICE), FULL_RULE),
    "passkey": dict.fromkeys((DatabaseRole.SIGN_IN, DatabaseRole.OFFICE), FULL_RULE),
    "passkey_challenge": {DatabaseRole.SIGN_IN: AccessRule(EVERY_ROW, EVERY_ROW, delete=EVERY_ROW)},
    "sign_in_flow": {DatabaseRole.SIGN_IN: AccessRule(EVERY_ROW, EVERY_ROW, delete=EVERY_ROW)},
    "user_identity": {DatabaseRole.SIGN_IN: READ_RULE, DatabaseRole.OFFICE: FULL_RULE},
    "deputy": {
        DatabaseRole.SIGN_IN: READ_RULE,
        DatabaseRole.OFFICE: AccessRule(EVERY_ROW, EVERY_ROW, EVERY_ROW),
    },
    "duty_cover": {DatabaseRole.ACTOR: _AGENCY_RULE},
    # --- records
    "record": {
        DatabaseRole.ACTOR: AccessRule(_RECORD, _RECORD_NEW, _RECORD_OFFERED, becomes=_RECORD_OWN),
        DatabaseRole.MATCHER: AccessRule(EVERY_ROW, columns=("id", "public_id")),
        DatabaseRole.WORKER: AccessRule(select=EVERY_ROW, update=EVERY_ROW),
    },
    "record_facts": {DatabaseRole.ACTOR: AccessRule(_FACTS, _OWN_NEW, delete=_OWN)},
    "record_photo": {DatabaseRole.ACTOR: AccessRule(_PHOTO, _OWN, _OWN, _OWN)},
    "record_share": {
        DatabaseRole.ACTOR: AccessRule(_SEEN, _OWN_NEW, delete=_OWN),
        DatabaseRole.WORKER: READ_RULE,
    },
    # only the responsible agency knows which states a child may go to, and who could harm it there
    "missing_from_care_state": {DatabaseRole.ACTOR: AccessRule(_OWN, _OWN, delete=_OWN)},
    "departure_answer": {DatabaseRole.ACTOR: _OWN_RULE},
    "record_assignment": {DatabaseRole.ACTOR: AccessRule(_ASSIGNED, _ASSIGNED, delete=_ASSIGNED)},
    "identity_author": {DatabaseRole.ACTOR: AccessRule(f"{_OWN} OR {_OF_USER}", _OWN, delete=_OWN)},
    "data_key": {
        DatabaseRole.SIGN_IN: AccessRule("scope = 'user'"),
        DatabaseRole.ACTOR: AccessRule(_DATA_KEY, _MADE_SCOPES, delete=_DATA_KEY_OWN),
        DatabaseRole.AUDITOR: AccessRule(
            f"scope = 'search' AND {_SAMPLED.format('data_key.subject')}"
        ),
        DatabaseRole.MATCHER: AccessRule("scope IN ('record', 'snapshot')"),
        DatabaseRole.WORKER: AccessRule(
            "scope IN ('record', 'search', 'snapshot', 'match', 'export', 'draft', 'message',"
            " 'link_request', 'sighting')",
            "scope = 'snapshot'",
            delete="scope IN ('snapshot', 'match', 'search', 'export', 'draft', 'message',"
            " 'link_request', 'sighting')",
        ),
        DatabaseRole.OFFICE: AccessRule("scope = 'user'", "scope = 'user'"),
    },
    "feature": {
        DatabaseRole.ACTOR: AccessRule(_OWN, _OWN_NEW, delete=_OWN),
        DatabaseRole.MATCHER: READ_RULE,
        DatabaseRole.WORKER: READ_RULE,
    },
    "feature_change": {
        DatabaseRole.ACTOR: _OWN_RULE,
        DatabaseRole.MATCHER: READ_RULE,
        DatabaseRole.WORKER: READ_RULE,
    },
    "match_key": {
        DatabaseRole.ACTOR: AccessRule(_OWN_NEW, _OWN_NEW, delete=_OWN_NEW),
        DatabaseRole.MATCHER: READ_RULE,
        DatabaseRole.WORKER: READ_RULE,
    },
    "reporter": {
        DatabaseRole.ACTOR: _OWN_RULE,
        DatabaseRole.WORKER: AccessRule(EVERY_ROW, columns=("record_id", "institution_id")),
    },
    "institution": {DatabaseRole.ACTOR: _AGENCY_RULE},
    "guardian": {
        DatabaseRole.ACTOR: _OWN_RULE,
        DatabaseRole.WORKER: AccessRule(
            EVERY_ROW,
            update=EVERY_ROW,
            columns=("id", "record_id", "has_conflict", "institution_id", "ended_at"),
        ),
    },
    "contact_tag": {
        DatabaseRole.ACTOR: AccessRule(_OWN, _OWN, delete=_OWN),
        DatabaseRole.WORKER: READ_RULE,
    },
    "decoy": {DatabaseRole.ACTOR: AccessRule(_OWN, _OWN), DatabaseRole.WORKER: READ_RULE},
    "episode": {DatabaseRole.ACTOR: _OWN_RULE},
    "record_link": {
        DatabaseRole.ACTOR: AccessRule(f"({_OWN_BOTH}) OR ({_IDENTITY_OF_BOTH})", _OWN_BOTH),
        DatabaseRole.WORKER: READ_RULE,
    },
    "transfer": {
        DatabaseRole.ACTOR: AccessRule(_TRANSFER, _OWN, _TRANSFER),
        DatabaseRole.WORKER: AccessRule(
            EVERY_ROW,
            delete=EVERY_ROW,
            columns=("id", "public_id", "record_id", "to_agency_id", "status"),
        ),
    },
    "tombstone": {
        DatabaseRole.ACTOR: _AGENCY_RULE,
        DatabaseRole.WORKER: READ_RULE,
        DatabaseRole.AUDITOR: READ_RULE,
    },
    "retention_notification": {
        DatabaseRole.ACTOR: AccessRule(_OWN, update=_OWN),
        DatabaseRole.WORKER: FULL_RULE,
        DatabaseRole.AUDITOR: READ_RULE,
    },
    "data_request": {
        DatabaseRole.ACTOR: _OWN_RULE,
        DatabaseRole.AUDITOR: AccessRule(EVERY_ROW, columns=_CLOCK),
        DatabaseRole.WORKER: AccessRule(EVERY_ROW, columns=("id", "record_id", "state")),
    },
    "record_restriction": {
        DatabaseRole.ACTOR: _OWN_RULE,
        DatabaseRole.WORKER: AccessRule(EVERY_ROW, columns=("id", "record_id", "ended_at")),
    },
    "import_batch": {
        DatabaseRole.ACTOR: _AGENCY_RULE,
        # only the columns that identify the responsible agency of the work, and its progress
        DatabaseRole.WORKER: AccessRule(
            EVERY_ROW,
            columns=(
                "id",
                "public_id",
                "user_id",
                "undone_by",
                "status",
                "rows_in",
                "rows_rejected",
                "rows_total",
            ),
        ),
    },
    "import_file": {
        DatabaseRole.ACTOR: AccessRule(_OF_IMPORT, _OF_IMPORT, _OF_IMPORT, _OF_IMPORT),
        DatabaseRole.WORKER: AccessRule(
            EVERY_ROW, delete=EVERY_ROW, columns=("batch_id", "expires_at")
        ),
    },
    "import_note": {DatabaseRole.ACTOR: AccessRule(_OF_IMPORT, _OF_IMPORT, delete=_OF_IMPORT)},
    "record_export": {
        DatabaseRole.ACTOR: _AGENCY_RULE,
        DatabaseRole.AUDITOR: AccessRule(EVERY_ROW, columns=_EXPORT),
    },
    "approval": {
        DatabaseRole.ACTOR: AccessRule(_APPROVAL, _APPROVAL, _APPROVAL),
        DatabaseRole.AUDITOR: AccessRule(
            f"{_OF_AUDITOR} OR kind = 'export'", _OF_SAMPLE, _OF_AUDITOR
        ),
        DatabaseRole.OFFICE: AccessRule(_OF_ACCOUNT, _OF_ACCOUNT, _OF_ACCOUNT),
        DatabaseRole.WORKER: AccessRule(EVERY_ROW, update=EVERY_ROW, delete=EVERY_ROW),
    },
    "idempotency_key": {
        DatabaseRole.ACTOR: AccessRule(_OF_AGENCY, _OF_AGENCY),
        DatabaseRole.OFFICE: AccessRule(_OF_AGENCY, _OF_AGENCY),
        DatabaseRole.WORKER: AccessRule(EVERY_ROW, delete=EVERY_ROW, columns=("created_at",)),
    },
    # --- care confirmation of a found child
    "care_confirmation": {
        DatabaseRole.ACTOR: AccessRule(
            f"{_OWN} OR {_OF_AGENCY}",
            f"{_OF_AGENCY} AND confirmed_by = {_USER} AND {_SEEN_IN_ITS_STATE} AND"
            f" {_NOT_AN_AUTHOR}",
            f"{_OWN} OR {_OF_AGENCY}",
        ),
        DatabaseRole.WORKER: READ_RULE,
    },
    "care_declaration": {
        # The desk of a missing report sees and closes the declaration that it was told of.
        DatabaseRole.ACTOR: AccessRule(
            _DECLARATION, f"{_OWN} AND {_OF_AGENCY} AND declared_by = {_USER}", _DECLARATION
        ),
        DatabaseRole.WORKER: AccessRule(EVERY_ROW, update=EVERY_ROW),
    },
    "event_knowledge": {
        DatabaseRole.ACTOR: AccessRule(_EVENT, _EVENT_MADE),
        DatabaseRole.WORKER: AccessRule(EVERY_ROW, EVERY_ROW),
    },
    # --- consent, risk, disclosure
    "consent": {
        DatabaseRole.ACTOR: _OWN_RULE,
        # only the columns that show which consents are due; no documents
        DatabaseRole.WORKER: AccessRule(
            EVERY_ROW, columns=("record_id", "state", "next_check_at", "expires_at")
        ),
    },
    "consent_scope": {
        DatabaseRole.ACTOR: AccessRule(
            "EXISTS (SELECT FROM consent c WHERE c.id = consent_id)",
            "EXISTS (SELECT FROM consent c WHERE c.id = consent_id)",
        )
    },
    "risk_assessment": {
        DatabaseRole.ACTOR: _OWN_RULE,
        DatabaseRole.WORKER: AccessRule(
            EVERY_ROW, columns=("id", "record_id", "assessed_at", "act_by")
        ),
    },
    "best_interests": {DatabaseRole.ACTOR: _OWN_RULE},
    "disclosure": {
        DatabaseRole.ACTOR: AccessRule(_DISCLOSURE, _OF_AGENCY, _DISCLOSURE),
        DatabaseRole.WORKER: AccessRule(
            EVERY_ROW,
            columns=(
                "id",
                "record_id",
                "match_id",
                "responsible_agency_id",
                "state",
                "requested_at",
            ),
        ),
    },
    "disclosure_step": {DatabaseRole.ACTOR: AccessRule(_OF_DISCLOSURE, _OF_DISCLOSURE)},
    "disclosure_grant": {
        DatabaseRole.ACTOR: AccessRule(f"{_OWN} OR {_OF_USER}", _OWN, _OWN),
        DatabaseRole.WORKER: AccessRule(
            EVERY_ROW, columns=("id", "disclosure_id", "ends_at", "revoked_at")
        ),
    },
    # --- messages to an unknown holder: the sender sees no delivery
    "sealed_message": {
        DatabaseRole.ACTOR: AccessRule(
            f"{_MESSAGE_SENT} OR ({_MESSAGE_RECEIVED})",
            f"{_MESSAGE_SENT} AND {_OF_USER}",
            _MESSAGE_SENT,
        ),
        DatabaseRole.WORKER: AccessRule(
            EVERY_ROW, update=EVERY_ROW, delete=EVERY_ROW, columns=_MESSAGE_COLUMNS
        ),
    },
    "message_delivery": {
        DatabaseRole.ACTOR: AccessRule(_DELIVERY, update=_DELIVERY),
        DatabaseRole.WORKER: FULL_RULE,
    },
    # --- sightings: the sender sees the own line; the text stays sealed for workers
    "sighting": {
        DatabaseRole.ACTOR: AccessRule(_SIGHTING, f"{_OF_AGENCY} AND {_OF_USER}"),
        DatabaseRole.WORKER: AccessRule(
            EVERY_ROW, update=EVERY_ROW, delete=EVERY_ROW, columns=_SIGHTING_COLUMNS
        ),
    },
    "sighting_delivery": {
        DatabaseRole.ACTOR: AccessRule(_SIGHTED, update=_OWN),
        DatabaseRole.WORKER: FULL_RULE,
    },
    # --- matches by hand: a desk sees its own entries only
    "hand_match": {
        DatabaseRole.ACTOR: AccessRule(_ENTERED, f"{_ENTERED} AND {_OF_USER}"),
        DatabaseRole.WORKER: AccessRule(EVERY_ROW, delete=EVERY_ROW),
    },
    "draft": {
        DatabaseRole.ACTOR: AccessRule(_OF_USER, _OF_USER, _OF_USER, _OF_USER),
        DatabaseRole.WORKER: AccessRule(
            EVERY_ROW, delete=EVERY_ROW, columns=("id", "public_id", "expires_at")
        ),
    },
    "case_deadline": {
        # Either side of a match or request may start a deadline for the other. The agency that must
        # act sees it, and after escalation the desk of its state.
        # The responsible agency of a record may have changed, and has its deadlines.
        DatabaseRole.ACTOR: AccessRule(
            f"{_OF_AGENCY} OR (level >= 2 AND {_BETWEEN_AGENCIES} AND"
            f" {_IS_DESK.format('case_deadline.state')}) OR (NOT {_BETWEEN_AGENCIES} AND {_OWN})",
            f"{_OF_AGENCY} OR (disclosure_id IS NOT NULL AND {_OF_DISCLOSURE}) OR (match_id IS NOT"
            f" NULL AND {_OF_MATCH})",
            f"{_OF_AGENCY} OR (NOT {_BETWEEN_AGENCIES} AND {_OWN})",
        ),
        DatabaseRole.WORKER: FULL_RULE,
        DatabaseRole.AUDITOR: AccessRule(_BETWEEN_AGENCIES),
    },
    # --- matches
    "match": {
        DatabaseRole.ACTOR: AccessRule(_MATCH, update=_MATCH),
        DatabaseRole.WORKER: AccessRule(EVERY_ROW, EVERY_ROW, EVERY_ROW),
    },
    "score": {
        DatabaseRole.ACTOR: AccessRule(_OF_MATCH),
        DatabaseRole.WORKER: AccessRule(EVERY_ROW, EVERY_ROW, delete=EVERY_ROW),
    },
    "match_decision": {
        DatabaseRole.ACTOR: AccessRule(_OF_MATCH, f"{_OF_MATCH} AND {_OF_USER}"),
        DatabaseRole.WORKER: READ_RULE,
    },
    "closure_approval": {DatabaseRole.ACTOR: AccessRule(_OF_MATCH, f"{_OF_MATCH} AND {_OF_USER}")},
    "match_message": {
        # The other side reads no message that waits for a colleague. Each side has its own row of
        # a call of the relay desk, which works as a worker, because it sees no match.
        DatabaseRole.ACTOR: AccessRule(
            f"{_OF_MATCH} AND ((letter IS NULL AND kind <> 'relay') OR {_OWN})",
            f"{_OF_MATCH} AND {_OWN} AND {_OF_USER}",
            f"{_OF_MATCH} AND {_OWN}",
        ),
        DatabaseRole.WORKER: AccessRule(insert="kind = 'relay'"),
    },
    "notification": {
        # Both sides of a match are notified of what one of them did.
        DatabaseRole.ACTOR: AccessRule(
            _NOTIFICATION,
            f"{_NOTIFICATION_MADE} OR (match_id IS NOT NULL AND {_OF_MATCH})",
            _NOTIFICATION,
        ),
        DatabaseRole.WORKER: AccessRule(EVERY_ROW, EVERY_ROW, delete=EVERY_ROW),
        DatabaseRole.SIGN_IN: AccessRule(insert=_OF_A_SESSION),
    },
    # --- searches
    "search": {
        DatabaseRole.ACTOR: _AGENCY_RULE,
        DatabaseRole.WORKER: READ_RULE,
        DatabaseRole.AUDITOR: AccessRule(_SAMPLED.format("search.public_id")),
    },
    # a request from a link: the responsible agency of the record and the agency that asks
    "link_request": {
        DatabaseRole.ACTOR: AccessRule(
            f"{_OWN} OR {_OF_AGENCY}",
            f"{_OF_AGENCY} AND {_OF_USER} AND {_SEEN}",
            f"{_OWN} OR {_OF_AGENCY}",
        ),
        DatabaseRole.WORKER: AccessRule(
            EVERY_ROW,
            update=EVERY_ROW,
            delete=EVERY_ROW,
            columns=(
                *("id", "public_id", "record_id", "own_record_id", "agency_id", "search_id"),
                *("state", "asked_at", "ended_at"),
            ),
        ),
    },
    # Every actor counts their own acts. The responsible agency of a record counts its edits.
    "series_entry": {
        DatabaseRole.ACTOR: AccessRule(
            f"{_OF_AGENCY} AND {_BY_USER} OR {_OWN}",
            f"{_OF_AGENCY} AND {_BY_USER} AND (record_id IS NULL OR {_OWN})",
        ),
        DatabaseRole.WORKER: AccessRule(EVERY_ROW, delete=EVERY_ROW, columns=("record_id", "at")),
    },
    "search_sample": {DatabaseRole.AUDITOR: AccessRule(EVERY_ROW, EVERY_ROW, EVERY_ROW)},
    "search_sample_item": {DatabaseRole.AUDITOR: AccessRule(EVERY_ROW, EVERY_ROW)},
    "case_number_pattern": {**_EVERYBODY_READS, DatabaseRole.OFFICE: FULL_RULE},
    "alert": {
        **dict.fromkeys((DatabaseRole.ACTOR, DatabaseRole.OFFICE), APPEND_RULE),
        DatabaseRole.WORKER: AccessRule(EVERY_ROW, EVERY_ROW),
        DatabaseRole.AUDITOR: AccessRule(select=EVERY_ROW, update=EVERY_ROW),
    },
    # A colleague sees one that waits for an approval, changes it when they decide, and sees
    # what they decided.
    "saved_search": {
        DatabaseRole.ACTOR: AccessRule(
            f"{_OF_USER} OR (started_at IS NULL AND {_OF_ORIGIN}) OR {_SIGNED}",
            _OF_USER,
            f"{_OF_USER} OR (started_at IS NULL AND {_SIGNED})",
            becomes=f"{_OF_USER} OR {_SIGNED}",
        ),
        DatabaseRole.WORKER: READ_RULE,
    },
    # --- jobs and runs: ids only
    "job": {
        DatabaseRole.ACTOR: APPEND_RULE,
        DatabaseRole.OFFICE: AccessRule(EVERY_ROW, EVERY_ROW, EVERY_ROW),
        DatabaseRole.WORKER: FULL_RULE,
    },
    "matching_run": {
        DatabaseRole.OFFICE: AccessRule(EVERY_ROW, EVERY_ROW, EVERY_ROW),
        DatabaseRole.WORKER: AccessRule(EVERY_ROW, EVERY_ROW, EVERY_ROW),
    },
    "schedule": {
        DatabaseRole.WORKER: FULL_RULE,
        DatabaseRole.OFFICE: AccessRule(EVERY_ROW, EVERY_ROW, EVERY_ROW),
    },
    # `homeward backup` writes it as the owner of the tables
    "backup_copy": {DatabaseRole.WORKER: READ_RULE},
    "key_check": {DatabaseRole.WORKER: AccessRule(EVERY_ROW, EVERY_ROW)},
    "store_version": {DatabaseRole.WORKER: READ_RULE},
    "rarity_snapshot": {DatabaseRole.MATCHER: READ_RULE, DatabaseRole.WORKER: FULL_RULE},
    "token_count": {DatabaseRole.MATCHER: READ_RULE, DatabaseRole.WORKER: FULL_RULE},
    "common_names": {DatabaseRole.MATCHER: READ_RULE, DatabaseRole.WORKER: FULL_RULE},
    "statistic_cell": {
        DatabaseRole.ACTOR: READ_RULE,
        DatabaseRole.AUDITOR: READ_RULE,
        DatabaseRole.ANALYST: READ_RULE,
        DatabaseRole.WORKER: AccessRule(EVERY_ROW, EVERY_ROW),  # published counts never change
    },
    # counts of one agency about itself: no person reads them, not even its own
    "statistic_share": {DatabaseRole.WORKER: AccessRule(EVERY_ROW, EVERY_ROW)},
    # the worker writes these counts and cannot read them
    "own_count": {
        DatabaseRole.ACTOR: AccessRule(_OF_AGENCY),
        DatabaseRole.WORKER: AccessRule(insert=EVERY_ROW, delete=EVERY_ROW),
    },
    "report_run": {
        DatabaseRole.ACTOR: READ_RULE,
        DatabaseRole.AUDITOR: AccessRule(EVERY_ROW, EVERY_ROW),
        DatabaseRole.ANALYST: AccessRule(EVERY_ROW, EVERY_ROW),
        DatabaseRole.WORKER: AccessRule(EVERY_ROW, EVERY_ROW),
    },
    "drawn_pair": {
        DatabaseRole.ACTOR: AccessRule(_OF_AGENCY),
        DatabaseRole.WORKER: AccessRule(EVERY_ROW, EVERY_ROW, delete=EVERY_ROW),
    },
    # --- the audit log: a role appends its acts for its actor, none changes or removes
    "audit": {
        DatabaseRole.SIGN_IN: _appended(DatabaseRole.SIGN_IN),
        DatabaseRole.OFFICE: _appended(DatabaseRole.OFFICE),
        DatabaseRole.ANALYST: _appended(DatabaseRole.ANALYST),
        DatabaseRole.ACTOR: _appended(DatabaseRole.ACTOR, _OF_AGENCY),
        DatabaseRole.WORKER: _appended(DatabaseRole.WORKER, EVERY_ROW),
        DatabaseRole.AUDITOR: _appended(DatabaseRole.AUDITOR, EVERY_ROW),
    },
    "audit_record": {
        DatabaseRole.OFFICE: APPEND_RULE,
        DatabaseRole.ACTOR: AccessRule(
            "EXISTS (SELECT FROM audit a WHERE a.id = audit_id)", EVERY_ROW
        ),
        DatabaseRole.WORKER: AccessRule(EVERY_ROW, EVERY_ROW),
        DatabaseRole.AUDITOR: AccessRule(EVERY_ROW, EVERY_ROW),
    },
}
# From this band up, the found side of a match may read the missing report
# (core.policy.sharing.views.MATCH_VIEW_FROM_BAND as a number).
CANDIDATE_FROM_BAND = 2
KINDS_NEEDED = 2  # core.policy.case.care_confirmation.MATCH_KINDS_NEEDED
# `homeward_reach` reads as this role, and `homeward_cut_audit_log` deletes as it. No transaction
# enters the role, and no other role may delete rows of the audit log.
DEFINER_ROLE = "homeward_seer"
DEFINER_RULES = {
    **dict.fromkeys(
        ("agency", "record", "record_share", "match", "score", "match_decision"), READ_RULE
    ),
    **dict.fromkeys(("transfer", "care_confirmation", "care_declaration"), READ_RULE),
    **dict.fromkeys(("audit", "audit_record"), AccessRule(EVERY_ROW, delete=EVERY_ROW)),
}
# Like every role, the maintenance role appends to the audit log and changes none of its rows.
MAINTENANCE_RULES = {
    **dict.fromkeys(POLICIES, FULL_RULE),
    **dict.fromkeys(("audit", "audit_record"), AccessRule(EVERY_ROW, EVERY_ROW)),
}
