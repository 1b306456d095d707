CREATE TABLE seat (
  id int PRIMARY KEY,
  tier int NOT NULL,
  row_no int NOT NULL,
  hold bigint
) WITH (fillfactor = 50);
--
CREATE INDEX seat_free ON seat (tier, id) WHERE hold IS NULL;
--
CREATE TABLE buyer (id bigint PRIMARY KEY, seats int NOT NULL) WITH (fillfactor = 50);
--
CREATE TABLE hold (
  id bigint PRIMARY KEY,
  buyer bigint NOT NULL,
  first int NOT NULL,
  state int NOT NULL,
  deadline timestamptz NOT NULL
) WITH (fillfactor = 80);
--
CREATE INDEX hold_due ON hold (deadline) WHERE state = 0;
--
INSERT INTO seat SELECT n, n / 12500, n / 50, NULL FROM generate_series(0, 49999) n;
--
CREATE FUNCTION take(p_id bigint, p_buyer bigint, p_first int) RETURNS int LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO buyer VALUES (p_buyer, 2)
    ON CONFLICT (id) DO UPDATE SET seats = buyer.seats + 2 WHERE buyer.seats <= 2;
  IF NOT FOUND THEN
    RETURN -2;
  END IF;
  UPDATE seat SET hold = p_id WHERE id IN (p_first, p_first + 1);
  INSERT INTO hold VALUES (p_id, p_buyer, p_first, 0, now() + interval '15 minutes');
  RETURN p_first;
END $$
--
CREATE FUNCTION hold_best(p_id bigint, p_buyer bigint, p_tier int) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  pair int;
BEGIN
  SELECT first INTO pair FROM hold WHERE id = p_id;
  IF FOUND THEN
    RETURN pair;
  END IF;
  SELECT a.id INTO pair
    FROM seat a
    JOIN seat b ON b.id = a.id + 1 AND b.row_no = a.row_no AND b.hold IS NULL
    WHERE a.hold IS NULL AND a.tier = p_tier
    ORDER BY a.id LIMIT 1
    FOR UPDATE SKIP LOCKED;
  IF NOT FOUND THEN
    RETURN -1;
  END IF;
  RETURN take(p_id, p_buyer, pair);
END $$
--
CREATE FUNCTION hold_pair(p_id bigint, p_buyer bigint, p_first int) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  known int;
  found_seats int;
BEGIN
  SELECT first INTO known FROM hold WHERE id = p_id;
  IF FOUND THEN
    RETURN known;
  END IF;
  SELECT count(*) INTO found_seats FROM (
    SELECT id FROM seat WHERE id IN (p_first, p_first + 1) AND hold IS NULL ORDER BY id FOR UPDATE
  ) free;
  IF found_seats < 2 THEN
    RETURN -1;
  END IF;
  RETURN take(p_id, p_buyer, p_first);
END $$
--
CREATE FUNCTION end_hold(p_id bigint, p_from int, p_to int, p_frees int) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  pair int;
  holder bigint;
BEGIN
  UPDATE hold SET state = p_to WHERE id = p_id AND state = p_from
    RETURNING first, buyer INTO pair, holder;
  IF NOT FOUND THEN
    RETURN -1;
  END IF;
  IF p_frees = 1 THEN
    UPDATE seat SET hold = NULL WHERE id IN (pair, pair + 1);
    UPDATE buyer SET seats = seats - 2 WHERE id = holder;
  END IF;
  RETURN 0;
END $$
--
VACUUM ANALYZE
