"""Cryptography, key rings, passwords, tokens and sealed archives."""
