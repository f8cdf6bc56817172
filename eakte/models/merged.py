"""Nothing new hangs on a person or a file that was merged into another one; the database refuses it.

Somebody who began before the merger and saves after it would otherwise write where nobody looks any more. The row is
locked before it is read, so that a merger that is just being made is waited for.
"""

import pgtrigger


def not_on_a_merged_person() -> pgtrigger.Trigger:
    """For models with a `person`."""
    return _refuse("person", 'SELECT merged_into_id IS NOT NULL INTO gone FROM "eakte_person"')


def not_in_a_merged_file() -> pgtrigger.Trigger:
    """For models with a `case_file`."""
    return _refuse("case_file", "SELECT close_reason = 'merged' INTO gone FROM \"eakte_casefile\"")


def _refuse(column: str, question: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=f"not_on_a_merged_{column}",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf(f"{column}_id"),
        declare=[("gone", "BOOLEAN")],
        func=f"""
            {question} WHERE id = NEW.{column}_id FOR KEY SHARE;
            IF gone THEN
                RAISE EXCEPTION '% {column}: merged into another one', TG_TABLE_NAME;
            END IF;
            RETURN NEW;
        """,
    )
