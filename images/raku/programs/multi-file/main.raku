use Greeting;

say greeting;
