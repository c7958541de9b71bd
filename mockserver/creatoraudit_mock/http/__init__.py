"""The HTTP skin: routes, conditional requests, content negotiation."""
