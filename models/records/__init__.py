"""Tables of records, their sealed facts and what belongs to them."""
