"""Other makers' consoles: what they send -> what is said in their conversations, one file each."""
