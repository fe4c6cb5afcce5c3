let () = print_endline ("Hello from " ^ Words.files)
