"""Numbers about one pair, one period or one set of codes; they know no file and no dataset."""
