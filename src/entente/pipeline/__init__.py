"""From raw sources to pages: steps, what each rests on, and the run of those that changed."""
