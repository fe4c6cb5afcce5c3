let rec sum_to n = if n = 0 then 0 else n + sum_to (n - 1)

let () = Scanf.scanf " %d" (fun n -> Printf.printf "%d\n" (sum_to n))
