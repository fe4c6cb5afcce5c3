class Greeting {
    static final String FILES = 'two files'
}
