import { LinkAnchor } from '../../ui/links.tsx'

export function ProductLink({ id, name }: { id: number; name: string }) {
  return (
    <LinkAnchor to="/products/$productId" params={{ productId: String(id) }} size="sm" fw={600} c="inherit">
      <bdi>{name}</bdi>
    </LinkAnchor>
  )
}
