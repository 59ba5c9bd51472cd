"""Add a compared attribute `blood_type` to a copy of the tree, by docs/recipes/attribute.md."""

from __future__ import annotations

from pathlib import Path

COLUMN = """
    IntakeField(
        name="blood_type",
        field_class=FieldClass.F3,
        kind=Kind.CODE,
        codes="blood_type",
        is_searched=True,
        scope="photo",
        headings="blutgruppe groupe_sanguin",
    ),
"""
ROW = """
    Attribute(
        "blood_type",
        "Blood type",
        (
            unknown_level("blood type not known on one side"),
            Level("differ", -4.0, "judged", "blood types differ"),
            Level("agree", 0.5, "judged", "blood type agrees, a common one"),
            Level("agree_rare", 3.0, "judged", "blood type agrees, a rare one"),
        ),
        is_telling=False,
        contradiction=Inconsistency(("differ",), "other blood types"),
        coded=Coded(
            ("a", "b", "ab", "o"),
            lambda one, other: (
                "differ" if one != other else "agree_rare" if one == "ab" else "agree"
            ),
            {"zero": "o"},
        ),
    ),
"""
VALUES = """
    "blood_type": {"a": N_("A"), "b": N_("B"), "ab": N_("AB"), "o": N_("O")},
"""
# File -> (the text before which a row is inserted, the row).
ADDED: dict[str, tuple[tuple[str, str], ...]] = {
    "core/intake.py": (('    IntakeField(\n        name="marks"', COLUMN),),
    "api/web/labels/intake.py": (
        (
            '    "hair": FieldLabel',
            '    "blood_type": FieldLabel(name=N_("Blood type"), group="looks"),\n',
        ),
    ),
    "matching/model/attributes/looks.py": (('    Attribute(\n        "marks"', ROW),),
    "matching/reading/person.py": (
        ("    marks: tuple[Mark, ...] = ()\n", '    blood_type: str = ""\n'),
    ),
    "core/policy/sharing/evidence.py": (
        (
            '    "marks": AttributePolicy',
            '    "blood_type": AttributePolicy(field="blood_type", flow=View.LINK),\n',
        ),
    ),
    "api/web/labels/facts.py": (
        ('    "eyes": {\n', VALUES),
        (
            '        "marks": N_("Marks"),\n        "sensitive_marks"',
            '        "blood_type": N_("Blood type"),\n',
        ),
    ),
}
VERSIONS = {
    'ENGINE_VERSION: Final = "18"': 'ENGINE_VERSION: Final = "19"',
    "EVIDENCE_VERSION: Final = 12": "EVIDENCE_VERSION: Final = 13",
    "PACKED_VERSION: Final = 14": "PACKED_VERSION: Final = 15",
    "CHANCE_VERSION: Final = 9": "CHANCE_VERSION: Final = 10",
}


def add(tree: Path) -> None:
    """Insert every row of the recipe into a copy of the tree."""
    for name, rows in ADDED.items():
        for before, row in rows:
            _replace(tree / name, before, row.removeprefix("\n") + before)
    for before, after in VERSIONS.items():
        _replace(tree / "matching/versions.py", before, after)


def remove(tree: Path, name: str) -> None:
    """Remove the rows of one file again."""
    for _, row in ADDED[name]:
        _replace(tree / name, row.removeprefix("\n"), "")


def _replace(file: Path, before: str, after: str) -> None:
    text = file.read_text("utf-8")
    assert text.count(before) == 1, (file, before)
    file.write_text(text.replace(before, after), "utf-8")
