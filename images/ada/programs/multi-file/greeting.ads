package Greeting is
   function Files return String;
end Greeting;
