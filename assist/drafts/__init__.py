"""A reply before it is sent, read against the conversation: what is wrong with it, if anything."""
