"""Warmline: real-time agent assist for customer-service chat."""
