"""Pages of the child: reporters, guardians, custody, risks and the story."""
