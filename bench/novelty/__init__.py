"""New phrases injected into a generated press: how many are found, when, and what is found for nothing."""
