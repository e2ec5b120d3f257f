"""The durable log: every event of every conversation, and the state that follows from it."""
