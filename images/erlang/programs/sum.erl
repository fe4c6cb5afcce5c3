-module(main).
-export([main/0]).

main() ->
    ok = io:setopts(standard_io, [binary, {encoding, latin1}]),
    Words = binary:split(read([]), [<<" ">>, <<"\n">>], [global, trim_all]),
    [Count | Numbers] = [binary_to_integer(Word) || Word <- Words],
    io:put_chars(sums(Count, Numbers)).

read(Parts) ->
    case file:read(standard_io, 65536) of
        {ok, Part} -> read([Part | Parts]);
        eof -> iolist_to_binary(lists:reverse(Parts))
    end.

sums(0, _) -> [];
sums(Count, [A, B | Rest]) -> [integer_to_binary(A + B), $\n | sums(Count - 1, Rest)].
