"""The pages (工作台): my desk, recording, the living document, the setting sheet, what others owe, health.

Brings the modules below together and has no table of its own. `queries` makes what a page shows out of what the faces
answer; `web` has one view per page; every page works without JavaScript.
"""
