"""Everything that touches SQL: tables, the one transaction that records, queries, the audit ledger, migrations."""
