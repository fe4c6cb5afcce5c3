package java.lang;

/** A class in a package of the platform, to be taken for one of its own. */
public class Trusted {}
