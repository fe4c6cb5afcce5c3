main :: IO ()
main = print (head (filter (> 9) [1 .. 9 :: Int]))
