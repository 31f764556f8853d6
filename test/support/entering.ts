import express from 'express'
import supertest from 'supertest'
import type { Context } from '../../src/context.ts'
import { openSessions, startSession } from '../../src/http/sessions.ts'
import type { Agent } from './site.ts'

/**
 * Gives a visitor the session that signing in would give, without the form and its slow password:
 * those have tests of their own, and thousands of tests need no more than somebody who is in.
 */
export async function letIn(context: Context, agent: Agent, userId: number): Promise<Agent> {
  const door = express()
  door.use(openSessions(context))
  door.post('/', async (req, res) => {
    await startSession(req, userId, context.now())
    res.end()
  })
  const { headers } = await supertest(door).post('/')
  agent.jar.setCookies(headers['set-cookie'] ?? [], '127.0.0.1', '/')
  return agent
}
