"""Who has a child in care: custody, transfers between agencies, and children who left care."""
