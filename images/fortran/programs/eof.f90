program until_end
  use, intrinsic :: iso_fortran_env, only: int64
  implicit none
  ! A list-directed read wants to know how many numbers there are, so the lines are taken apart word by word.
  character(len=1000) :: line
  integer(int64) :: number, total
  integer :: count, status, first, length

  count = 0
  total = 0
  do
    read (*, '(a)', iostat=status) line
    if (status /= 0) exit
    first = 1
    do
      length = verify(line(first:), ' ')
      if (length == 0) exit
      first = first + length - 1
      length = scan(line(first:), ' ') - 1
      read (line(first:first + length - 1), *) number
      count = count + 1
      total = total + number
      first = first + length
    end do
  end do
  print '(i0, 1x, i0)', count, total
end program until_end
