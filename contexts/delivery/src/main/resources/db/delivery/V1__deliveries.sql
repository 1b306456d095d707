-- Deliveries, in the common subset of H2, MariaDB, MySQL and PostgreSQL. Times are milliseconds since 1970, UTC.

CREATE TABLE deliveries (
  order_id VARCHAR(32) NOT NULL,
  revision BIGINT NOT NULL,
  account_id VARCHAR(32) NOT NULL,
  organizer_id VARCHAR(32) NOT NULL,
  delivery_method VARCHAR(16) NOT NULL,
  status VARCHAR(16) NOT NULL,
  tracking_number VARCHAR(100) NOT NULL,
  updated_at BIGINT NOT NULL,
  -- The address, for the courier alone: personal data, and here only. Lines are separated by line feeds.
  recipient VARCHAR(100),
  phone VARCHAR(40),
  address_lines VARCHAR(1000),
  city VARCHAR(100),
  postal_code VARCHAR(20),
  country VARCHAR(2),
  PRIMARY KEY (order_id)
);
