"""What people decide, and what the watch remembers for them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables; each part stands alone."""
    _watch()
    _decisions()


def _decisions() -> None:
    moment = sa.DateTime(timezone=True)
    op.add_column("attempt", sa.Column("one_off", sa.Boolean(), nullable=True))
    _of_one_invoice(
        "left_out",
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
    )
    _of_one_invoice(
        "chosen_profile",
        sa.Column("profile_id", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", moment, nullable=False),
    )


def _of_one_invoice(name: str, *columns: sa.Column[Any]) -> None:
    op.create_table(
        name,
        sa.Column("source_id", sa.Text(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["invoice.source_id"],
            name=f"fk_{name}_source_id_invoice",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("source_id", name=f"pk_{name}"),
    )


def _watch() -> None:
    moment = sa.DateTime(timezone=True)
    for name, kind in (
        ("web_url", sa.Text()),
        ("profile_field", sa.Text()),
        ("last_reason", sa.Text()),
        ("reason_since", moment),
    ):
        op.add_column("invoice", sa.Column(name, kind, nullable=True))
    # Reasons from before this are no news: they count since they were first possible.
    op.execute(
        "UPDATE invoice SET last_reason = decisive, reason_since = first_booked_at"
    )
    op.add_column("snapshot", sa.Column("profile_field", sa.Text(), nullable=True))
    op.create_table(
        "invoice_subscription",
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("subscription_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["invoice.source_id"],
            name="fk_invoice_subscription_source_id_invoice",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "source_id", "subscription_id", name="pk_invoice_subscription"
        ),
    )
    op.create_index(
        "ix_invoice_subscription_subscription_id",
        "invoice_subscription",
        ["subscription_id"],
    )
    for name in ("posted_at", "moved_at"):
        op.add_column("alert", sa.Column(name, moment, nullable=True))
