-- Tickets that two gates let in. Times are microseconds since 1970 in UTC.

CREATE TABLE conflicts (
  -- the later scan, so that one that is sent again is known
  scan VARCHAR(43) NOT NULL,
  ticket_id VARCHAR(13) NOT NULL,
  performance_id VARCHAR(13) NOT NULL,
  first_at BIGINT NOT NULL,
  first_device VARCHAR(128) NOT NULL,
  second_at BIGINT NOT NULL,
  second_device VARCHAR(128) NOT NULL,
  found_at BIGINT NOT NULL,
  PRIMARY KEY (scan)
);
CREATE INDEX conflicts_performance ON conflicts (performance_id, found_at);
