using System;

class Program
{
    static long SumTo(long n)
    {
        return n == 0 ? 0 : n + SumTo(n - 1);
    }

    static void Main()
    {
        Console.WriteLine(SumTo(long.Parse(Console.ReadLine())));
    }
}
