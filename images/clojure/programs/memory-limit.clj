(defn block []
  (doto (byte-array 1048576)
    (java.util.Arrays/fill (byte 1))))

(loop [blocks ()]
  (recur (conj blocks (block))))
