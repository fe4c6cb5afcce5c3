count = fscanf(stdin, "%d", 1);
numbers = fscanf(stdin, "%d", [2, count]);
printf("%d\n", sum(numbers, 1));
