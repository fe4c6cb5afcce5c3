procedure Main is
   N : Integer;
begin
   N := "not a number";
end Main;
