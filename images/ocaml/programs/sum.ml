let () =
  let out = Buffer.create 65536 in
  let n = Scanf.scanf " %d" Fun.id in
  for _ = 1 to n do
    let sum = Scanf.scanf " %d %d" ( + ) in
    Buffer.add_string out (string_of_int sum);
    Buffer.add_char out '\n'
  done;
  print_string (Buffer.contents out)
