"""Lists of people and bodies (名册): what an office's sheet may tell, how its rows are read, checked and planned.

Checking writes nothing: it answers with what each good row would do and with the faults of the others, by cell.
"""
