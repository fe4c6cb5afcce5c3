with Ada.Text_IO;                   use Ada.Text_IO;
with Ada.Long_Long_Integer_Text_IO; use Ada.Long_Long_Integer_Text_IO;

procedure Main is

   function Sum_To (N : Long_Long_Integer) return Long_Long_Integer is
     (if N = 0 then 0 else N + Sum_To (N - 1));

   N : Long_Long_Integer;
begin
   Get (N);
   Put (Sum_To (N), Width => 0);
   New_Line;
end Main;
