"""Comment platforms: small modules with `detect`, `requests` and `parse`."""
