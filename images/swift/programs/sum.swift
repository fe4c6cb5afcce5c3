let n = Int(readLine()!)!
var output = ""
for _ in 0..<n {
    let words = readLine()!.split(separator: " ")
    output += "\(Int(words[0])! + Int(words[1])!)\n"
}
print(output, terminator: "")
