<?php
echo "never ended"
