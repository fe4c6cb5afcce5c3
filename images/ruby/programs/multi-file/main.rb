require_relative 'greeting'

puts greeting
