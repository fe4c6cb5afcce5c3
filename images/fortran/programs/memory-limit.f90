program memory_limit
  implicit none

  type :: block
    integer :: words(262144)
    type(block), pointer :: next => null()
  end type block
  type(block), pointer :: first, fresh

  nullify (first)
  do
    allocate (fresh)
    fresh%words = 1
    fresh%next => first
    first => fresh
  end do
end program memory_limit
