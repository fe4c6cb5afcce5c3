program MemoryLimit;
type
  PBlock = ^TBlock;
  TBlock = record
    next: PBlock;
    bytes: array[1..1048576] of byte;
  end;
var
  first, block: PBlock;
begin
  first := nil;
  while true do
  begin
    new(block);
    FillChar(block^.bytes, SizeOf(block^.bytes), 1);
    block^.next := first;
    first := block;
  end;
end.
