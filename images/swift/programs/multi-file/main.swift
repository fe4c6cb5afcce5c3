print("Hello from \(files)")
