"""How often the alerts cry wolf on quiet years, and how soon they tell injected events, beside a simpler rule."""
