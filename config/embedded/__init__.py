"""Runs Magwatch on one machine: a broker of its own, the web server, the worker and beat, kept alive together.

Started by `make run`. Django is not loaded here, only in the processes that are started. A supervisor of our own
and not the package of that name, because there (measured) all processes outlive a killed supervisor, and a process
that keeps failing is either given up or tried again ever more rarely without a limit.
"""
