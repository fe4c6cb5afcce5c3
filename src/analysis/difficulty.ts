/**
 * How difficult a problem is, 0…1, by what became of its submissions.
 *
 * Four shares are taken of its past, each 0 where it is easy and 1 where it is hard:
 *
 *   refused    submissions that were not accepted, of all                              weight 0.45
 *   unsolved   users who have not solved it, of those who tried                               0.25
 *   repeated   submissions that were not a user's first, of all: 1 − 1 / (tries per user)     0.20
 *   time       of the time limit that accepted submissions used, on the mean                  0.10
 *
 * Each share p is estimated as a binomial proportion with a beta prior of mean m and strength κ, x being what was counted of n:
 *
 *   E p = (x + κ m) / (n + κ)        Var p = E p (1 − E p) / (n + κ + 1)
 *
 * and the difficulty is Σ w E p. Its deviation is Σ w √Var p, which is never too small, whatever the four have to do with each other. A share
 * of time is not a count but lies in 0…1, and no such thing varies more than a count with its mean does, so that its deviation is one at most.
 *
 * m and κ come from the problem's neighbours (empirical Bayes): those that have topics in common with it, weighed by s n / (n + 10), where
 * s is the share of topics in common of all that either has (Jaccard). One pseudo-neighbour of weight 1 and share ½ stands beside them. m is the
 * weighed mean of their shares; κ = m (1 − m) / v − 1 by the method of moments, v being their weighed variance less what chance alone
 * gives it, and lies between 2 and 4 + 8 Σ weights, 50 at most: a few neighbours that agree by chance are not taken for certain. Without
 * neighbours the prior is beta(2, 2).
 *
 * Properties, each tested: it lies in 0…1; it rises with each of the four shares, the others staying; it is the prior's mean where the
 * problem has no past, and tends to Σ w x/n as n grows, the deviation to 0; the neighbours' say falls like κ / (n + κ).
 *
 * Sources: J. C. Kleinman, "Proportions with extraneous variance: single and independent samples", JASA 68 (1973) 46–54, for the beta-binomial
 * prior by moments; B. Efron and C. Morris, "Data analysis using Stein's estimator and its generalizations", JASA 70 (1975) 311–319, for
 * the shrinkage. The weights are ours.
 */
import type { DifficultyEstimate, JudgedProblem, ProblemSums } from '../domain/problem-sums.ts';

interface Share {
  readonly weight: number;
  /** What was counted, of how many. */
  readonly of: (sums: ProblemSums) => { readonly counted: number; readonly all: number };
}

const shares: readonly Share[] = [
  { weight: 0.45, of: (sums) => ({ counted: sums.submissions - sums.accepted, all: sums.submissions }) },
  // Users are counted by sketches of their own, so that more may seem to have solved it than tried.
  { weight: 0.25, of: (sums) => ({ counted: Math.max(0, sums.tried - sums.solved), all: sums.tried }) },
  { weight: 0.2, of: (sums) => ({ counted: Math.max(0, sums.ofUsers - sums.tried), all: sums.ofUsers }) },
  { weight: 0.1, of: (sums) => ({ counted: sums.timeShare, all: sums.accepted }) },
];

const priorMean = 0.5;
const leastStrength = 2;
const strengthAlone = 4;
const strengthPerNeighbour = 8;
const mostStrength = 50;
/** Submissions at which a neighbour has half of the say that it could have. */
const halfHeardAt = 10;

interface Neighbour {
  readonly likeness: number;
  readonly sums: ProblemSums;
}

interface Prior {
  readonly mean: number;
  readonly strength: number;
}

/**
 * @param others - problems of the same tenant; those without topics in common have no say, and nor has the problem itself.
 * @returns undefined where nothing at all is known: no submission of its own, and no neighbour that has one.
 */
export const estimateDifficulty = (
  problem: JudgedProblem,
  others: Iterable<JudgedProblem>,
): DifficultyEstimate | undefined => {
  const neighbours = neighboursOf(problem, others);
  const { submissions } = problem.sums;
  if (submissions === 0 && neighbours.length === 0) return undefined;
  let difficulty = 0;
  let deviation = 0;
  for (const { weight, of } of shares) {
    const { mean, strength } = priorOf(neighbours, of);
    const { counted, all } = of(problem.sums);
    const share = Math.min(1, (counted + strength * mean) / (all + strength));
    difficulty += weight * share;
    deviation += weight * Math.sqrt((share * (1 - share)) / (all + strength + 1));
  }
  return {
    difficulty: rounded(Math.min(1, difficulty)),
    deviation: rounded(deviation),
    submissions,
    neighbours: neighbours.length,
  };
};

const neighboursOf = (problem: JudgedProblem, others: Iterable<JudgedProblem>): Neighbour[] => {
  if (problem.topics.length === 0) return [];
  const topics = new Set(problem.topics);
  const found: Neighbour[] = [];
  for (const { id, topics: theirs, sums } of others) {
    if (id === problem.id || sums.submissions === 0) continue;
    const common = theirs.reduce((count, topic) => count + (topics.has(topic) ? 1 : 0), 0);
    if (common > 0) found.push({ likeness: common / (topics.size + theirs.length - common), sums });
  }
  return found;
};

const priorOf = (neighbours: readonly Neighbour[], of: Share['of']): Prior => {
  const heard = neighbours.flatMap(({ likeness, sums }) => {
    const { counted, all } = of(sums);
    if (all <= 0) return [];
    return [{ share: Math.min(1, counted / all), all, weight: (likeness * all) / (all + halfHeardAt) }];
  });
  const weights = heard.reduce((sum, { weight }) => sum + weight, 0);
  const mean = heard.reduce((sum, { share, weight }) => sum + weight * share, priorMean) / (weights + 1);
  if (weights === 0) return { mean, strength: strengthAlone };
  const variance =
    heard.reduce(
      (sum, { share, all, weight }) => sum + weight * ((share - mean) ** 2 - (share * (1 - share)) / all),
      0,
    ) / weights;
  const most = Math.min(mostStrength, strengthAlone + strengthPerNeighbour * weights);
  const byMoments = variance <= 0 ? most : (mean * (1 - mean)) / variance - 1;
  return { mean, strength: Math.min(most, Math.max(leastStrength, byMoments)) };
};

const rounded = (value: number): number => Math.round(value * 1e4) / 1e4;
