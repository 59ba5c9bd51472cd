"""Options compared: one synthetic world through a central store, a federated search, encodings
only, asking by hand.

A study, not a service of the installation: it opens no session, stores nothing and is started by
one command.
"""
