"""File formats for import and export: one module per format, converting to and from rows."""
