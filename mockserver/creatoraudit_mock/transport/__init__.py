"""In-process mounts: the same application, driven without a socket, a thread or an event loop."""
