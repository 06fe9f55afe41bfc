"""From notebooks to a static site: stage, execute, render, finish."""
