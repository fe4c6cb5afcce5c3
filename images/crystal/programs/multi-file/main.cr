require "./greeting"

puts "Hello from #{FILES}"
