import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { RuntimeManifest } from '../../../src/domain/runtime.ts';
import { loadManifests } from '../../../src/workshop/load-manifest.ts';

/*
 * What the images hold to make compilers fast must be used, with the very commands of runtime.yaml, and must change no program.
 * Nothing here looks at a clock: each test asks the compiler what it did, or compares what it made.
 */

/** Another repository name tries recipes before they become the images of the service. */
const prefix = process.env['SERIN_TEST_IMAGE_PREFIX'] ?? 'serin';
const repository = new URL('../../../', import.meta.url);
const seccompProfile = fileURLToPath(new URL('sandboxes/seccomp/profile.json', repository));

const manifestOf = (runtime: string): RuntimeManifest => {
  const path = `images/${runtime}/runtime.yaml`;
  return loadManifests(path, readFileSync(new URL(path, repository), 'utf8'))[0];
};

/** The image's tag is the folder's version: `cpp/14` is `serin/cpp:14`. */
const imageOf = (runtime: string): string => `${prefix}/${runtime.replace('/', ':')}`;

const sandboxFlags = [
  '--rm',
  '--interactive',
  '--read-only',
  '--network=none',
  '--cap-drop=ALL',
  '--user=199999:199999',
  '--memory=1400m',
  '--security-opt=no-new-privileges',
  `--security-opt=seccomp=${seccompProfile}`,
  '--tmpfs=/box:rw,nosuid,nodev,exec,mode=1777,size=268435456',
  '--tmpfs=/app:rw,nosuid,nodev,exec,mode=1777,size=134217728',
  '--tmpfs=/tmp:rw,nosuid,nodev,noexec,mode=1777,size=134217728',
  '--entrypoint=/usr/bin/env',
];

