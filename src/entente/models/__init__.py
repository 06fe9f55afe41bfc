"""Estimators: arrays in, small frozen results out; they know no file and no dataset."""
