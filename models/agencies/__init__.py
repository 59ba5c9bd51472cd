"""Tables of agencies, their accounts and the directory."""
