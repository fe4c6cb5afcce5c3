// Asks whether one generic type is a subtype of another where the answer needs the question: javac recurses without end.
public class Main {
  interface Consumer<T> {}

  interface Nested<X> extends Consumer<Consumer<? super Nested<Nested<X>>>> {}

  static Consumer<? super Nested<String>> convert(Nested<String> nested) {
    return nested;
  }

  public static void main(String[] arguments) {
    System.out.println(convert(null));
  }
}
