"""The front door of Vigie: the command line, the night, the demo."""

__version__ = "0.1.0"
