program utf8
  implicit none
  character(len=1000) :: line

  read (*, '(a)') line
  print '(a)', '你好, ' // trim(line)
end program utf8
