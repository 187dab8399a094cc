-- Auction top 10: the highest bids for each.
SELECT auction, bidder, price, channel, url, date_time, extra, number
FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY auction ORDER BY price DESC) AS number
  FROM bid
)
WHERE number <= 10
