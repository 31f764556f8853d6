/**
 * The milliseconds of processor time that a task takes: what it costs does not depend on what else
 * the machine does meanwhile, as the time on the clock would.
 */
export async function costOf(task: () => unknown): Promise<number> {
  const before = process.cpuUsage()
  await task()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}
