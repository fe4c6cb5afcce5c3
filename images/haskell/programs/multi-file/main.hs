import Greeting (files)

main :: IO ()
main = putStrLn ("Hello from " ++ files)
