program sums
  use, intrinsic :: iso_fortran_env, only: int64
  implicit none
  integer :: i, n
  integer(int64) :: a, b

  read (*, *) n
  do i = 1, n
    read (*, *) a, b
    write (*, '(i0)') a + b
  end do
end program sums
