"""Tables of agencies, their desks and the states they work for.

The only personal data here are the on-call telephone numbers of desks.
"""

from __future__ import annotations

from sqlalchemy import Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from core.codes.agencies import AgencyKind, Regime
from models.base import AgencyId, Code, Moment, PublicIdBase, State, one_of


class Agency(PublicIdBase):
    """An organisation that owns records: a child-protection agency, a police service or a hotline.

    It belongs to one state and works under one data-protection regime.
    """

    __tablename__ = "agency"
    __table_args__ = (
        one_of("kind", AgencyKind),
        one_of("regime", Regime),
    )

    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[Code]
    state: Mapped[State]
    regime: Mapped[Code]
    controller: Mapped[str] = mapped_column(String(200))
    supervisory_authority: Mapped[str] = mapped_column(String(200))
    data_protection_contact: Mapped[str] = mapped_column(String(200))
    case_number_pattern: Mapped[str] = mapped_column(String(200))
    time_zone: Mapped[Code] = mapped_column(server_default="")  # IANA name; "": of the state
    created_at: Mapped[Moment]


class Desk(PublicIdBase):
    """A desk that other agencies may call: the contact desk of a state or of an agency.

    Shelters have no row here. `is_relay` marks the one desk of the installation that outsiders call
    about a person at risk (`services.search.relay_desk`). `is_state_desk` marks the contact desk
    of the state.
    """

    __tablename__ = "desk"
    __table_args__ = (
        UniqueConstraint("agency_id", "name"),
        Index(
            "ix_desk_relay",
            "is_relay",
            unique=True,
            sqlite_where=text("is_relay"),
            postgresql_where=text("is_relay"),
        ),
    )

    agency_id: Mapped[AgencyId]
    state: Mapped[State]
    name: Mapped[str] = mapped_column(String(200))
    on_call_phone: Mapped[str] = mapped_column(String(40))
    is_state_desk: Mapped[bool]
    is_relay: Mapped[bool] = mapped_column(server_default=false())
