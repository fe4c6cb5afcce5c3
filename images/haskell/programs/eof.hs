main :: IO ()
main = do
  numbers <- map read . words <$> getContents :: IO [Integer]
  putStrLn (show (length numbers) ++ " " ++ show (sum numbers))
