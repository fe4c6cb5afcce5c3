namespace Greeting {
    public const string FILES = "two files";
}
