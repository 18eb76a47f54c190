"""What an open create told of its customer, encrypted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; of creates that are open already nobody knows what they told."""
    op.add_column("attempt", sa.Column("customer", sa.Text(), nullable=True))
