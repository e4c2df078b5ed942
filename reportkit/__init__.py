"""Printed syntheses of French social centres' actions, from SENACS exports."""

__version__ = "0.1.0"
