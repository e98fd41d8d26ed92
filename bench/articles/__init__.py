"""How well articles are read: ours and three extractors, field by field."""
