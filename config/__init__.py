"""Wiring (装配): settings, the command line, the WSGI entry and the one list of modules. No meaning lives here."""
