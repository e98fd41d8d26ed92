"""A coverage-guided fuzzer over the readers of outside bytes."""
