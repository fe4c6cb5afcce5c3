module greeting
  implicit none

contains

  function files() result(words)
    character(len=9) :: words

    words = 'two files'
  end function files
end module greeting
