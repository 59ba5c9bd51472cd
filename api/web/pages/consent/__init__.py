"""Pages of consent of the person."""
