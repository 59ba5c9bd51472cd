"""Add a column `shoe_size` as docs/recipes/column.md says.

Loaded with `-p`, before any package of the project.
"""

from __future__ import annotations

from api.web.labels import intake as labels
from core import intake
from core.field_class import FieldClass

intake.INTAKE_FIELDS = (
    *intake.INTAKE_FIELDS,
    intake.IntakeField(
        name="shoe_size",
        field_class=FieldClass.F3,
        kind=intake.Kind.NUMBER,
        headings="schuhgrosse pointure",
        note="as European sizes count",
    ),
)
labels.INTAKE_LABELS["shoe_size"] = labels.FieldLabel(
    name="Shoe size", group="looks", hint="The European number."
)
