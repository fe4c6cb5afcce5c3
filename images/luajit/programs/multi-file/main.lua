local greeting = require('greeting')

print(greeting())
