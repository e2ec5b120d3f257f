"""A Matrix homeserver's events -> what is said in its rooms."""
