import type { Look } from './check.ts'

/** Whether letters reach anybody. */
export const lookAtMail: Look = async ({ config, mail }, { t }) => {
  const name = t('Mail')
  if (!mail.leaves) {
    return {
      ...{ name, state: 'notice', facts: [] },
      text: t(
        'Letters are only written into data/outbox, so nobody can get a new password by mail. Set SMTP_URL and MAIL_FROM.',
      ),
    }
  }
  await mail.check()
  return {
    ...{ name, state: 'good' },
    text: t('The mail server takes letters.'),
    facts: [{ label: t('Sender'), value: config.mailFrom }],
  }
}
