import qualified Data.ByteString.Builder as Builder
import qualified Data.ByteString.Char8 as Bytes
import Data.List (unfoldr)
import System.IO (stdout)

main :: IO ()
main = do
  text <- Bytes.getContents
  let count : numbers = unfoldr (Bytes.readInt . Bytes.dropWhile (<= ' ')) text
  Builder.hPutBuilder stdout (sums count numbers)

sums :: Int -> [Int] -> Builder.Builder
sums n (a : b : rest) | n > 0 = Builder.intDec (a + b) <> Builder.char7 '\n' <> sums (n - 1) rest
sums _ _ = mempty
