main :-
    throw(this_program_always_fails).
