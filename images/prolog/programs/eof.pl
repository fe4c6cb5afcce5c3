main :-
    read_string(user_input, _, Text),
    split_string(Text, " \n", " \n", Words),
    exclude(==(""), Words, Numerals),
    maplist([Numeral, Number]>>number_string(Number, Numeral), Numerals, Numbers),
    length(Numbers, Count),
    sum_list(Numbers, Sum),
    format("~d ~d~n", [Count, Sum]).
