"""Training of the shipped weights; nothing here is needed at run time."""
