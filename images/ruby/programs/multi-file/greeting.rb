def greeting
  'Hello from two files'
end
