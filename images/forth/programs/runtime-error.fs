s" this program always fails" exception throw
