"""Pages of records, their drafts, photographs and forms."""
