-- Bounded side input: every bid with what a small table says of its auction. (Nexmark looks it up
-- as of the moment of processing; the table does not change.)
SELECT b.auction, b.bidder, b.price, b.date_time, s.`value`
FROM (SELECT *, MOD(auction, 10000) AS side_key FROM bid) AS b
INNER JOIN side_input AS s ON b.side_key = s.key
