"""Chatwoot's webhooks, API and stream -> what is said."""
