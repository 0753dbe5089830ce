import type { Executor } from '../../kernel/database/database.ts'
import { escapeLike, fold } from '../../kernel/text/fold.ts'
import type { SitePage } from './read-content.ts'

export interface SamePage {
  id: string
  store_host: string | null
  modified_date: string | null
}

/** The rows of one post id and type in a workspace: one per site. */
export function listSamePages(
  tx: Executor,
  workspaceId: number,
  postId: number,
  postType: string,
): Promise<SamePage[]> {
  return tx.query(
    `select id, store_host, modified_date from store_pages
     where workspace_id = $1 and wp_post_id = $2 and post_type_slug = $3`,
    [workspaceId, postId, postType],
  )
}

const told = [
  'title',
  'content',
  'excerpt',
  'permalink',
  'author',
  'categories',
  'tags',
  'featured_image',
  'is_published',
  'modified_date',
  'content_hash',
  'metadata',
]

const toldValues = (page: SitePage) => [
  page.title,
  page.content,
  page.excerpt,
  page.permalink,
  page.author,
  page.categories,
  page.tags,
  page.featuredImage,
  page.isPublished,
  page.modifiedAt,
  page.contentHash,
  JSON.stringify(page.metadata),
]

export async function insertPage(
  tx: Executor,
  owner: { workspaceId: number; userId: number },
  host: string | null,
  page: SitePage,
  now: Date,
): Promise<void> {
  const contentType = page.postType === 'page' || page.postType === 'post' ? page.postType : 'custom'
  await tx.query(
    `insert into store_pages (workspace_id, user_id, store_host, wp_post_id, post_type_slug, content_type,
       last_synced_at, created_at, updated_at, ${told.join(', ')})
     values ($1, $2, $3, $4, $5, $6, $7, $7, $7, ${told.map((_, index) => `$${index + 8}`).join(', ')})`,
    [
      owner.workspaceId,
      owner.userId,
      host,
      page.postId,
      page.postType,
      contentType,
      now,
      ...toldValues(page),
    ],
  )
}

/** A date that was not told leaves the known one. */
export async function updatePage(
  tx: Executor,
  id: string,
  userId: number,
  host: string | null,
  page: SitePage,
  now: Date,
): Promise<void> {
  const set = told.map((column, index) =>
    column === 'modified_date'
      ? `modified_date = coalesce($${index + 5}, modified_date)`
      : `${column} = $${index + 5}`,
  )
  await tx.query(
    `update store_pages set user_id = $2, store_host = $3, last_synced_at = $4, updated_at = $4, ${set.join(', ')}
     where id = $1`,
    [id, userId, host, now, ...toldValues(page)],
  )
}

export async function unpublishPage(
  tx: Executor,
  id: string,
  modifiedAt: string | null,
  now: Date,
): Promise<void> {
  await tx.query(
    `update store_pages set is_published = false, modified_date = greatest(modified_date, $2::timestamptz),
       last_synced_at = $3, updated_at = $3
     where id = $1`,
    [id, modifiedAt, now],
  )
}

export interface PageRow {
  id: string
  user: number
  user_email: string
  wp_post_id: number
  content_type: 'page' | 'post' | 'custom'
  post_type_slug: string
  title: string
  content: string
  excerpt: string
  permalink: string
  author: string
  categories: string[]
  tags: string[]
  featured_image: string
  is_published: boolean
  modified_date: string | null
  content_hash: string
  last_synced_at: string
  metadata: Record<string, unknown>
  created_at: string
  updated_at: string
}

const columns = `p.id, p.user_id as "user", coalesce(u.email, '') as user_email, p.wp_post_id, p.content_type, p.post_type_slug,
  p.title, p.content, p.excerpt, p.permalink, p.author, p.categories, p.tags, p.featured_image, p.is_published,
  p.modified_date, p.content_hash, p.last_synced_at, p.metadata, p.created_at, p.updated_at`
const source = 'store_pages p join users u on u.id = p.user_id'

export interface PageFilters {
  search?: string | undefined
  content_type?: string | null | undefined
  is_published?: boolean | null | undefined
  store?: string | null | undefined
}

/** Count and rows of one filtered list, newest first. */
export function pageList(db: Executor, workspaceId: number, filters: PageFilters) {
  const { where, values } = conditions(workspaceId, filters)
  return {
    async count(): Promise<number> {
      const [row] = await db.query<{ count: number }>(
        `select count(*) from store_pages p where ${where}`,
        values,
      )
      return row!.count
    },
    rows: (limit: number, offset: number): Promise<PageRow[]> =>
      db.query(
        `select ${columns} from ${source} where ${where}
         order by p.created_at desc, p.id limit ${limit} offset ${offset}`,
        values,
      ),
  }
}

function conditions(workspaceId: number, filters: PageFilters) {
  const values: unknown[] = [workspaceId]
  const all = ['p.workspace_id = $1']
  const add = (value: unknown, sql: (parameter: string) => string) => {
    if (value !== undefined && value !== null && value !== '') all.push(sql(`$${values.push(value)}`))
  }
  add(filters.content_type, (value) => `p.content_type = ${value}`)
  add(filters.is_published, (value) => `p.is_published = ${value}`)
  add(filters.store, (value) => `p.store_host = ${value}`)
  add(
    filters.search && `%${escapeLike(fold(filters.search))}%`,
    (value) => `(fold_text(p.title) like ${value} or fold_text(p.excerpt) like ${value})`,
  )
  return { where: all.join(' and '), values }
}

export async function findPage(db: Executor, workspaceId: number, id: string): Promise<PageRow | null> {
  const [row] = await db.query<PageRow>(
    `select ${columns} from ${source} where p.workspace_id = $1 and p.id = $2`,
    [workspaceId, id],
  )
  return row ?? null
}

export interface PageStatistics {
  total: number
  pages: number
  posts: number
  published: number
  synced_today: number
}

/** `timeZone`: whose day today is. */
export async function readPageStatistics(
  db: Executor,
  workspaceId: number,
  filters: PageFilters,
  { now, timeZone }: { now: Date; timeZone: string },
): Promise<PageStatistics> {
  const { where, values } = conditions(workspaceId, filters)
  const [zone, moment] = [`$${values.push(timeZone)}`, `$${values.push(now)}::timestamptz`]
  const [row] = await db.query<PageStatistics>(
    `select count(*) as total, count(*) filter (where p.content_type = 'page') as pages,
       count(*) filter (where p.content_type = 'post') as posts, count(*) filter (where p.is_published) as published,
       count(*) filter (where p.last_synced_at >= date_trunc('day', ${moment} at time zone ${zone}) at time zone ${zone})
         as synced_today
     from store_pages p where ${where}`,
    values,
  )
  return row!
}
