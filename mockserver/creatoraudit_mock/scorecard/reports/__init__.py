"""The forms in which a scorecard is told: for terminals, pages, programs and annotations."""
