-- Orders, in the common subset of H2, MariaDB, MySQL and PostgreSQL. Times are milliseconds since 1970, UTC; money is in minor
-- units of the order's currency. An id grows with time, so that newest first is by id.

CREATE TABLE orders (
  id VARCHAR(32) NOT NULL,
  revision BIGINT NOT NULL,
  -- The hold that was ordered: one order each.
  hold_id VARCHAR(64) NOT NULL,
  -- The hold by which the seats are held or sold now.
  seated_by VARCHAR(64) NOT NULL,
  performance_id VARCHAR(32) NOT NULL,
  buyer_id VARCHAR(32) NOT NULL,
  organizer_id VARCHAR(32) NOT NULL,
  currency VARCHAR(3) NOT NULL,
  total BIGINT NOT NULL,
  face BIGINT NOT NULL,
  fee BIGINT NOT NULL,
  tax BIGINT NOT NULL,
  substitute BOOLEAN NOT NULL,
  delivery_method VARCHAR(16) NOT NULL,
  delivery_status VARCHAR(16) NOT NULL,
  placed_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  extended BOOLEAN NOT NULL,
  state VARCHAR(24) NOT NULL,
  -- The payment that it stands on; none before it is paid, and for what costs nothing.
  payment_id VARCHAR(64),
  -- CONFIRMED: whether a ticket was let in. REFUND_REQUESTED: whether the organiser asked. Otherwise false.
  admitted BOOLEAN NOT NULL,
  by_organizer BOOLEAN NOT NULL,
  PRIMARY KEY (id)
);
CREATE UNIQUE INDEX orders_hold ON orders (hold_id);
CREATE INDEX orders_buyer ON orders (buyer_id, id);
CREATE INDEX orders_performance ON orders (performance_id, organizer_id, id);
CREATE INDEX orders_due ON orders (state, expires_at);

CREATE TABLE order_seats (
  order_id VARCHAR(32) NOT NULL,
  -- From 0, in the hold's order.
  place INTEGER NOT NULL,
  seat_index INTEGER NOT NULL,
  tier VARCHAR(200) NOT NULL,
  price BIGINT NOT NULL,
  attendee VARCHAR(100) NOT NULL,
  PRIMARY KEY (order_id, place)
);
