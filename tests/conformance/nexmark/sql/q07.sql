-- Highest bid: of every ten seconds. (Nexmark compares times, the end included; a join of windows is
-- how Flink's documentation says it.)
SELECT auction, price, bidder, date_time, extra
FROM TABLE(TUMBLE(TABLE bid, DESCRIPTOR(date_time), INTERVAL '10' SECOND)) AS b
WHERE price IN (
  SELECT highest
  FROM (
    SELECT MAX(price) AS highest, window_start, window_end
    FROM TABLE(TUMBLE(TABLE bid, DESCRIPTOR(date_time), INTERVAL '10' SECOND))
    GROUP BY window_start, window_end
  ) AS best
  WHERE b.window_start = best.window_start AND b.window_end = best.window_end
)
