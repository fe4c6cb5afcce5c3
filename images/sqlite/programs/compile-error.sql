SELECT 'a table follows' FROM WHERE 1;
