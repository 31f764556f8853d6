import type { Look } from './check.ts'

/** Whether those who asked to be told are told. */
export const lookAtWebhooks: Look = async ({ db }, { t, language }) => {
  const all = await db.read.webhook.count()
  const stopped = await db.read.webhook.count({ where: { stopped: { in: ['gone', 'failing'] } } })
  const waiting = await db.read.webhookDelivery.count({ where: { dueAt: { not: null } } })
  return {
    name: t('Webhooks'),
    state: stopped > 0 ? 'bad' : 'good',
    text:
      stopped > 0
        ? t('{count} webhooks stopped, since nobody answered there.', { count: stopped })
        : t('All webhooks are told.'),
    facts: [
      { label: t('Webhooks'), value: all.toLocaleString(language) },
      { label: t('Messages that wait'), value: waiting.toLocaleString(language) },
    ],
    link: { url: '/admin/webhooks', label: t('Webhooks') },
  }
}
