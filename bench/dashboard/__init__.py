"""Every view on a million invented comments: how long the server works, and what it holds."""
