program Eof;
var
  number, count, total: int64;
begin
  count := 0;
  total := 0;
  while not SeekEof do
  begin
    read(number);
    inc(count);
    inc(total, number);
  end;
  writeln(count, ' ', total);
end.
