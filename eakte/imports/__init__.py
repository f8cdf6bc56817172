"""First filling and nightly refresh from the specialist software (Fachverfahren): three CSV files, docs/import.md."""
