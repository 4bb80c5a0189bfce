"""Which file is which firm (企业身份): the same firm entered twice, merged and taken apart again, split, moved."""
