"""Work on candidate pairs: review, decisions, questions and messages."""
