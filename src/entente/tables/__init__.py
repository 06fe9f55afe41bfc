"""What a table promises: descriptor, types, checks, codebook."""
