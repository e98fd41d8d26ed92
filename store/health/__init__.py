"""The health of sources: facts that the crawl records, judged by pure functions (silence, filled fields, answers)."""
