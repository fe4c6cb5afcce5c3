main :: IO ()
main = putStrLn "Hello, Serin!"
