"""A console's name and a payload or an address -> what a server would make of it, or does."""
