import { expect, test } from 'vitest';
import { startService } from '../../bench/service.ts';
import type { Service } from '../../bench/service.ts';
import { finished, post } from '../support/client.ts';

/** A program per language that adds two numbers, and one that gets it wrong. */
const programs: Readonly<Record<string, { right: string; wrong: string }>> = {
  c: {
    right: '#include <stdio.h>\nint main(void){int a,b;scanf("%d %d",&a,&b);printf("%d\\n",a+b);}',
    wrong: '#include <stdio.h>\nint main(void){puts("0");}',
  },
  cpp: {
    right: '#include <iostream>\nint main(){int a,b;std::cin>>a>>b;std::cout<<a+b;}',
    wrong: '#include <iostream>\nint main(){std::cout<<0;}',
  },
  python: { right: 'print(sum(map(int, input().split())))', wrong: 'print(0)' },
  javascript: {
    right: "const [a,b]=require('fs').readFileSync(0,'utf8').split(' ').map(Number);console.log(a+b)",
    wrong: 'console.log(0)',
  },
  java: {
    right:
      'import java.util.*;public class Main{public static void main(String[] x){Scanner s=new Scanner(System.in);System.out.println(s.nextInt()+s.nextInt());}}',
    wrong: 'public class Main{public static void main(String[] x){System.out.println(0);}}',
  },
  go: {
    right: 'package main\nimport "fmt"\nfunc main(){var a,b int;fmt.Scan(&a,&b);fmt.Println(a+b)}',
    wrong: 'package main\nimport "fmt"\nfunc main(){fmt.Println(0)}',
  },
  rust: {
    right:
      'use std::io::*;fn main(){let mut s=String::new();stdin().read_to_string(&mut s).unwrap();println!("{}",s.split_whitespace().map(|x|x.parse::<i64>().unwrap()).sum::<i64>())}',
    wrong: 'fn main(){println!("0")}',
  },
};

const serving = async (flags: readonly string[], use: (service: Service) => Promise<void>): Promise<void> => {
  const service = await startService({ flags });
  try {
    await use(service);
  } finally {
    await service.close();
  }
};

test('200 submissions at once in mixed languages: every verdict is right and none is lost', async () => {
  await serving([], async (service) => {
    const languages = Object.keys(programs);
    const submissions = Array.from({ length: 200 }, (_, index) => {
      const language = languages[index % languages.length] ?? 'c';
      const right = Math.floor(index / languages.length) % 2 === 0;
      const program = programs[language];
      const source = right ? program?.right : program?.wrong;
      const body = {
        language,
        source,
        tests: [{ input: `${index + 1} 1`, answer: String(index + 2) }],
        limits: { cpuMs: 5_000, wallMs: 20_000 },
        track: index % 3 === 0 ? 'canary' : 'stable',
      };
      return { body, expected: right ? 'accepted' : 'wrong_answer' };
    });
    const replies = await Promise.all(submissions.map(({ body }) => post(service.url, body)));
    expect(replies.map((reply) => reply.status)).toEqual(replies.map(() => 202));
    const ids = replies.map((reply) => reply.body.id);
    expect(new Set(ids).size).toBe(200);
    const answers = await Promise.all(ids.map((id) => finished(service.url, id, 240_000)));
    const got = answers.map(
      (answer, index) => `${submissions[index]?.body.language ?? ''} ${answer.result?.verdict ?? ''}`,
    );
    expect(got).toEqual(submissions.map(({ body, expected }) => `${body.language} ${expected}`));
  });
});

test('a full queue refuses with 503 and a time to come back, and keeps what it promised', async () => {
  await serving(['--queue-limit', '5'], async (bounded) => {
    const slow = {
      language: 'python',
      source: 'import time\ntime.sleep(0.3)\nprint(1)',
      tests: [{ input: '', answer: '1' }],
    };
    const replies = await Promise.all(Array.from({ length: 20 }, () => post(bounded.url, slow)));
    const accepted = replies.filter((reply) => reply.status === 202);
    const refused = replies.filter((reply) => reply.status === 503);
    expect(accepted.length + refused.length).toBe(20);
    expect(accepted.length).toBeGreaterThanOrEqual(5);
    expect(refused.length).toBeGreaterThan(0);
    for (const reply of refused) {
      expect(reply.body.code).toBe('QUEUE_FULL');
      expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    for (const reply of accepted) {
      const answer = await finished(bounded.url, reply.body.id);
      expect(answer.result?.verdict).toBe('accepted');
    }
  });
});
