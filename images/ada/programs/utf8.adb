with Ada.Text_IO; use Ada.Text_IO;

procedure Main is
begin
   Put_Line ("你好, " & Get_Line);
end Main;
