/** What is known of an address: from a database of countries, and one of cities and one of providers where there are such. */
import type { Logger } from '../domain/logger.ts';
import type { Place } from '../domain/place.ts';
import { AddressDatabase } from './address-database.ts';
import { placeOfRecord } from './place-record.ts';
import { publicAddress } from './public-address.ts';

export interface AddressFiles {
  readonly country: string;
  readonly city?: string;
  readonly isp?: string;
}

export class AddressPlaces {
  /** The most particular last: what it says counts. */
  readonly #databases: readonly AddressDatabase[];

  private constructor(databases: readonly AddressDatabase[]) {
    this.#databases = databases;
  }

  /** @throws SerinError CONFIG_INVALID */
  static async open(deps: { readonly log: Logger }, files: AddressFiles): Promise<AddressPlaces> {
    const paths = [files.country, files.city, files.isp].filter((path) => path !== undefined);
    return new AddressPlaces(await Promise.all(paths.map((path) => AddressDatabase.open(deps, path))));
  }

  /** Undefined: it is no public address. Empty: nothing is known of it. */
  placeOf(address: string): Place | undefined {
    const asked = publicAddress(address);
    if (asked === undefined) return undefined;
    let place: Place = {};
    for (const database of this.#databases) place = { ...place, ...placeOfRecord(database.find(asked)) };
    return place;
  }

  /** Looks whether files have been replaced. */
  async look(): Promise<void> {
    for (const database of this.#databases) await database.look();
  }
}
