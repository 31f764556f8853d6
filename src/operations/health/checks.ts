import type { Context } from '../../context.ts'
import { mark } from '../../i18n/translate.ts'
import { lookAtAddress } from './address.ts'
import { lookAtBackups } from './backups.ts'
import type { Check, Look, Scene } from './check.ts'
import { lookAtDatabase } from './database.ts'
import { lookAtDisk } from './disk.ts'
import { lookAtDoctor } from './doctor.ts'
import { lookAtMail } from './mail.ts'
import { lookAtProgram } from './program.ts'
import { lookAtUploads } from './uploads.ts'
import { lookAtWebhooks } from './webhooks.ts'

const LOOKS: readonly [string, Look][] = [
  [mark('Database'), lookAtDatabase],
  [mark('Backups'), lookAtBackups],
  [mark('Doctor'), lookAtDoctor],
  [mark('Disk'), lookAtDisk],
  [mark('Uploads'), lookAtUploads],
  [mark('Mail'), lookAtMail],
  [mark('Webhooks'), lookAtWebhooks],
  [mark('Address'), lookAtAddress],
  [mark('Program'), lookAtProgram],
]

/** Looks at everything that a blog stands on; what cannot be looked at is bad, with the reason. */
export function examineSite(context: Context, scene: Scene): Promise<Check[]> {
  return Promise.all(LOOKS.map(([name, look]) => lookOrSay(context, scene, { name, look })))
}

async function lookOrSay(
  context: Context,
  scene: Scene,
  { name, look }: { name: string; look: Look },
): Promise<Check> {
  try {
    return await look(context, scene)
  } catch (err) {
    context.log.warn({ err, check: name }, 'a check of the site failed')
    const reason = err instanceof Error ? err.message : String(err)
    return {
      name: scene.t(name),
      state: 'bad',
      text: scene.t('This failed: {reason}', { reason }),
      facts: [],
    }
  }
}
