"""One message -> one Reading. Knows no conversation."""
