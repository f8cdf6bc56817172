"""The verbs of the record: lock, check, change, record, announce."""
