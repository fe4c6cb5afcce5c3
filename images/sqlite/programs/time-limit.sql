WITH RECURSIVE counter (n) AS (SELECT 1 UNION ALL SELECT (n + 1) % 1000003 FROM counter)
SELECT count(*) FROM counter;
