let () = print_endline ("你好, " ^ read_line ())
