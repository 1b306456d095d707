-- Tickets, the keys that sign them, and what gates know of performances. Times are microseconds since 1970 in UTC.

CREATE TABLE performances (
  id VARCHAR(13) NOT NULL,
  organizer_id VARCHAR(13) NOT NULL,
  doors_at BIGINT NOT NULL,
  starts_at BIGINT NOT NULL,
  -- how often it has been told; a part of the manifest's version
  changes INT NOT NULL,
  PRIMARY KEY (id)
);

-- Several keys of an organiser may be in force: the newest signs, all verify.
CREATE TABLE organizer_keys (
  id VARCHAR(8) NOT NULL,
  organizer_id VARCHAR(13) NOT NULL,
  public_key VARCHAR(43) NOT NULL,
  sealed_seed VARCHAR(200) NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (id)
);
CREATE INDEX organizer_keys_organizer ON organizer_keys (organizer_id);

CREATE TABLE tickets (
  id VARCHAR(13) NOT NULL,
  order_id VARCHAR(64) NOT NULL,
  performance_id VARCHAR(13) NOT NULL,
  buyer_id VARCHAR(64) NOT NULL,
  seat_index INT NOT NULL,
  attendee VARCHAR(400) NOT NULL,
  pass VARCHAR(164) NOT NULL,
  sealed_seed VARCHAR(200) NOT NULL,
  issued_at BIGINT NOT NULL,
  admitted_at BIGINT,
  admitted_device VARCHAR(128),
  -- which scan it was, for a device that sends it again
  admitted_scan VARCHAR(43),
  voided_at BIGINT,
  PRIMARY KEY (id),
  CONSTRAINT tickets_order UNIQUE (order_id, seat_index)
);
CREATE INDEX tickets_performance ON tickets (performance_id);
