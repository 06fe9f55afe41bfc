"""The forum files: read, checked, and turned into rows (the tables are made in `entente.datasets.minilaterals`)."""
