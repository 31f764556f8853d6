import { BlockList, isIP } from 'node:net'
import { mark } from '../../i18n/translate.ts'

// What IANA lists as not reachable from everywhere: this network, private ones, loopback, link-local
// (where clouds keep their secrets), shared, documentation, multicast, reserved.
const PRIVATE_IPV4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const

// Of IPv6 only 2000::/3 is given out, and in it these are not for everybody or hide an IPv4 address.
const GLOBAL_IPV6 = [['2000::', 3]] as const
const PRIVATE_IPV6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const

/** Whether anybody on the internet may be behind this address, and nobody of this machine's own networks. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address)
  if (family === 4) return !listOf('ipv4', PRIVATE_IPV4).check(address, 'ipv4')
  return (
    family === 6 &&
    listOf('ipv6', GLOBAL_IPV6).check(address, 'ipv6') &&
    !listOf('ipv6', PRIVATE_IPV6).check(address, 'ipv6')
  )
}

function listOf(family: 'ipv4' | 'ipv6', subnets: readonly (readonly [string, number])[]) {
  const list = new BlockList()
  for (const [network, prefix] of subnets) list.addSubnet(network, prefix, family)
  return list
}

/** The host of an address as the resolver, or the socket, takes it. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '')

/**
 * What is wrong with an address that is to be asked, in English; null when nothing can be seen from
 * here. A parser of URLs has made one form of all the ways to write an IPv4 address.
 */
export function findAddressFault(address: string, { mayBePrivate }: { mayBePrivate: boolean }) {
  if (!URL.canParse(address))
    return mark('Write a whole address, beginning with https:// or http://.')
  const url = new URL(address)
  if (!['http:', 'https:'].includes(url.protocol)) {
    return mark('Write a whole address, beginning with https:// or http://.')
  }
  if (url.username !== '' || url.password !== '') {
    return mark('An address with a name or a password in it is not asked.')
  }
  return mayBePrivate || !isKnownPrivate(hostOf(url))
    ? null
    : mark('This address lies in a private network, which this site does not ask.')
}

const isKnownPrivate = (host: string): boolean =>
  isIP(host) > 0 ? !isPublicAddress(host) : /(^|\.)(localhost|local|internal)\.?$/i.test(host)
