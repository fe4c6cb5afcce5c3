program Recursion;

function SumTo(n: int64): int64;
begin
  if n = 0 then
    SumTo := 0
  else
    SumTo := n + SumTo(n - 1);
end;

var
  n: int64;
begin
  read(n);
  writeln(SumTo(n));
end.
