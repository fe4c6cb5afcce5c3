if true; then
    echo 'never ended'
