"""The facts of a person: statements, their sources, contradictions, and what a view shows."""
