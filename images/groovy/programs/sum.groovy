def input = new StreamTokenizer(new BufferedReader(new InputStreamReader(System.in)))
def next = { input.nextToken(); input.nval as long }
def output = new StringBuilder()
next().times {
    output.append(next() + next()).append('\n')
}
print output
