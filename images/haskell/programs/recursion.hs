main :: IO ()
main = readLn >>= print . sumTo

sumTo :: Integer -> Integer
sumTo 0 = 0
sumTo n = n + sumTo (n - 1)
