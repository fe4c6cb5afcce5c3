package body Greeting is
   function Files return String is ("two files");
end Greeting;
