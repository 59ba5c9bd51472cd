"""Chapter: protection in practice.

Consent, disclosure, deadlines, searches, refusals, data rights and erasure.
"""

from __future__ import annotations

from core.codes.consent import ConsentState
from core.codes.disclosure import DisclosurePath
from core.codes.records import RecordKind
from core.policy.statistics import COUNTED_PERIOD_DAYS
from reports.assumptions import ReportInputs
from reports.figure_builder import FigureBuilder
from reports.figures import Block, Paragraph, Section, Table
from reports.formatting import describe_code
from services.statistics.definitions import DIMENSION_CODES


def build_section(inputs: ReportInputs, draft: FigureBuilder) -> Section:
    """Build the chapter about protection in practice."""
    counts = inputs.counts
    people = {"kind": (RecordKind.MISSING, RecordKind.FOUND)}
    covered = draft.bounded(
        "protection.consented",
        "consent_coverage",
        {"consent": "in_force"},
        people,
        "Open records of missing and found people with a valid consent",
    )
    withdrawn = draft.bounded(
        "protection.withdrawn",
        "consents_ended",
        {"consent_end": ConsentState.WITHDRAWN},
        {},
        "Of the consents that ended, those the person withdrew",
    )
    released = draft.bounded(
        "protection.released",
        "disclosures",
        {"end": "released"},
        {"end": ("released", "refused_or_revoked", "withdrawn", "expired")},
        "Of the requests for disclosure that ended, those released",
    )
    silent = draft.count(
        "protection.silent",
        counts.sum("notifications", notification="silent_match"),
        "notifications to responsible agencies of hidden records",
        "notifications",
    )
    erased = draft.count(
        "protection.erased", counts.sum("erasures"), "records erased to a tombstone"
    )
    limited = draft.count(
        "protection.limited",
        counts.sum("refusals", refused_action="search", refusal="limit_reached"),
        f"searches that the quota refused, in the last {COUNTED_PERIOD_DAYS} days",
        "refusals",
    )
    overdue = draft.bounded(
        "protection.overdue",
        "retention",
        {"review": "overdue"},
        people,
        "Open records of missing and found people whose review is overdue",
    )
    blocks: list[Block] = [
        Paragraph(
            f"Of the open records, {covered} have a valid consent. Of the consents that ended,"
            f" {withdrawn} were withdrawn. Of the requests for disclosure that ended,"
            f" {released} were released. Responsible agencies of hidden records received {silent} "
            "notifications about"
            f" silent matches. Searches that the quota refused: {limited}. Erased "
            f"records: {erased}."
            f" Of the open records, {overdue} have an overdue review."
        ),
        draft.crossed(
            "protection.coverage", "consent_coverage", "Consent of open records", "kind consent"
        ),
        draft.bars(
            "protection.consents",
            "consents_ended",
            "How consents ended",
            "consent_end",
            unit="consents",
        ),
        _scopes(draft),
        draft.crossed(
            "protection.disclosures",
            "disclosures",
            "Requests for disclosure by path",
            "path end",
            unit="requests",
        ),
        draft.crossed(
            "protection.answered",
            "answer_times",
            "How long an answer took",
            "path answered",
            unit="requests",
        ),
        draft.crossed(
            "protection.asked",
            "disclosure_scopes",
            "Requests for disclosure by scope",
            "asked_scope path",
            unit="requests",
            asked="yes",
        ),
        _clocks(draft),
        draft.bars(
            "protection.notifications",
            "notifications",
            "Notifications to responsible agencies",
            "notification",
            unit="notifications",
        ),
        draft.crossed(
            "protection.searches", "searches", "Searches", "purpose channel", unit="searches"
        ),
        draft.crossed(
            "protection.refusals",
            "refusals",
            "Refusals and their reasons",
            "refusal refused_action",
            unit="refusals",
        ),
        draft.crossed(
            "protection.rights",
            "rights",
            "Requests of people about their own data",
            "right decision",
            unit="requests",
        ),
        draft.crossed(
            "protection.retention", "retention", "Reviews of open records", "kind review"
        ),
        draft.bars(
            "protection.erased", "erasures", "Records erased to a tombstone, by state", "state"
        ),
        draft.bars("protection.closures", "closures", "Closed records not yet erased", "closure"),
        _audit_log(draft),
        Paragraph(
            "The installation itself verified its audit log. An auditor who is not the operator"
            " should verify it too, and keep the signed checkpoints elsewhere. No count shows how"
            " often a rule kept a person from a child who would have been safe with them, or in"
            " danger.",
            is_limit=True,
        ),
    ]
    return Section("protection", "Protection in practice", tuple(blocks))


