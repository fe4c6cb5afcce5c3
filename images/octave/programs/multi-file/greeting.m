function text = greeting()
  text = "Hello from two files";
end
