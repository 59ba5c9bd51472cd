"""Comparison of options on one synthetic world.

    python -m benchmarks.options --out FILE [--size N] [--seed N]

The options are a central store, federated search, encodings only, and manual requests. It is a
study and no part of an installation: it opens no session and stores no data.
"""
