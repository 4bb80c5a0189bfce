"""The sample region (示例地区): Linfen with two counties, invented people and enterprises, and their history.

Everything is drawn from one seed and the day it is loaded for, so two loads for the same day are the same. Real are the
divisions and what bodies are called; no person, enterprise, case or accident is. For this machine alone: the passwords
stand on the sign-in page.
"""
