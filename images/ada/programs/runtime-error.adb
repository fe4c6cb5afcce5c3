procedure Main is
   Nobody_Catches_This : exception;
begin
   raise Nobody_Catches_This;
end Main;
