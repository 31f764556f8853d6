import { failureCodes } from '../db/failure.ts'

const CODES = ['ENOSPC', 'EDQUOT', 'EFBIG', 'EROFS', 'EMFILE', 'ENFILE']

/** True when a disk takes nothing more: it is full or read-only, or a quota or a limit is reached. */
export const isDiskFailure = (error: unknown): boolean =>
  failureCodes(error).some(code => CODES.includes(code))
