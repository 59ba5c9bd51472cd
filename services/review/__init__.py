"""Working candidate pairs: review, verdicts, questions and messages."""
