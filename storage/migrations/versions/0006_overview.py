"""Finding what waits, and what people did, without reading everything."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add indexes; they are made again from what is there."""
    op.create_index("ix_document_state", "document", ["state"])
    op.create_index("ix_invitation_state", "invitation", ["state"])
    op.create_index("ix_attempt_customer_number", "attempt", ["customer_number"])
    op.create_index("ix_audit_subject", "audit", ["subject"])
