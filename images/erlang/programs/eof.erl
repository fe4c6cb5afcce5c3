-module(main).
-export([main/0]).

%% By lines: io:fread of OTP 27.3 fails at the end of an input whose last line is not ended.
main() ->
    Numbers = numbers(),
    io:format("~b ~b~n", [length(Numbers), lists:sum(Numbers)]).

numbers() ->
    case io:get_line("") of
        eof -> [];
        Line -> [list_to_integer(Word) || Word <- string:lexemes(Line, " \n")] ++ numbers()
    end.
