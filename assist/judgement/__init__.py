"""A conversation, the playbooks and now -> what to offer, withdraw, or keep silent about."""
