"""What each endpoint of the control interface does, by what it is about."""
