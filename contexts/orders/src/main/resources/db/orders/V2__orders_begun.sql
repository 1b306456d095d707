-- Orders whose delivery is being planned and which are not written yet: what is cut off in between is found here.
CREATE TABLE orders_begun (
  order_id VARCHAR(32) NOT NULL,
  begun_at BIGINT NOT NULL,
  PRIMARY KEY (order_id)
);
CREATE INDEX orders_begun_age ON orders_begun (begun_at);
