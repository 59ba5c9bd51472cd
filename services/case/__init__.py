"""The case of a record: reporters, guardians, care confirmation, risks, deadlines and episodes."""
