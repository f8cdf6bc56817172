"""The staff's door to the record: pages made for a job, none of Django's change forms."""
