CREATE TABLE seat (
  id INT PRIMARY KEY,
  tier INT NOT NULL,
  row_no INT NOT NULL,
  free INT NOT NULL,
  hold BIGINT,
  KEY seat_free (free, tier, id)
) ENGINE = InnoDB;
--
CREATE TABLE buyer (id BIGINT PRIMARY KEY, seats INT NOT NULL) ENGINE = InnoDB;
--
CREATE TABLE hold (
  id BIGINT PRIMARY KEY,
  buyer BIGINT NOT NULL,
  first INT NOT NULL,
  state INT NOT NULL,
  deadline DATETIME NOT NULL,
  KEY hold_due (state, deadline)
) ENGINE = InnoDB;
--
INSERT INTO seat
SELECT seq, seq DIV 12500, seq DIV 50, 1, NULL FROM seq_0_to_49999;
--
CREATE FUNCTION take(p_id BIGINT, p_buyer BIGINT, p_first INT) RETURNS INT MODIFIES SQL DATA
BEGIN
  INSERT INTO buyer VALUES (p_buyer, 2)
    ON DUPLICATE KEY UPDATE seats = IF(seats <= 2, seats + 2, seats);
  IF ROW_COUNT() = 0 THEN
    RETURN -2;
  END IF;
  UPDATE seat SET free = 0, hold = p_id WHERE id IN (p_first, p_first + 1);
  INSERT INTO hold VALUES (p_id, p_buyer, p_first, 0, NOW() + INTERVAL 15 MINUTE);
  RETURN p_first;
END
--
CREATE FUNCTION hold_best(p_id BIGINT, p_buyer BIGINT, p_tier INT) RETURNS INT MODIFIES SQL DATA
BEGIN
  DECLARE pair INT DEFAULT NULL;
  SELECT first INTO pair FROM hold WHERE id = p_id;
  IF pair IS NOT NULL THEN
    RETURN pair;
  END IF;
  SELECT a.id INTO pair
    FROM seat a FORCE INDEX (seat_free)
    JOIN seat b ON b.id = a.id + 1 AND b.row_no = a.row_no AND b.free = 1
    WHERE a.free = 1 AND a.tier = p_tier
    ORDER BY a.id LIMIT 1
    FOR UPDATE SKIP LOCKED;
  IF pair IS NULL THEN
    RETURN -1;
  END IF;
  RETURN take(p_id, p_buyer, pair);
END
--
CREATE FUNCTION hold_pair(p_id BIGINT, p_buyer BIGINT, p_first INT) RETURNS INT MODIFIES SQL DATA
BEGIN
  DECLARE known INT DEFAULT NULL;
  DECLARE found INT DEFAULT 0;
  SELECT first INTO known FROM hold WHERE id = p_id;
  IF known IS NOT NULL THEN
    RETURN known;
  END IF;
  SELECT COALESCE(SUM(free), 0) INTO found FROM seat
    WHERE id IN (p_first, p_first + 1) FOR UPDATE;
  IF found < 2 THEN
    RETURN -1;
  END IF;
  RETURN take(p_id, p_buyer, p_first);
END
--
CREATE FUNCTION end_hold(p_id BIGINT, p_from INT, p_to INT, p_frees INT) RETURNS INT MODIFIES SQL DATA
BEGIN
  DECLARE pair INT DEFAULT NULL;
  DECLARE holder BIGINT;
  SELECT first, buyer INTO pair, holder FROM hold WHERE id = p_id AND state = p_from FOR UPDATE;
  IF pair IS NULL THEN
    RETURN -1;
  END IF;
  UPDATE hold SET state = p_to WHERE id = p_id;
  IF p_frees = 1 THEN
    UPDATE seat SET free = 1, hold = NULL WHERE id IN (pair, pair + 1);
    UPDATE buyer SET seats = seats - 2 WHERE id = holder;
  END IF;
  RETURN 0;
END
--
ANALYZE TABLE seat
