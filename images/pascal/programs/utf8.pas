program Utf8;
var
  line: ansistring;
begin
  readln(line);
  writeln('你好, ', line);
end.
