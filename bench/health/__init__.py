"""How soon a broken source is noticed, and how often a sound one is accused, on generated presses."""
