"""Pages of accounts, sign-in, invitations and the directory."""
