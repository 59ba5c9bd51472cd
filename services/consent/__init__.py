"""Consent of the person: given, withdrawn, expired, and ended when the person comes of age."""
