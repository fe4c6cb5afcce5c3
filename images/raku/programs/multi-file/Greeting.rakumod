unit module Greeting;

sub greeting is export { 'Hello from two files' }
