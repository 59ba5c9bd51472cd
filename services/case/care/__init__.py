"""Who has a child in care: care confirmation, transfers between agencies, and children who left
care."""
