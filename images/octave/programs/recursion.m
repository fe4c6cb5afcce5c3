1;

function total = upto(n)
  if n == 0
    total = 0;
  else
    total = n + upto(n - 1);
  end
end

printf("%d\n", upto(fscanf(stdin, "%d", 1)));
