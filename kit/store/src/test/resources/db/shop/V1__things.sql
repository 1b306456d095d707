CREATE TABLE things (
  id INT NOT NULL,
  amount INT NOT NULL,
  PRIMARY KEY (id)
);
