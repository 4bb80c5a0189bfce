"""What the handler of the kill test heard and claimed."""

from django.db import models


class Heard(models.Model):
    """One line for each time the handler was called and its transaction was committed."""

    fact = models.UUIDField()
    position = models.BigIntegerField()
    subject = models.TextField()
    number = models.IntegerField()


class Claimed(models.Model):
    """One line for each time a claim was granted."""

    key = models.TextField()
