"""How long what nobody knew is left alone, however often it is hinted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a column and indexes; hints of before are looked at without a rest."""
    op.add_column(
        "hint", sa.Column("rests_until", sa.DateTime(timezone=True), nullable=True)
    )
    for name, since in (("resting", "rests_until"), ("held", "lease_until")):
        some = sa.text(f"{since} IS NOT NULL")
        op.create_index(
            f"ix_hint_{name}",
            "hint",
            ["subject_id"],
            sqlite_where=some,
            postgresql_where=some,
        )
