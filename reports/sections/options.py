"""Options compared: a central store, federated search, encodings only, asking by hand; as `services.options` found."""

from __future__ import annotations

from reports.draft import Draft
from reports.figures import Paragraph, Section
from reports.inputs import Inputs


def section(inputs: Inputs, draft: Draft) -> Section:
    """Make the chapter."""
    if inputs.options is None:
        text = (
            "No comparison of options was given to this report. `homeward report options` makes one, and `--options"
            " FILE`"
            " brings it here."
        )
        return Section("options", "Options compared", (Paragraph(text, is_limit=True),))
    return Section("options", "Options compared", (Paragraph(str(inputs.options.get("title", ""))),))
