"""The tree of named errors. Messages name a rule and an id, never a person or a submitted value.

HomewardError
├── SettingsError            the configuration of the installation is wrong
│   └── KeyFileError         the key file is missing, malformed or readable by others
├── StoreUnreadable          a revision cannot be read now; the process tries again
├── SealBroken               a sealed value cannot be opened: wrong key, wrong place or altered
├── InvalidInput             a request breaks a rule; has the field and a reason code
│   ├── WrongCaseNumber      a case number does not fit the state's patterns; has examples
│   └── DateOutOfRange       a date is outside the permitted days; has the first and the last
├── NotSignedIn              no valid session or token
│   └── SecondFactorNeeded   the password was correct, a second factor is needed
├── ExplainedError           a refusal with a row of the table of refusals
│   ├── Refused              the role or the person may never do this
│   │   └── AuthenticateAgain    the session must enter its password again first
│   └── Conflict             the current state does not allow this
│       ├── VersionConflict      another person edited in between
│       ├── ConflictOfInterest   a person who must not act for this child; the auditor is alerted
│       └── DuplicateReference   the agency already has a record with this reference
├── NotFound                 does not exist, or must appear not to exist
├── LimitReached             a quota or rate limit is used up
│   ├── EditLimitReached     the quota of edits of a record or a person is used up
│   └── ReadBudgetUsed       the software of an agency read as many records as it may
├── AuditUnavailable         the audit log cannot be written, so no data is shown
└── JobLost                  another worker has the lease of the job
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from datetime import date
from typing import Any, TypeVar

from core.refusals import Refusal


class HomewardError(Exception):
    """Base class of our errors.

    `code` is stable and safe to show. `detail` is a sentence without personal data.
    """

    code = "error"

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail or self.code)
        self.detail = detail


class SettingsError(HomewardError):
    """The configuration of the installation is wrong."""

    code = "settings"


class KeyFileError(SettingsError):
    """The key file is missing, malformed, or readable by others."""

    code = "key_file"


class StoreUnreadable(HomewardError):
    """The revision of the store or of this program cannot be read now; a later try may succeed."""

    code = "store_unreadable"


class SealBroken(HomewardError):
    """A sealed value cannot be opened: wrong key, moved to another place, or altered."""

    code = "seal_broken"


class InvalidInput(HomewardError):
    """A value of a request that is not permitted.

    `field` is the field, `reason` the code of the rule. The value is never stored in the error.
    `suggestion` is the permitted input, "" if the reason explains itself. `codes` are the permitted
    codes of a field that takes codes. `others` are further problems of the same request.
    """

    code = "invalid_input"
    suggestion = ""
    codes: tuple[str, ...] = ()
    others: tuple[InvalidInput, ...] = ()

    def __init__(self, field: str, reason: str, detail: str = "") -> None:
        super().__init__(detail or f"{field}: {reason}")
        self.field = field
        self.reason = reason


def raise_all(problems: Sequence[InvalidInput]) -> None:
    """Raise the first problem, with the others; no effect without a problem."""
    if problems:
        first, *others = problems
        first.others = tuple(others)
        raise first


class DateOutOfRange(InvalidInput):
    """A date is outside the permitted days from `first` to `last`, both included."""

    code = "date_out_of_range"

    def __init__(self, field: str, first: date, last: date) -> None:
        super().__init__(
            field, "date_out_of_range", f"{field}: a date from {first} to {last} is permitted"
        )
        self.first, self.last = first, last
        self.suggestion = f"write a date from {first} to {last}"


class WrongCaseNumber(InvalidInput):
    """A case number does not fit the patterns of the state.

    `examples` are valid numbers; empty if the state has no pattern.
    """

    code = "wrong_case_number"

    def __init__(self, examples: Sequence[str] = ()) -> None:
        super().__init__("case_number", "not_of_this_state")
        self.examples = tuple(examples)
        if examples:
            self.suggestion = f"write a number such as {' or '.join(examples)}"
        else:
            self.suggestion = "ask the administrator to set the pattern of the state's case numbers"


def in_order(codes: Iterable[str]) -> tuple[str, ...]:
    """Return codes as plain texts: a set by name, anything else in its order."""
    given = sorted(codes) if isinstance(codes, Set) else codes
    return tuple(str(code) for code in given)


def unknown_code(field: str, codes: Iterable[str]) -> InvalidInput:
    """Return the error of a field with a code outside its list, with the permitted codes."""
    error = InvalidInput(field, "unknown_code")
    error.codes = in_order(codes)
    return error


def require_code(field: str, code: object, codes: Collection[str]) -> None:
    """Raise InvalidInput with the permitted codes if a code is not in the field's list."""
    if code not in codes:
        raise unknown_code(field, codes)


