"""Many nodes on one Redis under load and faults: `python -m tests.nodes --help`."""
