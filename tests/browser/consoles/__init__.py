"""Stand-ins of other makers' consoles, by the wire that their own scripts speak."""
