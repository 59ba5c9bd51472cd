"""Comparison of options on one synthetic world.

The options are a central store, federated search, encodings only, and manual requests. It is a
study and no service of the installation: it opens no session, stores no data and is started by one
command.
"""
