"""What each page shows, as plain values for its template, gathered while the world stands still."""
