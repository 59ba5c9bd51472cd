"""Work on candidate pairs: review, verdicts, questions and messages."""
