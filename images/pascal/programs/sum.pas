program Sum;
var
  inputBuffer, outputBuffer: array[1..65536] of byte;
  n, i: longint;
  a, b: int64;
begin
  SetTextBuf(input, inputBuffer);
  SetTextBuf(output, outputBuffer);
  read(n);
  for i := 1 to n do
  begin
    read(a, b);
    writeln(a + b);
  end;
end.
