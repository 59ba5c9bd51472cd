"""Consent of the person: recorded, withdrawn, expired, and ended when the person comes of age."""
