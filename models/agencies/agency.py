"""Tables of agencies, their desks and the states they work for.

The only personal data here are the on-call telephone numbers of desks.
"""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from core.codes.agencies import AgencyKind, AgencyStatus, Regime
from models.base import Code, Moment, PublicIdBase, State, one_of


class Agency(PublicIdBase):
    """An organisation responsible for records: child protection, a police service or a hotline.

    It belongs to one state and works under one data-protection regime.
    """

    __tablename__ = "agency"
    __table_args__ = (
        one_of("kind", AgencyKind),
        one_of("regime", Regime),
        one_of("status", AgencyStatus),
    )

    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[Code]
    state: Mapped[State]
    regime: Mapped[Code]
    data_controller: Mapped[str] = mapped_column(String(200))
    supervisory_authority: Mapped[str] = mapped_column(String(200))
    data_protection_contact: Mapped[str] = mapped_column(String(200))
    case_number_pattern: Mapped[str] = mapped_column(String(200))
    time_zone: Mapped[Code] = mapped_column(server_default="")  # IANA name; "": of the state
    created_at: Mapped[Moment]
    status: Mapped[Code] = mapped_column(server_default=AgencyStatus.OPEN)

    @property
    def is_open(self) -> bool:
        """Return whether records, accounts and tokens may be added to the agency."""
        return self.status == AgencyStatus.OPEN
