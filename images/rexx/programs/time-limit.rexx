n = 0
do forever
  n = (n + 1) // 1000003
end
