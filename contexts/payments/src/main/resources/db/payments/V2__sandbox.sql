-- The sandbox provider's own books. Nothing of ours reads them; it is asked, as any provider.

CREATE TABLE sandbox_payments (
  id VARCHAR(32) NOT NULL,
  revision BIGINT NOT NULL,
  order_id VARCHAR(32) NOT NULL,
  account_id VARCHAR(32) NOT NULL,
  amount BIGINT NOT NULL,
  currency VARCHAR(3) NOT NULL,
  standing VARCHAR(16) NOT NULL,
  opened_at BIGINT NOT NULL,
  PRIMARY KEY (id)
);

-- What it has to tell and was not yet taken.
CREATE TABLE sandbox_notices (
  id VARCHAR(32) NOT NULL,
  payment_id VARCHAR(32) NOT NULL,
  standing VARCHAR(16) NOT NULL,
  amount BIGINT NOT NULL,
  currency VARCHAR(3) NOT NULL,
  happened_at BIGINT NOT NULL,
  attempts INTEGER NOT NULL,
  next_attempt_at BIGINT NOT NULL,
  PRIMARY KEY (id)
);
CREATE INDEX sandbox_notices_due ON sandbox_notices (next_attempt_at);
CREATE INDEX sandbox_notices_payment ON sandbox_notices (payment_id, happened_at);
