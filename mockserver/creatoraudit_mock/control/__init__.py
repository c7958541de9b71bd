"""The control interface: what a test needs beside the API, over HTTP, for programs in any language.

It lies under `/_mock`, which the real API does not have. Its requests are in no journal, count
against no limit and move no clock.
"""
