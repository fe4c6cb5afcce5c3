using System;
using System.Linq;

class Program
{
    static void Main()
    {
        var words = Console.In.ReadToEnd().Split(new char[0], StringSplitOptions.RemoveEmptyEntries);
        Console.WriteLine(words.Length + " " + words.Sum(long.Parse));
    }
}
