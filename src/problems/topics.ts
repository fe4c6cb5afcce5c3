/** Topics as they are compared: without white space around, in lower case, each once, in alphabetical order. */
import type { ProblemDefinition } from '../domain/problem.ts';

export const mostTopics = 32;
export const topicCharacters = 64;

export const topicsOf = (written: readonly string[] | undefined): Pick<ProblemDefinition, 'topics'> => {
  const named = (written ?? []).map((topic) => topic.trim().toLowerCase()).filter((topic) => topic !== '');
  return named.length === 0 ? {} : { topics: [...new Set(named)].sort() };
};
