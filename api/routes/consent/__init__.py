"""Routes of consent of the person."""
