#pragma once

long long gcd(long long a, long long b);
