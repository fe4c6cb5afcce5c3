program time_limit
  implicit none
  integer, volatile :: n

  n = 0
  do
    n = ieor(n, 1)
  end do
end program time_limit
