"""Files of labelled messages -> examples, each with what its labels decide."""
