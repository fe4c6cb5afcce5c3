program runtime_error
  implicit none
  error stop 3
end program runtime_error
