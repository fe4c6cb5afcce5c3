import { expect, test } from 'vitest';
import { placeOfRecord } from '../../../src/places/place-record.ts';

test.each([
  ['ip-location-db, countries', { country_code: 'CN' }, { country: 'CN' }],
  ['ip-location-db, cities', { city: 'Shanghai', country_code: 'CN' }, { country: 'CN', city: 'Shanghai' }],
  [
    'GeoLite2-City',
    {
      city: { names: { en: 'Shanghai', de: 'Schanghai' } },
      country: { iso_code: 'CN' },
      location: { time_zone: 'x' },
    },
    { country: 'CN', city: 'Shanghai' },
  ],
  ['a country that is only registered', { registered_country: { iso_code: 'DE' } }, { country: 'DE' }],
  [
    'GeoLite2-ASN',
    { autonomous_system_number: 4134, autonomous_system_organization: 'Chinanet' },
    { isp: 'Chinanet' },
  ],
  [
    'GeoIP2-ISP',
    { isp: 'China Telecom', organization: 'X', autonomous_system_organization: 'Chinanet' },
    { isp: 'China Telecom' },
  ],
])('a record of %s is understood', (_, record, place) => {
  expect(placeOfRecord(record)).toEqual(place);
});

test.each([
  undefined,
  null,
  7,
  'CN',
  {},
  { country: 'CN' },
  { country_code: 7 },
  { country_code: 'China' },
  { city: { names: {} } },
])('nothing is made of %j', (record) => {
  expect(placeOfRecord(record)).toEqual({});
});

test('what is damaged in a record does not take the rest away', () => {
  expect(placeOfRecord({ country_code: 'CN', city: 7, isp: [] })).toEqual({ country: 'CN' });
});
