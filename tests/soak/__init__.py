"""Load, kills and long runs against the real command: `python -m tests.soak --help`."""
