"""The parts of the view « Revue de presse »: its items, its signature, its preview and files."""
