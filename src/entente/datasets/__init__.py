"""From received to published: one module per base table."""
