using System;

class Program
{
    static void Main()
    {
        Console.WriteLine("你好, " + Console.ReadLine());
    }
}
