"""One module a command: its function `run` has the command's signature and imports what it needs when it runs."""
