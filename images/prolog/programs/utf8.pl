main :-
    read_line_to_string(user_input, Line),
    format("你好, ~w~n", [Line]).
