/** What databases of addresses know of one. Nothing is known of an address that is in none of them. */
export interface Place {
  /** ISO 3166-1 alpha-2, in capital letters. */
  readonly country?: string;
  /** In English, as the database writes it. */
  readonly city?: string;
  /** The provider, or who the network belongs to. */
  readonly isp?: string;
}
