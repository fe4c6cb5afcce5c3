create line 4096 allot

: next-line ( -- addr u f ) line dup 4094 stdin read-line throw ;
: word> ( addr u -- addr u n ) bl skip 0. 2swap >number 2swap drop ;

: sums ( n -- )
  0 ?do
    next-line drop word> >r word> nip nip r> + 0 .r cr
  loop ;

: main ( -- ) next-line drop word> nip nip sums ;

main
