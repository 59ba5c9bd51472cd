"""Alerts to the auditor about people who open many records of their own agency.

No one is blocked: at night a colleague may need many records.
"""

from __future__ import annotations

import dataclasses
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.codes.notifications import AlertKind
from core.policy.access import PERSON_READS
from models.agencies.agency import Agency
from models.oversight.alert import Alert
from models.oversight.audit import Audit, AuditRecord
from models.records.record import Record
from services.foundation import alerts
from services.foundation.actor import MATCHER
from services.foundation.context import Context


def alert_of_many_reads(session: Session, context: Context) -> None:
    """Alert the auditor to each person who opened more own records than `PERSON_READS`.

    A record counts once, however often it was opened. A person causes one alert in the time of the
    budget. For workers.
    """
    for hours, most in PERSON_READS.items():
        since = context.clock.now() - timedelta(hours=hours)
        alerted = select(Alert.user_id).where(
            Alert.kind == AlertKind.MANY_RECORDS_READ,
            Alert.user_id == Audit.user_id,
            Alert.at > since,
        )
        readers = (
            select(Audit.agency_id, Audit.user_id)
            .join(AuditRecord, AuditRecord.audit_id == Audit.id)
            .join(Record, Record.public_id == AuditRecord.record)
            .where(
                # the index of the audit log begins with the agency
                Audit.agency_id.in_(select(Agency.id)),
                Audit.at > since,
                Audit.action == "read_record",
                Audit.user_id.is_not(None),
                Record.agency_id == Audit.agency_id,
                ~alerted.exists(),
            )
            .group_by(Audit.agency_id, Audit.user_id)
            .having(func.count(AuditRecord.record.distinct()) > most)
        )
        for agency_id, user_id in session.execute(readers).all():
            reader = dataclasses.replace(MATCHER, agency_id=agency_id, user_id=user_id)
            alerts.raise_alert(session, context, reader, AlertKind.MANY_RECORDS_READ, None)
