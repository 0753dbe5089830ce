import type { FastifyInstance } from 'fastify'
import { restFrameworkDialect } from '../../kernel/http/dialects.ts'
import { registerRoutes } from '../../kernel/http/route.ts'
import type { Services } from '../../kernel/services.ts'
import { defineJobs } from './jobs.ts'
import { createLexicon } from './question.ts'
import { assistantRoutes } from './routes.ts'

/** Answers questions from the catalogue (storefronts contract 8). */
export function registerAssistant(app: FastifyInstance, services: Services): void {
  defineJobs(services)
  registerRoutes(app, services, restFrameworkDialect, assistantRoutes(createLexicon()))
}
