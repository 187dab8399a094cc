-- Average price for a category: of the highest bids while the auctions were open. (Nexmark's text has
-- AVG, which cuts off the fraction of whole numbers.)
SELECT category, CAST(SUM(final) AS DOUBLE) / COUNT(*) AS average
FROM (
  SELECT MAX(b.price) AS final, a.category
  FROM bid AS b, auction AS a
  WHERE b.auction = a.id AND b.date_time BETWEEN a.date_time AND a.expires
  GROUP BY a.id, a.category
)
GROUP BY category
