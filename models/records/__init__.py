"""Tables of records, their sealed facts, photographs, notices and links."""
