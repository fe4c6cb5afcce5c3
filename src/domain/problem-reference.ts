/** Which revision a submission is judged by. Fixed when it is accepted. */
export interface ProblemReference {
  readonly id: string;
  readonly revision: number;
  readonly digest: string;
}
