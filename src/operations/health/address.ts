import type { Check, Look } from './check.ts'

/** Whether the configured address is the one that people use. */
export const lookAtAddress: Look = ({ config }, { t, host, protocol, isForwarded }) => {
  const { baseUrl, trustProxy } = config
  const check: Check = {
    ...{ name: t('Address'), state: 'good', text: t('You came by the configured address.') },
    facts: [{ label: 'BASE_URL', value: baseUrl.href }],
  }
  if (isForwarded && trustProxy === 0) {
    check.state = 'bad'
    check.text = t(
      'A proxy stands in front, but TRUST_PROXY is not set: all visitors look like one, and limits hit everybody at once.',
    )
  } else if (host !== baseUrl.host) {
    check.state = 'notice'
    check.text = t(
      'You came by {host}, but BASE_URL says {baseUrl}: feeds, letters and cards lead there.',
      { host: `${protocol}://${host}`, baseUrl: baseUrl.origin },
    )
  } else if (!config.secure && !isLocal(baseUrl.hostname)) {
    check.state = 'notice'
    check.text = t(
      'Readers come over plain http. Put a proxy with TLS in front and set BASE_URL to https.',
    )
  }
  return Promise.resolve(check)
}

const isLocal = (host: string): boolean =>
  host === 'localhost' || host.endsWith('.local') || /^(127|10|192\.168)\./.test(host)
