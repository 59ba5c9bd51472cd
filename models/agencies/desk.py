"""The table of desks that agencies call. It holds their on-call telephone numbers."""

from __future__ import annotations

from sqlalchemy import Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import AgencyId, PublicIdBase, State


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
