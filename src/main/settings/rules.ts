/** Gray rules, and what is known of whoever submits. */
import { isIP } from 'node:net';
import { z } from 'zod';
import { directory, distinct, file, listError, oneOf, text, yesOrNo } from './fields.ts';

const secretHeaders = new Set(['authorization', 'proxy-authorization', 'cookie', 'set-cookie']);

/** As `@fastify/proxy-addr` takes them. */
const isProxy = (written: string): boolean => {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(written)) return true;
  const [address = '', bits, ...more] = written.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
};
const proxyError = 'must be an address, a range such as 10.0.0.0/8, or loopback, linklocal or uniquelocal';

export const rulesSettings = {
  rulesApproval: z
    .enum(['rules', 'all'], oneOf)
    .default('rules')
    .describe(
      'Which changes of gray rules somebody else than the author has to approve: those of rules that ask for it (rules), or all.',
    ),
  rulesDir: directory
    .default('rules')
    .describe('Directory with gray rules: what lies there is published when the API starts.'),
  rulesWatch: yesOrNo()
    .default(true)
    .describe(
      'Publish what changes in rulesDir while the API runs; otherwise it is read at the start alone.',
    ),
  countryDatabase: file
    .optional()
    .describe(
      'Database of countries by address, in the MaxMind format; replaced files are taken while running. By default the one of @ip-location-db/geo-whois-asn-country-mmdb.',
    ),
  cityDatabase: file.optional().describe('The same of cities. By default there is none.'),
  ispDatabase: file
    .optional()
    .describe('The same of providers or autonomous systems. By default there is none.'),
  trustedProxies: z
    .array(text().refine(isProxy, proxyError), listError)
    .refine(distinct, 'names a proxy twice')
    .default([])
    .describe(
      "Addresses and ranges (10.0.0.0/8), or loopback, of proxies in front of the API whose X-Forwarded-For and User-Agent are taken for the user's. By default nobody is believed.",
    ),
  ruleHeaders: z
    .array(text().regex(/^[A-Za-z0-9-]{1,64}$/, 'must be the name of a header'), listError)
    .max(16, 'must name 16 headers at most')
    .refine((names) => distinct(names.map((name) => name.toLowerCase())), 'names a header twice')
    .refine(
      (names) => !names.some((name) => secretHeaders.has(name.toLowerCase())),
      'must not name a header that holds a secret: Authorization, Proxy-Authorization, Cookie',
    )
    .default([])
    .describe('Headers of submissions that gray rules may decide by, 16 at most.'),
};
