source("/app/greeting.R")

cat(greeting(), "\n")
