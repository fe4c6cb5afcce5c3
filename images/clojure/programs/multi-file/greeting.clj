(ns greeting)

(def files "two files")
