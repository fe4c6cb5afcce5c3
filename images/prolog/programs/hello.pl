main :-
    writeln('Hello, Serin!').