def _scopes(draft: FigureBuilder) -> Table:
    query = "cube consent_scopes: consent = in_force; covered = yes / all, of the scope"
    rows = []
    for scope in DIMENSION_CODES["consent_scope"]:
        of = {"consent": "in_force", "consent_scope": scope}
        text = (
            "Of the open records with a valid consent, those whose consent covers the scope for any"
            " recipient"
        )
        name = f"protection.scope.{scope}"
        rows.append(
            (
                describe_code(scope),
                draft.bounded(name, "consent_scopes", {"covered": "yes"}, of, text, query=query),
            )
        )
    return Table("Scopes of valid consents", ("Scope", "Covered"), tuple(rows))


def _clocks(draft: FigureBuilder) -> Table:
    """Return the deadlines for a first review, a best-interests decision, and answers by path."""
    own = [
        ("deadlines", "deadline", deadline, describe_code(deadline))
        for deadline in DIMENSION_CODES["deadline"]
    ]
    own += [
        ("answers_kept", "path", path, f"Answer, {describe_code(path).lower()}")
        for path in DIMENSION_CODES["path"]
    ]
    rows = []
    for cube, dimension, code, words in own:
        for urgency in DIMENSION_CODES["urgency"]:
            of = {dimension: code, "urgency": urgency}
            name = f"protection.deadline.{code}.{urgency}"
            query = f"cube {cube}: the row's {dimension} and urgency, the column's state"
            cells = [
                draft.count(
                    f"{name}.{outcome}",
                    draft.counts.sum(cube, kept=outcome, **of),
                    "deadlines",
                    "deadlines",
                    query=query,
                )
                for outcome in DIMENSION_CODES["kept"]
            ]
            share = draft.share(
                f"{name}.share",
                draft.counts.sum(cube, kept="kept", **of),
                draft.counts.sum(cube, kept=("kept", "missed"), **of),
                "of the deadlines that ran out or were met, those met in time",
                query=f"cube {cube}: kept / (kept + missed), of the row",
            )
            rows.append((f"{words}, {urgency}", *cells, share))
    rows.append(_vital_reviews(draft))
    return Table(
        "Deadlines met and missed",
        ("Deadline", *map(describe_code, DIMENSION_CODES["kept"]), "Met in time"),
        tuple(rows),
    )


def _vital_reviews(draft: FigureBuilder) -> tuple[str, ...]:
    """Return the row of reviews after disclosures in imminent danger."""
    name = "protection.deadline.vital_review"
    of = {"path": DisclosurePath.VITAL_INTEREST, "end": "released"}
    query = "cube vital_reviews: path = vital_interest, end = released, the column's state"
    cells = [
        draft.count(
            f"{name}.{outcome}",
            draft.counts.sum("vital_reviews", reviewed=outcome, **of),
            "deadlines",
            "deadlines",
            query=query,
        )
        for outcome in DIMENSION_CODES["reviewed"]
    ]
    share = draft.share(
        f"{name}.share",
        draft.counts.sum("vital_reviews", reviewed="kept", **of),
        draft.counts.sum("vital_reviews", reviewed=("kept", "missed"), **of),
        "of the deadlines that ran out or were met, those met in time",
        query="cube vital_reviews: kept / (kept + missed)",
    )
    return ("Review after a disclosure in danger", *cells, share)


def _audit_log(draft: FigureBuilder) -> Paragraph:
    whole, broken = (
        draft.count(
            f"protection.audit_log.{code}",
            draft.counts.sum("audit_log_checks", audit_log=code),
            "verifications of the audit log and its signed checkpoints, in the last"
            f" {COUNTED_PERIOD_DAYS} days, with the result {code}",
            "count",
        )
        for code in DIMENSION_CODES["audit_log"]
    )
    return Paragraph(
        f"In the last {COUNTED_PERIOD_DAYS} days, auditors or commands on the server verified the"
        f" audit log and its signed checkpoints. It was intact {whole} times and broken {broken}"
        " times."
    )
