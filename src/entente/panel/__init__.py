"""Units of observation: pure functions over frames, with no file and no dataset."""
