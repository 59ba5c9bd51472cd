"""Tables of records, their sealed facts, photographs, notifications and links."""
