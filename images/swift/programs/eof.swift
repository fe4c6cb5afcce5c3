var count = 0
var total = 0
while let line = readLine() {
    for word in line.split(separator: " ") {
        count += 1
        total += Int(word)!
    }
}
print(count, total)
