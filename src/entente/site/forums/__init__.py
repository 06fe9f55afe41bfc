"""Pages of the minilaterals: one per forum, the list, and how they were coded."""
