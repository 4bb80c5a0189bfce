"""People (机构人员): bodies with their classes and functions, posts, and who held them when (任职), vacancies included.

Everything here has a history in two times. Class and function codes are declared in packs/vocabulary; this module
treats them as strings.
"""
