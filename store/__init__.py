"""The ground: records, database, watch. Imports no other package of the project."""
