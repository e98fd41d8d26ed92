"""`vigie export`: rows of the base as files that a spreadsheet or a program reads."""
