;; Says what contest programs say, so that what they load is known.
(ns main
  (:require [clojure.string :as str]
            [clojure.set :as set])
  (:import (java.io BufferedReader InputStreamReader StreamTokenizer)
           (java.util ArrayDeque HashMap PriorityQueue)))

(set! *warn-on-reflection* false)

(defrecord Edge [to cost])

(defn sum-to [^long n]
  (loop [i 0 total 0]
    (if (> i n) total (recur (inc i) (+ total i)))))

(let [numbers (mapv #(Long/parseLong %) (str/split (read-line) #"\s+"))
      queue (PriorityQueue. 11 (comparator <))
      counts (reduce (fn [m x] (update m x (fnil inc 0))) (sorted-map) numbers)]
  (doseq [x numbers] (.add queue x))
  (println (apply + numbers) (apply max numbers) (str/join " " (sort numbers)) (.poll queue))
  (println (group-by odd? numbers) (frequencies numbers) counts)
  (println (->> (range 10) (filter even?) (map inc) (partition 2) (into #{}) count))
  (println (set/union #{1} #{2}) (transduce (map inc) + [1 2 3]) (sum-to 10))
  (printf "%.3f%n" 1.5)
  (println (aget ^longs (long-array 3) 0) (:to (->Edge 1 2)) (format "%d" 1) @(atom 1))
  (println (re-find #"\d+" "a1") (subs "abc" 1) (take 3 (iterate #(*' 2 %) 1N)) (compare [1] [2]))
  (flush))
