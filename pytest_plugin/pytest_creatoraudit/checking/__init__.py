"""`check_poller`: a poller in drawn worlds, judged by the scorecard and by what really happened."""
