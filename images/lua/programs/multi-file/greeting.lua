return function()
  return 'Hello from two files'
end
