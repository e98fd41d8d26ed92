"""French language analysis: passages, relevance, arguments, stance, quotes, figures, actors."""
