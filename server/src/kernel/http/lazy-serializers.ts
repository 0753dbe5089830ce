import { SerializerSelector } from '@fastify/fast-json-stringify-compiler'

const buildSerializers = SerializerSelector()

/**
 * Fastify's own serialisers, each compiled when its route first answers instead of at the start: most routes of an
 * installation never do, and together they are 10 MiB and a third of the start. A schema that cannot be compiled is found by
 * `server/test/serializers.test.ts`.
 */
export const lazySerializers: typeof buildSerializers = (externalSchemas, options) => {
  const compile = buildSerializers(externalSchemas, options)
  return (route) => {
    let serialize: ReturnType<typeof compile> | undefined
    return (body) => {
      serialize ??= compile(route)
      return serialize(body)
    }
  }
}
