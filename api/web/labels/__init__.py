"""Labels: codes, levels, reasons and audit entries in words."""
