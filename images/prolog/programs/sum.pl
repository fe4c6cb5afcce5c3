:- use_module(library(readutil)).

main :-
    read_line_to_codes(user_input, Codes),
    number_codes(Count, Codes),
    sums(Count).

sums(0) :- !.
sums(Count) :-
    read_line_to_string(user_input, Line),
    split_string(Line, " ", "", [First, Second]),
    number_string(A, First),
    number_string(B, Second),
    C is A + B,
    writeln(C),
    Rest is Count - 1,
    sums(Rest).
