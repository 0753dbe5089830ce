import type pg from 'pg'

/**
 * Runs `fill` while no trigger fires and the tables have neither foreign keys nor indexes other than those of their keys, then
 * makes them again as they were, all in one transaction: building an index once is many times faster than keeping it for a
 * million inserts. What triggers keep is left to `fill`. Needs a superuser.
 */
export async function withoutIndexes(
  client: pg.Client,
  tables: string[],
  fill: () => Promise<void>,
): Promise<void> {
  const foreignKeys = await definitions(
    client,
    `select format('alter table %s drop constraint %I', conrelid::regclass, conname) as removal,
       format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) as creation
     from pg_constraint where contype = 'f' and conrelid = any ($1::regclass[]) order by oid`,
    tables,
  )
  const indexes = await definitions(
    client,
    `select format('drop index %s', indexrelid::regclass) as removal, pg_get_indexdef(indexrelid) as creation
     from pg_index i where indrelid = any ($1::regclass[])
       and not exists (select from pg_constraint c where c.conindid = i.indexrelid) order by indexrelid`,
    tables,
  )
  await client.query(
    `begin; set local maintenance_work_mem = '512MB'; set local work_mem = '256MB'; set local session_replication_role = replica`,
  )
  for (const { removal } of [...foreignKeys, ...indexes]) await client.query(removal)
  await fill()
  for (const { creation } of [...indexes, ...foreignKeys]) await client.query(creation)
  await client.query('commit')
}

interface Definition {
  removal: string
  creation: string
}

async function definitions(client: pg.Client, text: string, tables: string[]): Promise<Definition[]> {
  return (await client.query<Definition>(text, [tables])).rows
}
