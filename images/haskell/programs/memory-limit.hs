import qualified Data.ByteString as Bytes

main :: IO ()
main = grow []

grow :: [Bytes.ByteString] -> IO ()
grow blocks = do
  let block = Bytes.replicate 1048576 (fromIntegral (length blocks))
  if Bytes.last block == 0 && length blocks > 1000000 then print (map Bytes.length blocks) else grow (block : blocks)
