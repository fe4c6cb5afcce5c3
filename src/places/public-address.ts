import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * An address as a database of addresses is asked for it, in its shortest form; undefined for what is no address, and for addresses that
 * belong to nobody in particular: private, loopback, link-local, reserved, documentation. IPv4 that is written as IPv6 (`::ffff:8.8.8.8`,
 * NAT64) is the IPv4 address. What `inet_aton` would take besides (`0x7f.1`, `017.1`) is no address here.
 */
export const publicAddress = (text: string): string | undefined => {
  // A zone (`fe80::1%eth0`) belongs to link-local addresses alone.
  if (text.includes('%') || isIP(text) === 0) return undefined;
  const parsed = unwrapped(ipaddr.parse(text));
  return parsed.range() === 'unicast' ? parsed.toString() : undefined;
};

const unwrapped = (address: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4 | ipaddr.IPv6 => {
  if (!(address instanceof ipaddr.IPv6)) return address;
  if (address.isIPv4MappedAddress()) return address.toIPv4Address();
  return address.range() === 'rfc6052' ? new ipaddr.IPv4(address.toByteArray().slice(12)) : address;
};
