"""The journal in a Redis or Valkey that many nodes share."""
