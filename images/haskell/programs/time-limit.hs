import Data.Bits (xor)
import Data.IORef

main :: IO ()
main = newIORef (0 :: Int) >>= spin
  where
    spin cell = modifyIORef' cell (xor 1) >> spin cell
