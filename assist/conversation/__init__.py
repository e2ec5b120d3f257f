"""Events of one chat -> what has happened so far. A pure fold: same events, same state."""
