"""Facts to packed rows, and packed rows side by side."""
