"""Database, files and keys in one sealed archive, and back.

`sealing` encrypts a stream, `parts` puts named parts into it, `postgres` dumps and loads the database,
`writing` and `restoring` are the two deeds. Nothing readable ever lies beside the archive.
"""
