"""Collecting: sources, discovery, one spider, pages into articles, comments."""
