"""Jixiao: exact, explainable scoring of budget performance evaluations."""

__version__ = "0.1.0"
