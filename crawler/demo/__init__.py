"""A press on loopback whose truth is known."""
