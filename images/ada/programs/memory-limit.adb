procedure Main is
   type Byte is mod 256;
   type Bytes is array (1 .. 1_048_576) of Byte;
   type Block;
   type Block_Access is access Block;
   type Block is record
      Next    : Block_Access;
      Content : Bytes;
   end record;

   First : Block_Access;
begin
   loop
      First := new Block'(Next => First, Content => [others => 1]);
   end loop;
end Main;
