import {
  ActionIcon,
  type ActionIconProps,
  Anchor,
  type AnchorProps,
  Button,
  type ButtonProps,
} from '@mantine/core'
import { createLink } from '@tanstack/react-router'
import type { AnchorHTMLAttributes, Ref } from 'react'

type Native<TProps> = TProps &
  Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof TProps> & { ref?: Ref<HTMLAnchorElement> }

/** A Mantine button that navigates: `to`, `params` and `search` as on the router's `Link`. */
export const LinkButton = createLink((props: Native<ButtonProps>) => <Button component="a" {...props} />)

/** A Mantine text link that navigates. */
export const LinkAnchor = createLink((props: Native<AnchorProps>) => <Anchor {...props} />)

/** A Mantine icon button that navigates; give it an `aria-label`. */
export const LinkActionIcon = createLink((props: Native<ActionIconProps>) => (
  <ActionIcon component="a" {...props} />
))
