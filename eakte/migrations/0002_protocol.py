"""The log of who looked at what: one partition a month, and nothing in it can be changed.

The rights to change and delete are taken from the role that owns the table, and a trigger refuses them to every
other, a superuser included. A month that is over its retention is dropped as a whole (`eakte.protocol`).
"""

from django.db import migrations

TABLE = """
CREATE TABLE eakte_accessrecord (
    id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    "user" uuid,
    deed varchar(10) NOT NULL,
    case_file uuid,
    subject varchar(100) NOT NULL,
    route varchar(100) NOT NULL,
    reference varchar(16) NOT NULL,
    words bytea NOT NULL,
    PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
CREATE TABLE eakte_accessrecord_rest PARTITION OF eakte_accessrecord DEFAULT;
CREATE INDEX access_record_by_file ON eakte_accessrecord (case_file, at);
CREATE INDEX access_record_by_user ON eakte_accessrecord ("user", at);
CREATE INDEX access_record_by_time ON eakte_accessrecord (at);
"""

APPEND_ONLY = """
CREATE FUNCTION eakte_accessrecord_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Das Zugriffsprotokoll wird nur ergänzt.' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON eakte_accessrecord
    FOR EACH ROW EXECUTE FUNCTION eakte_accessrecord_append_only();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON eakte_accessrecord
    FOR EACH STATEMENT EXECUTE FUNCTION eakte_accessrecord_append_only();
REVOKE UPDATE, DELETE, TRUNCATE ON eakte_accessrecord FROM CURRENT_USER;
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON eakte_accessrecord_rest
    FOR EACH STATEMENT EXECUTE FUNCTION eakte_accessrecord_append_only();
REVOKE UPDATE, DELETE, TRUNCATE ON eakte_accessrecord_rest FROM CURRENT_USER;
"""

UNDO = "DROP TABLE eakte_accessrecord; DROP FUNCTION eakte_accessrecord_append_only();"


class Migration(migrations.Migration):
    dependencies = [("eakte", "0001_initial")]
    operations = [
        migrations.RunSQL(TABLE + APPEND_ONLY, UNDO),
    ]
