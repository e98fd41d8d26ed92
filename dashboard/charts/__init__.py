"""Pure functions: rows of a query in, chart out."""
