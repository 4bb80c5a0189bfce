"""Sheets (表格): Excel files in and out with the office's own headers.

A file is read as it is: titles above the header, headers of several merged rows, dates and numbers in cells. What
column means what is proposed, corrected by a person and remembered for the office. What is wrong is said by cell, and
comes back as a file of the faulty rows under the same header, to be corrected and fed again. What the rows mean is the
business of the module that asks; this one knows cells.
"""
