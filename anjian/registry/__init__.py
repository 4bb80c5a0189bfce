"""Registry (企业档案): one enterprise, one file.

In this part its identity, in two times: name, credit code, place, status, industry, staff, regulator.
"""
