-- Payments, in the common subset of H2, MariaDB, MySQL and PostgreSQL. Times are milliseconds since 1970, UTC; money is in minor
-- units of its currency.

CREATE TABLE payments (
  id VARCHAR(32) NOT NULL,
  revision BIGINT NOT NULL,
  order_id VARCHAR(32) NOT NULL,
  account_id VARCHAR(32) NOT NULL,
  organizer_id VARCHAR(32) NOT NULL,
  amount BIGINT NOT NULL,
  currency VARCHAR(3) NOT NULL,
  provider VARCHAR(32) NOT NULL,
  redirect_url VARCHAR(2000) NOT NULL,
  state VARCHAR(16) NOT NULL,
  -- The order while the payment is pending, else none: so an order has one pending payment.
  pending_order_id VARCHAR(32),
  opened_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  -- When its provider was last asked about it.
  looked_at BIGINT NOT NULL,
  PRIMARY KEY (id)
);
CREATE UNIQUE INDEX payments_pending ON payments (pending_order_id);
CREATE INDEX payments_order ON payments (order_id, opened_at);
CREATE INDEX payments_unsettled ON payments (state, looked_at);

-- What providers have told: each message counts once.
CREATE TABLE provider_messages (
  provider VARCHAR(32) NOT NULL,
  message_id VARCHAR(100) NOT NULL,
  received_at BIGINT NOT NULL,
  PRIMARY KEY (provider, message_id)
);
CREATE INDEX provider_messages_age ON provider_messages (received_at);
