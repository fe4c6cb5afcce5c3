main :: IO ()
main = getLine >>= putStrLn . ("你好, " ++)
