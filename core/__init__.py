"""The foundation of all packages: settings, codes, policy, errors, cryptography, clock and logs."""
