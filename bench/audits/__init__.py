"""Whether intervals of corrected shares hold the truth: generated presses, machines that err, nightly audits."""
