"""The `homeward` command: one file a command, each calling one service or one engine function."""
