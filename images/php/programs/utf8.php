<?php
echo '你好, ', fgets(STDIN);
