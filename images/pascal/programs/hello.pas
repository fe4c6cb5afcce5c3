program Hello;
begin
  writeln('Hello, Serin!');
end.
