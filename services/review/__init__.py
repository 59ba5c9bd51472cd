"""Work on possible matches: review, decisions, questions and messages."""
