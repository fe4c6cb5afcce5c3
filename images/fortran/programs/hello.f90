program hello
  print '(a)', 'Hello, Serin!'
end program hello
