"""One module of read-only queries per view."""
