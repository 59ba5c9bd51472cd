"""Codes of messages between desks."""

from __future__ import annotations

import enum


class DangerCode(enum.StrEnum):
    """Whom or what a sealed message warns of."""

    FAMILY = "family"
    TRAFFICKER = "trafficker"
    REPORTER = "reporter"
    OFFICIAL = "official"  # a person of an authority
    REMOVAL = "removal"  # the child may be taken away soon
    SELF_HARM = "self_harm"
    HEALTH = "health"
    OTHER = "other"


class MatchMessageKind(enum.StrEnum):
    """The kind of a message between the desks of a match."""

    TEXT = "text"
    CALL = "call"  # a telephone call that a desk recorded
    QUESTION = "question"  # a verification question
    ANSWER = "answer"  # to a verification question
    SIRENE = "sirene"  # the reference of supplementary information at the SIRENE bureaus
    RELAY = "relay"  # a telephone call of the relay desk; each side has a row of its own


class RelayCall(enum.StrEnum):
    """What one side of a match learns of a call of the relay desk."""

    FOR_US_REACHED = "for_us_reached"  # the relay desk called for this side
    FOR_US_MISSED = "for_us_missed"
    TO_US_REACHED = "to_us_reached"  # the relay desk called the desk of this side's state
    TO_US_MISSED = "to_us_missed"


class MessageKind(enum.StrEnum):
    """The kind of a line in the list of messages."""

    TEXT = MatchMessageKind.TEXT
    CALL = MatchMessageKind.CALL
    QUESTION = MatchMessageKind.QUESTION
    ANSWER = MatchMessageKind.ANSWER
    SIRENE = MatchMessageKind.SIRENE
    RELAY = MatchMessageKind.RELAY
    REQUEST = "request"  # after a search: contact or disclosure
    SEALED = "sealed"  # to or from an unknown holder of a matching record
    SIGHTING = "sighting"  # of a missing person, sent by the reference of a report


class MessageState(enum.StrEnum):
    """The state of a line in the list of messages, as its reader may know it."""

    NEEDS_ANSWER = "needs_answer"  # a received sealed message: needs to be read
    ANSWERED = "answered"
    SENT = "sent"
    WAITS = "waits"  # for the approval of a colleague; the other desk does not have it
    NOT_SENT = "not_sent"  # the approval was refused, or ended
    RECEIVED = "received"
    ENDED = "ended"  # without an answer that the reader may know
