"""A filled database, kept in memory and put back with COPY: to load a demo takes seconds, this a fraction of one."""

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

TABLES = """SELECT format('%I', relname) FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
AND relname <> 'django_migrations' ORDER BY relname"""
SEQUENCES = "SELECT format('%I', sequencename), last_value FROM pg_sequences WHERE last_value IS NOT NULL"


class Snapshot:
    """What all tables held at one moment."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(TABLES)
            rows = {name: _rows(cursor, name) for (name,) in cursor.fetchall()}
            cursor.execute(SEQUENCES)
            self.sequences = cursor.fetchall()
        self.rows = {name: data for name, data in rows.items() if data}

    @transaction.atomic
    def put_back(self) -> None:
        """As it was then; triggers and references rest meanwhile, which the superuser of the tests may order."""
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(f"TRUNCATE {', '.join(self.rows)} CASCADE")
            for name, data in self.rows.items():
                with cursor.copy(f"COPY {name} FROM STDIN (FORMAT binary)") as copy:
                    copy.write(data)
            for name, last in self.sequences:
                cursor.execute("SELECT setval(%s, %s)", [name, last])
        ContentType.objects.clear_cache()


def _rows(cursor, name: str) -> bytes:
    """All rows of a table as PostgreSQL writes them; nothing where there is none."""
    cursor.execute(f"SELECT EXISTS (SELECT FROM {name})")
    if not cursor.fetchone()[0]:
        return b""
    with cursor.copy(f"COPY (SELECT * FROM {name}) TO STDOUT (FORMAT binary)") as copy:
        return b"".join(copy)
