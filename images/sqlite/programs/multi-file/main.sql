.read /app/greeting.sql
SELECT text FROM greeting;
