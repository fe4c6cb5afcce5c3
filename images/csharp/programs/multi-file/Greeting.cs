static class Greeting
{
    public const string Files = "two files";
}
