"""Service policy as text: `rules/<language>/<topic>.toml` -> frozen values, checked."""