def require_codes(field: str, given: Iterable[str], codes: Collection[str]) -> None:
    """Raise InvalidInput with the permitted codes if a code is not in the field's list."""
    for code in given:
        require_code(field, code, codes)


def require_text(field: str, text: str) -> None:
    """Raise InvalidInput if a field is blank."""
    if not text.strip():
        raise InvalidInput(field, "needed")


class NotSignedIn(HomewardError):
    """There is no valid session or token."""

    code = "not_signed_in"


class SecondFactorNeeded(NotSignedIn):
    """The password was correct, and a one-time password, recovery code or passkey is needed.

    `passkey` has the ticket and the options for the browser if the account has passkeys, else None.
    """

    code = "second_factor_needed"

    def __init__(self, detail: str = "", *, passkey: Mapping[str, Any] | None = None) -> None:
        super().__init__(detail)
        self.passkey = passkey


class ExplainedError(HomewardError):
    """A refusal with its reason: a row of the table of refusals or, for commands, a text.

    `figures` replace the placeholders in the sentences of the row.
    """

    code = "not_possible"

    def __init__(self, why: Refusal | str = "", **figures: object) -> None:
        self.refusal = why if isinstance(why, Refusal) else None
        self.figures = figures
        text = why if isinstance(why, str) else " ".join(why.sentences) % figures
        super().__init__(text)


class Refused(ExplainedError):
    """The role, or this person, may not do this in any state of the record."""

    code = "refused"


class AuthenticateAgain(Refused):
    """The role may do this after the password (and code) was entered again in this session."""

    code = "authenticate_again"


class NotFound(HomewardError):
    """The object does not exist, or must appear not to exist."""

    code = "not_found"


_Row = TypeVar("_Row")


def require_found(row: _Row | None, missing: str) -> _Row:
    """Return `row`, or raise NotFound with the message if it is None."""
    if row is None:
        raise NotFound(missing)
    return row


class Conflict(ExplainedError):
    """The current state does not allow this."""

    code = "conflict"


class VersionConflict(Conflict):
    """Another person edited the record in between."""

    code = "version_conflict"


class ConflictOfInterest(Conflict):
    """A person would act for a child and must not.

    This is the case for the reporter, a companion, a suspect, a relative of a suspect, and a person
    who asks for the child.
    """

    code = "conflict_of_interest"


class DuplicateReference(Conflict):
    """The agency already has a record with this reference."""

    code = "duplicate_reference"


class LimitReached(HomewardError):
    """A quota or rate limit is used up. Retry after `retry_after_s` seconds."""

    code = "limit_reached"

    def __init__(self, detail: str = "", *, retry_after_s: int = 60) -> None:
        super().__init__(detail)
        self.retry_after_s = retry_after_s


class EditLimitReached(LimitReached):
    """The limit of edits of compared facts is reached, for one record or one person."""

    code = "edit_limit_reached"


class ReadBudgetUsed(LimitReached):
    """The software of an agency has read as many records as it may."""

    code = "read_budget_used"


class AuditUnavailable(HomewardError):
    """The audit log cannot be written, so no data is shown."""

    code = "audit_unavailable"


class JobLost(HomewardError):
    """Another worker has the lease of the job. This worker's result must be discarded."""

    code = "job_lost"


# error -> exit code of the `homeward` command. The nearest ancestor in this table is used.
EXIT_CODES: dict[type[HomewardError], int] = {
    SettingsError: 3,
    InvalidInput: 2,
    NotFound: 4,
    Refused: 5,
    HomewardError: 1,
}


def exit_code(error: HomewardError) -> int:
    """Return the exit code of an error: that of its nearest ancestor in `EXIT_CODES`."""
    return next(EXIT_CODES[kind] for kind in type(error).__mro__ if kind in EXIT_CODES)
