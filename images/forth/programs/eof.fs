variable count
variable sum

create line 4096 allot

: numbers ( addr u -- )
  begin bl skip dup while
    0. 2swap >number 2swap drop sum +! 1 count +!
  repeat 2drop ;

: main ( -- )
  begin line dup 4094 stdin read-line throw while numbers repeat 2drop
  count ? sum ? cr ;

main
