"""Measuring every layer on annotated texts, beside baselines, against floors that only rise."""
