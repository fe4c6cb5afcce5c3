/** What a submission's words are held against: the rules' own words, what is known of addresses, what became of problems. */
import { createRequire } from 'node:module';
import type { GraySnapshot } from '../gray/context.ts';
import type { HttpPorts } from '../http/ports.ts';
import { AddressPlaces } from '../places/address-places.ts';
import { Difficulties } from './difficulties.ts';
import { repeat } from './repeat.ts';
import type { Shared } from './shared.ts';

const lookEveryMs = 5_000;

const require = createRequire(import.meta.url);

const shippedDatabase = (): string =>
  require.resolve('@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb');

/**
 * @param rules - asked anew for each submission: rules change while the server runs.
 * @throws SerinError CONFIG_INVALID when a database of addresses cannot be read
 */
export const openFacts = async (
  shared: Shared,
  rules: () => Pick<GraySnapshot, 'userLevels' | 'regionOf'>,
): Promise<HttpPorts['facts']> => {
  const { config, lifecycle, log, monotonic } = shared;
  const places = await AddressPlaces.open(
    { log },
    {
      country: config.countryDatabase ?? shippedDatabase(),
      ...(config.cityDatabase === undefined ? {} : { city: config.cityDatabase }),
      ...(config.ispDatabase === undefined ? {} : { isp: config.ispDatabase }),
    },
  );
  const looking = repeat('address databases', lookEveryMs, log, () => places.look());
  lifecycle.add('address databases', () => looking.stop());
  const difficulties = new Difficulties({
    judged: (tenant, most) => shared.problems.sums.judged(tenant, most),
    monotonic,
    log,
  });
  return {
    userLevels: () => rules().userLevels,
    placeOf: (address) => places.placeOf(address),
    regionOf: (place) => rules().regionOf(place),
    difficultyOf: (tenant, problem, topics) => difficulties.estimate(tenant, problem, topics),
    latestDifficultyOf: (tenant, problem, topics) => difficulties.latest(tenant, problem, topics),
  };
};
