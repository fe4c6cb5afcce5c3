count = 0
sum = 0
do while lines() > 0
  line = linein()
  count = count + words(line)
  do i = 1 to words(line)
    sum = sum + word(line, i)
  end
end
say count sum
