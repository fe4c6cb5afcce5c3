module Greeting (files) where

files :: String
files = "two files"
