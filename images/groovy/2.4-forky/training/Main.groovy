// Says what contest programs say, so that what they load is known.
import groovy.transform.CompileStatic

class Edge implements Comparable<Edge> {
    int to
    long cost

    int compareTo(Edge other) { cost <=> other.cost }
}

@CompileStatic
int twice(int n) { n * 2 }

def input = System.in.newReader()
def numbers = input.readLine().tokenize()*.toInteger()
def queue = new PriorityQueue<Edge>()
numbers.eachWithIndex { value, index -> queue << new Edge(to: index, cost: value) }
def order = []
while (queue) order << queue.poll().to
def counts = [:].withDefault { 0 }
numbers.each { counts[it.toString()] += 1 }
println "${numbers.sum()} ${numbers.max()} ${numbers.sort(false).join(' ')} $order"
println counts.sort { a, b -> b.value <=> a.value ?: a.key <=> b.key }
println numbers.groupBy { it % 2 }.collectEntries { key, values -> [key, values.size()] }
println((1..10).step(3).findAll { it > 2 }.collect { twice(it) }.inject(0) { a, b -> a + b })
def grid = new int[2][2]
grid[0][1] = 3
for (row in grid) println row.toList()
for (int i = 0; i < 2; i++) print String.format('%.3f ', i / 2)
println 'a1b22'.split(/\d+/).reverse() + [1, 2G, 3L, 1.5d] as String
def text = new StringBuilder()
text << 1 << ' ' << 'x'
println text.toString().padLeft(5)
System.out.printf('%d%n', numbers.size())
