program compile_error
  implicit none
  n = 1
  print *, n
end program compile_error
