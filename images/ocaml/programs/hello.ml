let () = print_endline "Hello, Serin!"
