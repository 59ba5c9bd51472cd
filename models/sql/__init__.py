"""SQL that works on both databases: bulk rows, lists, arrays, locks and upserts."""
