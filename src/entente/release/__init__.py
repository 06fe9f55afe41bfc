"""A release: build, write, verify, compare, cite, pack."""
