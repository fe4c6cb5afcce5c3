procedure Main is
   type Bit is mod 2;
   N : Bit := 0 with Volatile;
begin
   loop
      N := N + 1;
   end loop;
end Main;
