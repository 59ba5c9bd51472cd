"""What every other package may rest on: settings, policy, errors, crypto, passwords, clock,
logs.
"""
