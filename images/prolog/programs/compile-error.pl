main :-
    writeln(no_comma_follows)
    writeln(this).
