"""Evaluations in the vocabulary of the budget integration platform (预算管理一体化), out and in: pure mappings."""
