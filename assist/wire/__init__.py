"""Bytes <-> frames: shapes, limits and codes of the protocol; it knows no socket."""
