let () =
  let n = ref 0 in
  while true do
    n := !n lxor 1
  done
