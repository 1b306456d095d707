-- People, the organisations that they work for, and who works where. Times are microseconds since 1970 in UTC.

CREATE TABLE organizers (
  id VARCHAR(13) NOT NULL,
  -- 100 Unicode characters; some databases count an emoji as two
  name VARCHAR(200) NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (id)
);

CREATE TABLE accounts (
  id VARCHAR(13) NOT NULL,
  email VARCHAR(254) NOT NULL,
  name VARCHAR(200) NOT NULL,
  password_hash VARCHAR(255) NOT NULL,
  identity_hash VARCHAR(64),
  created_at BIGINT NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT accounts_email UNIQUE (email)
);

-- The primary key says it: an account is on one staff at most.
CREATE TABLE staff (
  account_id VARCHAR(13) NOT NULL,
  organizer_id VARCHAR(13) NOT NULL,
  staff_role VARCHAR(16) NOT NULL,
  since BIGINT NOT NULL,
  PRIMARY KEY (account_id),
  CONSTRAINT staff_account FOREIGN KEY (account_id) REFERENCES accounts (id),
  CONSTRAINT staff_organizer FOREIGN KEY (organizer_id) REFERENCES organizers (id)
);
