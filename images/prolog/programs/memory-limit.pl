main :-
    fill([]).

fill(Kept) :-
    numlist(1, 100000, Numbers),
    fill([Numbers | Kept]).
