using System;
using System.IO;

class Program
{
    static void Main()
    {
        var input = new StreamReader(Console.OpenStandardInput(), Console.InputEncoding, false, 65536);
        var output = new StreamWriter(Console.OpenStandardOutput());
        int n = int.Parse(input.ReadLine());
        for (int i = 0; i < n; i++)
        {
            string[] words = input.ReadLine().Split(' ');
            output.WriteLine(long.Parse(words[0]) + long.Parse(words[1]));
        }
        output.Flush();
    }
}
