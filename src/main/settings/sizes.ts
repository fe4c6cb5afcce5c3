/** How large what is sent may be. */
import { largestDataBytes } from '../../domain/limits.ts';
import { defaultSizeLimits } from '../../http/options.ts';
import { mebibyte, whole } from './fields.ts';

export const sizesSettings = {
  bodyLimitBytes: whole(1024, 1024 * mebibyte)
    .default(defaultSizeLimits.bodyBytes)
    .describe('Largest request body.'),
  sourceLimitBytes: whole(1, 1024 * mebibyte)
    .default(defaultSizeLimits.sourceBytes)
    .describe('All source files of a submission together.'),
  sourceFileLimit: whole(1, 10_000)
    .default(defaultSizeLimits.files)
    .describe('Source files of a submission.'),
  testLimit: whole(1, 100_000).default(defaultSizeLimits.tests).describe('Tests of a submission.'),
  testFileLimitBytes: whole(1, 1024 * mebibyte)
    .default(defaultSizeLimits.testFileBytes)
    .describe('One input or one answer.'),
  testsLimitBytes: whole(1, 1024 * mebibyte)
    .default(defaultSizeLimits.testsBytes)
    .describe('All inputs and answers of a submission together.'),
  blobLimitBytes: whole(1, largestDataBytes)
    .default(defaultSizeLimits.blobBytes)
    .describe('One blob: an input or an answer that is put beforehand.'),
  packageLimitBytes: whole(1024, 2 ** 40)
    .default(defaultSizeLimits.packageBytes)
    .describe('One problem package, packed.'),
  packageUnpackedLimitBytes: whole(1024, 2 ** 42)
    .default(4096 * mebibyte)
    .describe('All that comes out of one problem package.'),
};
