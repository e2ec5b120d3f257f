"""Measured claims: each file is a command that measures one of them. See README.md."""
