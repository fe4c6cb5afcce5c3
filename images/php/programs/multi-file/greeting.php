<?php
function greeting(): string
{
    return 'Hello from two files';
}
