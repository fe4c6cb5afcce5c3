/** Where sources, test data and results live. */
import { z } from 'zod';
import { oneOf, text } from './fields.ts';

export const blobsSettings = {
  blobStore: z
    .enum(['directory', 's3'], oneOf)
    .default('directory')
    .describe('Where sources, test data and results live: below dataDir/blobs, or in a bucket (s3).'),
  s3Bucket: text()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{1,62}$/, 'must be the name of a bucket')
    .optional()
    .describe("The bucket. Credentials are the AWS SDK's to find: AWS_ACCESS_KEY_ID, a profile, a role."),
  s3Endpoint: text()
    .regex(/^https?:\/\/[^\s/?#@]+\/?$/, 'must be http:// or https:// and a host, without a path')
    .optional()
    .describe('An S3-compatible service, spoken to path-style. By default Amazon S3.'),
  s3Region: text()
    .regex(/^[A-Za-z0-9-]{1,64}$/, 'must be the name of a region')
    .default('us-east-1')
    .describe('Region of the bucket; services that have none take any.'),
  s3Prefix: text()
    .regex(
      /^([A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*\/?)?$/,
      'must be words of letters, digits, "_", "." and "-", with "/" between',
    )
    .max(200, 'must have 200 characters at most')
    .default('')
    .describe('Before the name of every object, so that a bucket may be shared.'),
};
