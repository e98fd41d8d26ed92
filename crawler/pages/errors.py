"""What is said when a page or a file holds nothing that can be read."""


class PageError(ValueError):
    """One line for a user: what failed, on what, and what to do next."""
