"""The kill test (强杀演练): the real `anjian run`, load over HTTP, and kill -9 in turn for whatever runs.

A Django application for this purpose only: an address that records a fact, and a handler that writes down what it
hears. `kill.py` is the script (``make chaos``: 300 kills); a test runs a short turn of it.
"""
