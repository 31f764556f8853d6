import { ipKeyGenerator } from 'express-rate-limit'

// What one customer of a provider may have: nobody gets new limits by taking the next address.
const IPV6_BITS = 56

/** What limits are counted for: an address, or of IPv6 the network that it stands in. */
export const networkOf = (address: string): string => ipKeyGenerator(address, IPV6_BITS)
