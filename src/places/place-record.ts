/**
 * A record of a database, as far as it is understood. There is no one schema for them: what MaxMind's own databases (GeoLite2, GeoIP2), DB-IP's
 * and those of ip-location-db write is read; what is missing or of another kind is not there.
 */
import { z } from 'zod';
import type { Place } from '../domain/place.ts';

const word = z.string().min(1).max(128).optional().catch(undefined);
const country = z.object({ iso_code: word }).optional().catch(undefined);

const recordSchema = z.object({
  country,
  registered_country: country,
  country_code: word,
  city: z
    .union([z.string().min(1).max(128), z.object({ names: z.object({ en: word }) })])
    .optional()
    .catch(undefined),
  isp: word,
  organization: word,
  autonomous_system_organization: word,
  traits: z.object({ isp: word, organization: word }).optional().catch(undefined),
});

export const placeOfRecord = (record: unknown): Place => {
  const parsed = recordSchema.safeParse(record).data;
  if (parsed === undefined) return {};
  const code = (
    parsed.country?.iso_code ??
    parsed.country_code ??
    parsed.registered_country?.iso_code
  )?.toUpperCase();
  const city = typeof parsed.city === 'object' ? parsed.city.names.en : parsed.city;
  const isp =
    parsed.isp ??
    parsed.traits?.isp ??
    parsed.organization ??
    parsed.traits?.organization ??
    parsed.autonomous_system_organization;
  return {
    ...(code !== undefined && /^[A-Z]{2}$/.test(code) ? { country: code } : {}),
    ...(city === undefined ? {} : { city }),
    ...(isp === undefined ? {} : { isp }),
  };
};
