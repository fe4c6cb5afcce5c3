import type { Dimensions } from './dimensions-schema.ts';

interface Place {
  readonly country?: string;
  readonly city?: string;
  readonly isp?: string;
}

type Region = NonNullable<Dimensions['spec']['regions']>[number];

/** The first region of which every given key holds. Case aside, since databases write cities as they please. */
export const regionFinder = (regions: readonly Region[]): ((place: Place) => string | undefined) => {
  const rows = regions.map(({ region, country, city, isp }) => ({
    region,
    country: lowered(country),
    city: lowered(city),
    isp: lowered(isp),
  }));
  return (place) =>
    rows.find(
      (row) => holds(row.country, place.country) && holds(row.city, place.city) && holds(row.isp, place.isp),
    )?.region;
};

const lowered = (names: readonly string[] | undefined): ReadonlySet<string> | undefined =>
  names && new Set(names.map((name) => name.toLowerCase()));

const holds = (wanted: ReadonlySet<string> | undefined, found: string | undefined): boolean =>
  wanted === undefined || (found !== undefined && wanted.has(found.toLowerCase()));
