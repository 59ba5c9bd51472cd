"""Tables of consent and of risk assessments."""