interface Section {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const sectionOf = (manifest: RuntimeManifest, phase: 'compile' | 'run'): Section => {
  const section = manifest[phase];
  if (section === undefined) throw new Error(`${manifest.language} has no ${phase} section`);
  return section;
};

/**
 * What a script says in a container like a sandbox. The source lies in `/app` as the entry file, `"$@"` is the command of the
 * section, and the environment is that of the section.
 */
const inImage = async (
  runtime: string,
  source: string,
  script: string,
  phase: 'compile' | 'run' = 'compile',
): Promise<string> => {
  const manifest = manifestOf(runtime);
  const { argv, env } = sectionOf(manifest, phase);
  const entry = manifest.source.file;
  const command = argv.map((word) =>
    word.replace('{sources}', `/app/${entry}`).replace('{source}', entry).replace('{memoryMiB}', '256'),
  );
  const settings = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const whole = `set -eu; cd /box; cat > /app/${entry}\n${script}`;
  const { status, stdout, stderr } = await docker(
    [
      ...['run', ...sandboxFlags, imageOf(runtime), '-i', ...settings],
      ...['/bin/sh', '-c', whole, 'compilers.test', ...command],
    ],
    source,
  );
  if (status !== 0) throw new Error(`${imageOf(runtime)}: exit ${String(status)}\n${stdout}\n${stderr}`);
  return stdout;
};

const docker = async (argv: readonly string[], input: string) => {
  const child = spawn('docker', argv);
  child.stdin.end(input);
  const [stdout, stderr, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  return { status, stdout, stderr };
};

const cppProgram = `#include <bits/stdc++.h>
using namespace std;
int main() {
  map<string, vector<int>> groups;
  for (int i = 0; i < 10; i++) groups[to_string(i % 3)].push_back(i);
  for (auto &[name, members] : groups) cout << name << accumulate(members.begin(), members.end(), 0) << ' ';
  try { cout << stoi("x"); } catch (const invalid_argument &) { cout << "no number" << endl; }
}
`;

/** The same header where no precompiled one lies beside it. */
const withoutPrecompiled =
  'mkdir -p plain/bits; cp "$(dirname "$(find /usr/include -name stdc++.h.gch)")/stdc++.h" plain/bits/;';

describe.concurrent.each(['cpp/14', 'cpp/16'])('%s', (runtime) => {
  test('takes the precompiled header for the flags of runtime.yaml', async () => {
    const said = await inImage(runtime, cppProgram, '"$@" -H 2>&1');
    expect(said).toMatch(/^! \S+\/bits\/stdc\+\+\.h\.gch\/\S+$/m);
  });

  test('makes the same program with the precompiled header and without it', async () => {
    const script = `"$@"; mv program with; ${withoutPrecompiled}
      "$@" -I/box/plain -H 2> said; mv program without
      grep -q '^\\.* */box/plain/bits/stdc++.h' said
      if grep -q '\\.gch' said; then exit 9; fi
      cmp with without; ./with`;
    expect(await inImage(runtime, cppProgram, script)).toBe('018 112 215 no number\n');
  });

  test.each([
    [
      '#define _GLIBCXX_DEBUG',
      '#include <bits/stdc++.h>\nint main() { std::cout << (sizeof(std::vector<int>) > 3 * sizeof(void *)); }',
      '1',
    ],
    [
      '#undef ONLINE_JUDGE',
      '#include <bits/stdc++.h>\nint main() {\n#ifdef ONLINE_JUDGE\nputs("judge");\n#else\nputs("home");\n#endif\n}',
      'home\n',
    ],
    [
      '#define NDEBUG',
      '#include <bits/stdc++.h>\n#include <cassert>\nint main() { assert(false); puts("off"); }',
      'off\n',
    ],
    ['#pragma GCC optimize("O3")', cppProgram, '018 112 215 no number\n'],
    [
      '#pragma GCC target("avx2")',
      '#include <bits/stdc++.h>\n#include <immintrin.h>\nint main() {\n#ifdef __AVX2__\nputs("avx2");\n#endif\n__m256i a = _mm256_set1_epi32(20); std::cout << sizeof a; }',
      'avx2\n32',
    ],
  ])('obeys %s before the include', async (line, rest, answer) => {
    const script = `"$@"; mv program with; ${withoutPrecompiled} "$@" -I/box/plain; cmp with program; ./with`;
    expect(await inImage(runtime, `${line}\n${rest}\n`, script)).toBe(answer);
  });

  test('refuses #define int long long before the include, as GCC does by itself: the header says long int', async () => {
    const source =
      '#define int long long\n#include <bits/stdc++.h>\nsigned main() { return sizeof(int) - 8; }\n';
    const script = `if "$@" 2> said; then exit 9; fi; ${withoutPrecompiled}
      if "$@" -I/box/plain 2> plainly; then exit 9; fi
      grep -q 'too long for GCC' said; grep -q 'too long for GCC' plainly; echo refused`;
    expect(await inImage(runtime, source, script)).toBe('refused\n');
  });
});

const javaProgram = `import java.util.*;
import java.util.stream.*;

public class Main {
  record Pair(int a, String b) {}
  interface Shape { default double area() { return 0; } }
  public static void main(String[] args) {
    Map<Integer, List<Pair>> groups =
        IntStream.range(0, 9).mapToObj(i -> new Pair(i, "p" + i)).collect(Collectors.groupingBy(p -> p.a() % 3));
    Shape shape = new Shape() { public double area() { return 2; } };
    System.out.println(groups.get(1).size() + " " + new Scanner("7").nextInt() + " " + shape.area());
  }
}
`;

describe.concurrent.each(['java/21', 'java/25'])('%s', (runtime) => {
  test('loads the compiler from the archive of the image', async () => {
    const said = await inImage(
      runtime,
      javaProgram,
      '"$@" -J-Xlog:class+load:file=/tmp/loaded; cat /tmp/loaded',
    );
    const compilerClasses = said.split('\n').filter((line) => line.includes(' com.sun.tools.javac.'));
    const archived = compilerClasses.filter((line) => line.includes('source: shared objects file'));
    expect(compilerClasses.length).toBeGreaterThan(500);
    expect(archived.length / compilerClasses.length).toBeGreaterThan(0.95);
  });

  test('makes the same class files with the archive and the quick JIT as without both', async () => {
    const script = `"$@"; mkdir with plain; mv *.class with
      /usr/bin/javac -J-Xshare:off -proc:none -encoding UTF-8 -d plain /app/Main.java
      diff -r with plain; ls with | wc -l`;
    expect(await inImage(runtime, javaProgram, script)).toBe('4\n');
  });

  test('compiles without a word when the archive does not fit', async () => {
    expect(await inImage(runtime, javaProgram, '"$@" -J-XX:-UseCompressedOops 2>&1')).toBe('');
  });

  test('starts programs with classes of the image’s archive, and says nothing of its own', async () => {
    const build = '/usr/bin/javac -d /app /app/Main.java;';
    expect(await inImage(runtime, javaProgram, `${build} "$@"`, 'run')).toBe('3 7 2.0\n');
    // After its flags, which switch logging off, and before the class path and the class.
    const loads = `${build} IFS='
'; flags=$(printf '%s\\n' "$@" | head -n -3); $flags -Xlog:class+load:file=/tmp/loaded -cp /app Main > /tmp/out; cat /tmp/loaded`;
    const loaded = await inImage(runtime, javaProgram, loads, 'run');
    expect(loaded).toMatch(/ java\.util\.Scanner source: shared objects file/);
    expect(loaded).toMatch(/ java\.util\.stream\.Collectors source: shared objects file/);
  });

  test('keeps stdout clean when the archive cannot be used by the program’s machine', async () => {
    const script =
      '/usr/bin/javac -d /app /app/Main.java; java=$1; shift; "$java" -XX:-UseCompressedOops "$@" 2>/dev/null';
    expect(await inImage(runtime, javaProgram, script, 'run')).toBe('3 7 2.0\n');
  });
});

const goProgram = `package main

import (
	"bufio"
	"container/heap"
	"fmt"
	"math/big"
	"os"
	"regexp"
	"slices"
	"sort"
	"strings"
)

type ints struct{ sort.IntSlice }

func (x *ints) Push(v any) { x.IntSlice = append(x.IntSlice, v.(int)) }
func (x *ints) Pop() any   { return nil }

func main() {
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	q := &ints{[]int{3, 1, 2}}
	heap.Init(q)
	words := strings.Fields("b a")
	slices.Sort(words)
	fmt.Fprintln(out, q.IntSlice[0], words, big.NewInt(7), regexp.MustCompile("a+").MatchString("aa"))
}
`;

describe.concurrent.each(['go/1.24', 'go/1.27'])('%s', (runtime) => {
  test('compiles the program alone: the standard library comes from the image', async () => {
    const script = `go=$1; shift 2; "$go" build -x "$@" 2>&1 | sed -n 's/.*compile -o .* -p \\([^ ]*\\) .*/\\1/p'`;
    expect(await inImage(runtime, goProgram, script)).toBe('main\n');
  });

  test('makes a working program and leaves nothing else in the work directory', async () => {
    expect(await inImage(runtime, goProgram, '"$@"; ls -A /box; ./program')).toBe(
      'program\n1 [a b] 7 true\n',
    );
  });
});
