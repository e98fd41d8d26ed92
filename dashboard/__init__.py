"""The Streamlit dashboard and its pure chart functions."""
