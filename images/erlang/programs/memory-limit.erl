-module(main).
-export([main/0]).

main() ->
    fill([]).

fill(Kept) ->
    fill([lists:seq(1, 100000) | Kept]).
