CREATE VIEW greeting AS SELECT 'Hello from two files' AS text;
