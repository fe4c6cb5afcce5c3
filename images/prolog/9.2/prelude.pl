% Read before every program: its goal is main in any case, so a directive that would also run it when it is compiled means nothing.
:- multifile user:term_expansion/2.
:- dynamic user:term_expansion/2.

user:term_expansion((:- initialization(main)), []).
user:term_expansion((:- initialization(main, main)), []).
