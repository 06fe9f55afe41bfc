"""From results to things to look at: theme, charts, tables and words."""
