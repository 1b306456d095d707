-- What the kit keeps in the schema of every context: in the common subset of H2, MariaDB, MySQL and PostgreSQL.

-- Events wait here without a position until they are arranged; see Outbox for why.
CREATE TABLE kit_outbox (
  id VARCHAR(64) NOT NULL,
  lane SMALLINT NOT NULL,
  seq BIGINT NOT NULL,
  lane_position BIGINT,
  event_type VARCHAR(160) NOT NULL,
  event_key VARCHAR(100) NOT NULL,
  occurred_at BIGINT NOT NULL,
  headers VARCHAR(2000) NOT NULL,
  payload ${bytes} NOT NULL,
  PRIMARY KEY (id)
);
CREATE UNIQUE INDEX kit_outbox_lane ON kit_outbox (lane, lane_position);
CREATE INDEX kit_outbox_waiting ON kit_outbox (lane_position, seq);

-- The last position that was given in each lane.
CREATE TABLE kit_outbox_head (
  lane SMALLINT NOT NULL,
  lane_position BIGINT NOT NULL,
  PRIMARY KEY (lane)
);
INSERT INTO kit_outbox_head (lane, lane_position) VALUES (0, 0), (1, 0), (2, 0), (3, 0), (4, 0), (5, 0), (6, 0), (7, 0);

-- How far this context has come in what each other context publishes.
CREATE TABLE kit_inbox (
  source VARCHAR(60) NOT NULL,
  lane SMALLINT NOT NULL,
  lane_position BIGINT NOT NULL,
  PRIMARY KEY (source, lane)
);

-- The first answer to each call that must have one effect only. An answer is null while the call is being worked on.
CREATE TABLE kit_idempotency (
  account VARCHAR(64) NOT NULL,
  operation VARCHAR(120) NOT NULL,
  idempotency_key VARCHAR(200) NOT NULL,
  fingerprint VARCHAR(64) NOT NULL,
  refused BOOLEAN NOT NULL,
  answer ${bytes},
  created_at BIGINT NOT NULL,
  PRIMARY KEY (account, operation, idempotency_key)
);
CREATE INDEX kit_idempotency_age ON kit_idempotency (created_at);
