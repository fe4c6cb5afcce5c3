import greeting

echo "Hello from ", files
