main :-
    read_line_to_string(user_input, Line),
    number_string(N, Line),
    sum(N, Sum),
    writeln(Sum).

sum(0, 0) :- !.
sum(N, Sum) :-
    M is N - 1,
    sum(M, Rest),
    Sum is N + Rest.
