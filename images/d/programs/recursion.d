import std.stdio;

long sumTo(long n)
{
    return n == 0 ? 0 : n + sumTo(n - 1);
}

void main()
{
    long n;
    readf(" %d", n);
    writeln(sumTo(n));
}
