-- Seat maps, shows and performances: in the common subset of H2, MariaDB, MySQL and PostgreSQL. Moments are milliseconds
-- since 1970.

-- A map is named by what it is, so organisations that import the same plan share it.
CREATE TABLE seat_maps (
  digest VARCHAR(64) NOT NULL,
  name VARCHAR(200) NOT NULL,
  seats INT NOT NULL,
  PRIMARY KEY (digest)
);

-- The document, compressed, in pieces: a database's packets and rows have their limits, and a list of maps reads none.
CREATE TABLE seat_map_pieces (
  digest VARCHAR(64) NOT NULL,
  place INT NOT NULL,
  /* [jooq ignore start] */
  piece ${bytes} NOT NULL,
  /* [jooq ignore stop] */
  PRIMARY KEY (digest, place)
);

CREATE TABLE seat_map_tiers (
  digest VARCHAR(64) NOT NULL,
  place INT NOT NULL,
  name VARCHAR(200) NOT NULL,
  color VARCHAR(60) NOT NULL,
  PRIMARY KEY (digest, place)
);

CREATE TABLE seat_map_sections (
  digest VARCHAR(64) NOT NULL,
  place INT NOT NULL,
  name VARCHAR(220) NOT NULL,
  PRIMARY KEY (digest, place)
);

CREATE TABLE seat_map_owners (
  organizer_id VARCHAR(13) NOT NULL,
  digest VARCHAR(64) NOT NULL,
  imported_at BIGINT NOT NULL,
  PRIMARY KEY (organizer_id, digest)
);
CREATE INDEX seat_map_owners_by_import ON seat_map_owners (organizer_id, imported_at, digest);

CREATE TABLE shows (
  id VARCHAR(13) NOT NULL,
  organizer_id VARCHAR(13) NOT NULL,
  title VARCHAR(200) NOT NULL,
  description VARCHAR(10000) NOT NULL,
  city VARCHAR(100) NOT NULL,
  venue VARCHAR(200) NOT NULL,
  PRIMARY KEY (id)
);
CREATE INDEX shows_by_organizer ON shows (organizer_id, id);

CREATE TABLE performances (
  id VARCHAR(13) NOT NULL,
  show_id VARCHAR(13) NOT NULL,
  organizer_id VARCHAR(13) NOT NULL,
  time_zone VARCHAR(64) NOT NULL,
  starts_at BIGINT NOT NULL,
  doors_at BIGINT NOT NULL,
  on_sale_from BIGINT NOT NULL,
  on_sale_until BIGINT NOT NULL,
  limit_per_buyer INT NOT NULL,
  limit_per_identity INT NOT NULL,
  hold_seconds INT NOT NULL,
  seat_map VARCHAR(64) NOT NULL,
  capacity INT NOT NULL,
  state VARCHAR(10) NOT NULL,
  -- Grows with each change: who writes says which version was read.
  version INT NOT NULL,
  PRIMARY KEY (id)
);
CREATE INDEX performances_of_show ON performances (show_id, starts_at);
CREATE INDEX performances_by_start ON performances (state, starts_at);
CREATE INDEX performances_by_organizer ON performances (organizer_id, starts_at, id);

CREATE TABLE performance_tiers (
  performance_id VARCHAR(13) NOT NULL,
  place INT NOT NULL,
  name VARCHAR(200) NOT NULL,
  label VARCHAR(200) NOT NULL,
  price BIGINT NOT NULL,
  currency VARCHAR(3) NOT NULL,
  color VARCHAR(60) NOT NULL,
  PRIMARY KEY (performance_id, place)
);
