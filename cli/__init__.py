"""The `homeward` command: one module per command. Each calls a service or an engine function."""
