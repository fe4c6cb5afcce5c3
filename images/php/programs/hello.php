<?php
echo "Hello, Serin!\n";
