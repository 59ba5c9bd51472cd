"""The tree of named errors. Messages name the rule and an id, never a person or a value that was
sent in.

HomewardError
├── SettingsError            the installation is set up wrongly
│   └── KeyFileError         the key file is missing, malformed or readable by others
├── SealBroken               a sealed value does not open: wrong key, wrong place or altered
├── InvalidInput             a request breaks a rule; carries the field and a reason code
│   ├── WrongCaseNumber      a case number is not like those of the state; carries examples
│   └── DateOutOfRange       a date lies outside the permitted days; carries the first and the last
                             of them
├── NotSignedIn              no valid session or token
│   └── SecondFactorNeeded   the password was right, and a code is asked for
├── ExplainedError           a refusal with a row of the table of refusals
│   ├── Refused              the role or the person may not do this at all
│   │   └── AuthenticateAgain    the session must give its password again first
│   └── Conflict             the state of things does not allow this now
│       ├── VersionConflict      somebody else edited in between
│       ├── ConflictOfInterest   somebody would speak for a child who must not; the auditor is
│       │                        alerted
│       └── DuplicateReference   the agency already has a record of this reference
├── NotFound                 does not exist, or must look so
├── LimitReached             a quota or throttle is used up
│   └── EditLimitReached     the quota of edits of a record or a person is used up
├── AuditUnavailable         the trail cannot be written, so nothing is shown
└── JobLost                  the lease of a job went to another worker
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from core.refusals import Refusal


class HomewardError(Exception):
    """Base of all our errors; `code` is stable and safe to show, `detail` is a sentence without
    personal data.
    """

    code = "error"

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail or self.code)
        self.detail = detail


class SettingsError(HomewardError):
    """The installation is set up wrongly."""

    code = "settings"


class KeyFileError(SettingsError):
    """The key file is missing, malformed, or readable by others."""

    code = "key_file"


class SealBroken(HomewardError):
    """A sealed value does not open: wrong key, moved to another place, or altered."""

    code = "seal_broken"


class InvalidInput(HomewardError):
    """A request breaks a rule: `field` names where, `reason` is a code; the value itself is never
    kept.

    `suggestion` is what to write instead, "" where the reason needs none.
    """

    code = "invalid_input"
    suggestion = ""

    def __init__(self, field: str, reason: str, detail: str = "") -> None:
        super().__init__(detail or f"{field}: {reason}")
        self.field = field
        self.reason = reason


class DateOutOfRange(InvalidInput):
    """A date lies outside the permitted days, `first` to `last`, both included."""

    code = "date_out_of_range"

    def __init__(self, field: str, first: date, last: date) -> None:
        super().__init__(
            field, "date_out_of_range", f"{field}: a date from {first} to {last} is permitted"
        )
        self.first, self.last = first, last
        self.suggestion = f"write a date from {first} to {last}"


class WrongCaseNumber(InvalidInput):
    """A case number does not look like one of the state; `examples` do, () where none is known."""

    code = "wrong_case_number"

    def __init__(self, examples: Sequence[str] = ()) -> None:
        super().__init__("case_number", "not_of_this_state")
        self.examples = tuple(examples)
        if examples:
            self.suggestion = f"write a number such as {' or '.join(examples)}"
        else:
            self.suggestion = "ask the administrator to set how case numbers of the state look"


def require_code(field: str, code: object, codes: Container[Any]) -> None:
    """Raise `InvalidInput` for a code that is not on the list of a field."""
    if code not in codes:
        raise InvalidInput(field, "unknown_code")


def require_text(field: str, text: str) -> None:
    """Raise `InvalidInput` for a field without text."""
    if not text.strip():
        raise InvalidInput(field, "needed")


class NotSignedIn(HomewardError):
    """There is no valid session or token."""

    code = "not_signed_in"


class SecondFactorNeeded(NotSignedIn):
    """The password was right, and a one-time password, recovery code or passkey is asked for.

    `passkey`: ticket and options for the browser where the account has passkeys, else None.
    """

    code = "second_factor_needed"

    def __init__(self, detail: str = "", *, passkey: Mapping[str, Any] | None = None) -> None:
        super().__init__(detail)
        self.passkey = passkey


class ExplainedError(HomewardError):
    """A refusal that says why: by a row of the table of refusals, or, of a command, in words.

    `figures` are what the sentences of the row name.
    """

    code = "not_possible"

    def __init__(self, why: Refusal | str = "", **figures: object) -> None:
        self.refusal = why if isinstance(why, Refusal) else None
        self.figures = figures
        text = why if isinstance(why, str) else " ".join(filter(None, why)) % figures
        super().__init__(text)


class Refused(ExplainedError):
    """The role, or this person, may not do this, whatever the state of the record."""

    code = "refused"


class AuthenticateAgain(Refused):
    """The role may do this, after the password (and code) was given again in this session."""

    code = "authenticate_again"


class NotFound(HomewardError):
    """It does not exist, or must look as if it did not."""

    code = "not_found"


_Found = TypeVar("_Found")


def require_found(found: _Found | None, missing: str) -> _Found:
    """Return what was found; `NotFound` with the message where it is None."""
    if found is None:
        raise NotFound(missing)
    return found


class Conflict(ExplainedError):
    """The state of things does not allow this now."""

    code = "conflict"


class VersionConflict(Conflict):
    """Somebody else edited the record in between."""

    code = "version_conflict"


class ConflictOfInterest(Conflict):
    """Somebody would speak for a child who must not: reporter, companion, suspect, their family, or
    who asks.
    """

    code = "conflict_of_interest"


class DuplicateReference(Conflict):
    """The agency already has a record of this reference."""

    code = "duplicate_reference"


class LimitReached(HomewardError):
    """A quota or throttle is used up; `retry_after_s` says when to come back."""

    code = "limit_reached"

    def __init__(self, detail: str = "", *, retry_after_s: int = 60) -> None:
        super().__init__(detail)
        self.retry_after_s = retry_after_s


class EditLimitReached(LimitReached):
    """Compared facts of one record, or by one person, were edited as often as is permitted."""

    code = "edit_limit_reached"


class AuditUnavailable(HomewardError):
    """The trail cannot be written, so nothing is shown."""

    code = "audit_unavailable"


class JobLost(HomewardError):
    """The lease of a job went to another worker; its result here must not be kept."""

    code = "job_lost"


# error -> exit code of the `homeward` command; the first class of the error's ancestry that stands
# here counts.
EXIT_CODES: dict[type[HomewardError], int] = {
    SettingsError: 3,
    InvalidInput: 2,
    NotFound: 4,
    Refused: 5,
    HomewardError: 1,
}


def exit_code(error: HomewardError) -> int:
    """Return the exit code for an error, from `EXIT_CODES` by its nearest ancestor."""
    for kind in type(error).__mro__:
        if kind in EXIT_CODES:
            return EXIT_CODES[kind]
    return 1
