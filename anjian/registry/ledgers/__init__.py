"""Ledgers that offices ask for (台账): which columns each has, as data, and each written out of the files of firms."""
