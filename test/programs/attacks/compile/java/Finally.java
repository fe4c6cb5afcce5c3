// Each level of try and finally doubles the code that javac makes of the innermost line: 2^22 copies.
public class Main {
  static int count;

  public static void main(String[] arguments) {
    try { count++; } finally {
    try { count++; } finally {
    try { count++; } finally {
    try { count++; } finally {
    try { count++; } finally {
    try { count++; } finally {
    try { count++; } finally {
    try { count++; } finally {
    try { count++; } finally {
    try { count++; } finally {
    try { count++; } finally {
    try { count++; } finally {
    try { count++; } finally {
    try { count++; } finally {
    try { count++; } finally {
    try { count++; } finally {
    try { count++; } finally {
    try { count++; } finally {
    try { count++; } finally {
    try { count++; } finally {
    try { count++; } finally {
    try { count++; } finally {
    count += arguments.length;
    }}}}}}}}}}}}}}}}}}}}}}
    System.out.println(count);
  }
}
