"""Speed and memory of the analysis."""
