"""`vigie doctor`: small checks of an installation, each explained with the command that mends what it finds."""
