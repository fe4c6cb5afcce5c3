with Ada.Text_IO;                   use Ada.Text_IO;
with Ada.Long_Long_Integer_Text_IO; use Ada.Long_Long_Integer_Text_IO;

procedure Main is
   Number, Count, Total : Long_Long_Integer := 0;
begin
   loop
      begin
         Get (Number);
      exception
         when End_Error => exit;
      end;
      Count := Count + 1;
      Total := Total + Number;
   end loop;
   Put (Count, Width => 0);
   Put (" ");
   Put (Total, Width => 0);
   New_Line;
end Main;
