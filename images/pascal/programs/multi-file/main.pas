program Main;
uses Greeting;
begin
  writeln('Hello from ', Files);
end.
