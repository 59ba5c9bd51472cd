"""Schemas of the child: reporters, guardians, care confirmation, risks and the story."""
