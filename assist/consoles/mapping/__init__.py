"""Any console's bodies, and a file that says how to read them -> what is said."""
