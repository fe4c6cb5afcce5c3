:- use_module(greeting).

main :-
    greeting(Text),
    writeln(Text).
