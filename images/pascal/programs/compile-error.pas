program CompileError;
var
  n: longint;
begin
  n := 'not a number';
  writeln(n);
end.
