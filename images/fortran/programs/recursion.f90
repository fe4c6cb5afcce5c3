program recursion
  use, intrinsic :: iso_fortran_env, only: int64
  implicit none
  integer(int64) :: n

  read (*, *) n
  print '(i0)', sum_to(n)

contains

  recursive function sum_to(n) result(total)
    integer(int64), intent(in) :: n
    integer(int64) :: total

    if (n == 0) then
      total = 0
    else
      total = n + sum_to(n - 1)
    end if
  end function sum_to
end program recursion
