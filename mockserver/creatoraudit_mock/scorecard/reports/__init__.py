"""The forms in which a scorecard is told: text, Markdown, GitHub annotations, SARIF, rule pages."""
