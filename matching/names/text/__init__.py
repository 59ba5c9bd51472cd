"""Written names to tokens: normalisation, scripts, particles and transliteration."""
