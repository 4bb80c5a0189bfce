"""The reading room (读文室): an official document is read, its drafts are decided by two persons, a pack comes out.

What the reader finds is kept with the text. One person drafts (拟), another confirms (核); every decision is a fact
with a name. When nothing is left undecided the confirmed drafts are written as a pack into the instance's own folder.
"""
