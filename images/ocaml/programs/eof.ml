let rec add count total =
  match Scanf.scanf " %d" Fun.id with
  | number -> add (count + 1) (total + number)
  | exception End_of_file -> Printf.printf "%d %d\n" count total

let () = add 0 0
