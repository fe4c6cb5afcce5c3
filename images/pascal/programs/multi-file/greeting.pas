unit Greeting;

interface

function Files: string;

implementation

function Files: string;
begin
  Files := 'two files';
end;

end.
