/** Rows about compilers: the command of runtime.yaml in the sandbox beside the plain one in the same image. */
import type { RuntimeFacts } from '../src/domain/runtime.ts';
import { liveCompiling, noInput, readSource, sourceFile } from './program.ts';
import { atMostTimes, timedRow } from './rows.ts';
import type { GoalOf, Row } from './rows.ts';
import { tryRows } from './sandbox-bench.ts';
import type { SandboxBench } from './sandbox-bench.ts';
import { inTurn, withBare } from './twins.ts';

interface Subject {
  readonly name: string;
  readonly runtime: RuntimeFacts;
  readonly source: string;
  readonly twin: string;
  /** What is compiled bare, where it is not the same text. */
  readonly twinSource?: string;
  readonly twinArgv: readonly string[];
  readonly goal?: GoalOf;
  readonly blocks: number;
}

export const measureCompilers = async (bench: SandboxBench): Promise<Row[]> => {
  const rows: Row[] = [];
  for (const subject of await subjects(bench)) {
    rows.push(...(await tryRows(bench, subject.name, () => measure(bench, subject))));
  }
  return rows;
};

const measure = async ({ lifecycle, worker, quick }: SandboxBench, subject: Subject): Promise<Row> => {
  const { runtime, source, twinSource = source, twinArgv, blocks } = subject;
  const setting = {
    image: runtime.image.id,
    core: worker.core,
    files: [sourceFile(runtime, twinSource)],
    input: noInput,
    compile: 'mkdir /w/out',
  };
  const samples = await withBare(lifecycle, setting, (bare) =>
    inTurn(
      quick ? 1 : blocks,
      async () => (await liveCompiling(worker.sandboxes, runtime, source)).runs,
      () => bare.measure(1, { argv: twinArgv }),
    ),
  );
  return timedRow(`compile: ${subject.name}`, samples, subject.twin, subject.goal);
};

const subjects = async ({ runtimes }: SandboxBench): Promise<Subject[]> => [
  ...(await cppSubjects(runtimes.cpp)),
  ...(await javaSubjects(runtimes.java)),
  {
    name: 'Go with the standard library cached',
    runtime: runtimes.go,
    source: await readSource('hello.go'),
    twin: 'go build, empty cache',
    twinArgv: [
      '/bin/sh',
      '-c',
      `rm -rf /w/cache && ${coldGo} /usr/lib/go-1.24/bin/go build -o /w/out/main /w/main.go`,
    ],
    blocks: 3,
  },
];

const coldGo = 'HOME=/w GOCACHE=/w/cache GOPATH=/w/go GOFLAGS=-trimpath CGO_ENABLED=0';

/**
 * A token before the include rules out a precompiled header, by GCC's own rules. The plain compiler always gets such a source: it
 * shows what the header costs without any help.
 */
const withoutPrecompiled = (source: string): string => `extern int first_token;\n${source}`;

const cppSubjects = async (runtime: RuntimeFacts): Promise<Subject[]> => {
  const sum = await readSource('sum.cpp');
  const subject = (name: string, source: string, goal?: GoalOf): Subject => ({
    name,
    runtime,
    source,
    twin: 'g++ -std=gnu++20 -O2',
    twinSource: withoutPrecompiled(source),
    twinArgv: ['/usr/bin/g++-14', '-std=gnu++20', '-O2', '-o', '/w/out/main', '/w/main.cpp'],
    ...(goal === undefined ? {} : { goal }),
    blocks: 8,
  });
  const contest = atMostTimes(0.5);
  return [
    subject('C++ a + b, bits/stdc++.h', sum, atMostTimes(0.35)),
    subject('the same, header not precompiled', withoutPrecompiled(sum)),
    subject('C++ segment tree', await readSource('segment-tree.cpp'), contest),
    subject('C++ Dijkstra, #define int long long', await readSource('dijkstra.cpp'), contest),
    subject(
      'C++ dynamic programming, #pragma and #define first',
      await readSource('dynamic-programming.cpp'),
      contest,
    ),
  ];
};

const javaSubjects = async (runtime: RuntimeFacts): Promise<Subject[]> => {
  const subject = (name: string, source: string, goal: GoalOf, blocks: number): Subject => ({
    name,
    runtime,
    source,
    twin: 'javac',
    twinArgv: ['/usr/bin/javac', '-d', '/w/out', '/w/Main.java'],
    goal,
    blocks,
  });
  return [
    subject('Java hello', await readSource('Hello.java'), atMostTimes(0.6), 10),
    subject('Java Dijkstra', await readSource('Contest.java'), atMostTimes(0.6), 10),
    subject('Java of 3 000 lines', longJava(3_000), atMostTimes(1), 6),
  ];
};

/** A Java source of about so many lines, in which no two methods are alike. */
const longJava = (lines: number): string => {
  const linesOfMethod = 12;
  const methods = Array.from(
    { length: Math.floor(lines / linesOfMethod) },
    (_, index) => `    static long step${index}(List<Long> values, Map<String, Long> seen) {
        long sum = ${index};
        for (long value : values) {
            if (value % ${index + 2} == 0) {
                sum += value * ${index + 1}L;
            } else {
                sum ^= seen.getOrDefault("k" + value, ${index}L);
            }
        }
        seen.merge("k${index}", sum, Long::sum);
        return sum + values.stream().mapToLong(each -> each - ${index}).max().orElse(0);
    }
`,
  );
  const calls = methods.map((_, index) => `        sum += step${index}(values, seen);`).join('\n');
  return `import java.util.*;

public class Main {
${methods.join('')}
    public static void main(String[] args) {
        List<Long> values = new ArrayList<>(List.of(1L, 2L, 3L));
        Map<String, Long> seen = new HashMap<>();
        long sum = 0;
${calls}
        System.out.println(sum);
    }
}
`;
};
