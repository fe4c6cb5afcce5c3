:- module(greeting, [greeting/1]).

greeting('Hello from two files').
