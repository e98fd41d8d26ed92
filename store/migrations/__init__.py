"""Numbered schema changes; a published one is never edited."""
