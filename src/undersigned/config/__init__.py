"""Settings, addresses and the processes."""
