program main
  use greeting, only: files
  implicit none

  print '(a)', 'Hello from ' // files()
end program main
