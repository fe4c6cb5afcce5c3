/**
 * Follows a submission to its verdict by server-sent events.
 *
 *   events from the last id known ──▶ finished ──▶ the submission as it stands
 *             ▲        │ broke off, or ended early (the server went away)
 *             └─ wait ◄┘
 */
import { eventSchema, submissionSchema } from './answers.ts';
import type { EventAnswer, SubmissionAnswer } from './answers.ts';
import type { Client } from './client.ts';
import { CliFailure, exitCodes } from './failure.ts';

export interface WatchDeps {
  readonly client: Client;
  readonly sleep: (ms: number) => Promise<void>;
  readonly onStep: (step: string) => void;
}

const mostInterruptions = 20;
const pauseMs = 500;

export const watchToVerdict = async (
  deps: WatchDeps,
  id: string,
): Promise<{ readonly value: SubmissionAnswer; readonly raw: unknown }> => {
  const path = `/v1/submissions/${encodeURIComponent(id)}`;
  let lastEventId: string | undefined;
  for (let interruptions = 0; interruptions <= mostInterruptions; interruptions += 1) {
    if (interruptions > 0) await deps.sleep(pauseMs);
    await follow(deps, `${path}/events`, lastEventId, (seen) => (lastEventId = seen));
    const answer = await lookUp(deps, path, interruptions);
    if (answer?.value.result !== undefined) return answer;
  }
  throw new CliFailure(
    exitCodes.unavailable,
    `the connection to ${deps.client.server} broke ${mostInterruptions} times; the submission goes on: GET ${path}`,
  );
};

/** A server that refuses the stream ends this; one that is away for a moment is tried again. */
const follow = async (
  { client, onStep }: WatchDeps,
  path: string,
  lastEventId: string | undefined,
  onId: (id: string) => void,
): Promise<void> => {
  try {
    await client.events(path, lastEventId, ({ id, data }) => {
      if (id !== undefined) onId(id);
      const event = eventSchema.safeParse(data);
      if (event.success) onStep(stepOf(event.data));
    });
  } catch (error) {
    if (!isPassing(error)) throw error;
  }
};

const lookUp = async (
  { client }: WatchDeps,
  path: string,
  interruptions: number,
): Promise<Awaited<ReturnType<typeof client.json<SubmissionAnswer>>> | undefined> => {
  try {
    return await client.json(submissionSchema, { path });
  } catch (error) {
    if (!isPassing(error) || interruptions === mostInterruptions) throw error;
    return undefined;
  }
};

const isPassing = (error: unknown): boolean =>
  error instanceof CliFailure && error.exitCode === exitCodes.unavailable;

const stepOf = (event: EventAnswer): string => {
  switch (event.type) {
    case 'queued':
      return `queued on ${event.decision.track} (${event.decision.runtime})`;
    case 'compiling':
      return 'compiling';
    case 'test':
      return `test ${event.index} of ${event.count}: ${event.verdict}`;
    case 'finished':
      return 'finished';
  }
};
