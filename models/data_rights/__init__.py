"""Tables of people's requests about their own data, and of retention."""
