// An annotation processor: code that the compiler would run while it compiles. It ends the compiler with a telling code.
import java.util.Set;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.RoundEnvironment;
import javax.annotation.processing.SupportedAnnotationTypes;
import javax.lang.model.element.TypeElement;

@SupportedAnnotationTypes("*")
public class Processor extends AbstractProcessor {
  static {
    if (System.getProperty("java.class.path").isEmpty()) Runtime.getRuntime().halt(77);
  }

  @Override
  public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
    Runtime.getRuntime().halt(77);
    return true;
  }
}
