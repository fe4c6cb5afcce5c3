(loop [n 0]
  (recur (bit-xor n 1)))
