import type { Nodes, Parents, Root } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'
import { Children, createElement, Fragment, type ReactNode, useMemo } from 'react'
import { scrollArea } from '../ui/scroll-area.ts'
import styles from './markdown.module.css'

/** Deeper nesting is shown as text. */
const MAX_DEPTH = 40
const SAFE_LINK = /^(?:https?:\/\/|mailto:)/i

/** A text as Markdown. It is made of elements; HTML in the text stays text, and images are links. */
export default function Markdown({ text }: { text: string }) {
  const root = useMemo(() => parse(text), [text])
  return (
    <div className={styles['markdown']} dir="auto">
      {childrenOf(root, 0)}
    </div>
  )
}

function parse(text: string): Root {
  return fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] })
}

function childrenOf(parent: Parents, depth: number): ReactNode[] {
  return Children.toArray(parent.children.map((node) => show(node, depth + 1)))
}

function show(node: Nodes, depth: number): ReactNode {
  if (depth > MAX_DEPTH) return 'value' in node ? node.value : null
  switch (node.type) {
    case 'text':
    case 'html':
      return node.value
    case 'inlineCode':
      return <code>{node.value}</code>
    case 'code':
      return (
        <pre {...scrollArea}>
          <code>{node.value}</code>
        </pre>
      )
    case 'break':
      return <br />
    case 'thematicBreak':
      return <hr />
    case 'link':
      return link(node.url, childrenOf(node, depth))
    case 'image':
      return link(node.url, [node.alt || node.url])
    case 'list':
      return createElement(
        node.ordered ? 'ol' : 'ul',
        node.ordered ? { start: node.start ?? 1 } : {},
        ...childrenOf(node, depth),
      )
    case 'listItem':
      return (
        <li>
          {typeof node.checked === 'boolean' && (node.checked ? '☑ ' : '☐ ')}
          {childrenOf(node, depth)}
        </li>
      )
    case 'heading':
      return <p className={styles['heading']}>{childrenOf(node, depth)}</p>
    case 'table':
      return (
        <table>
          <tbody>{childrenOf(node, depth)}</tbody>
        </table>
      )
    default:
      return 'children' in node ? createElement(TAGS[node.type] ?? Fragment, null, ...childrenOf(node, depth)) : null
  }
}

const TAGS: Readonly<Record<string, string>> = {
  paragraph: 'p',
  blockquote: 'blockquote',
  strong: 'strong',
  emphasis: 'em',
  delete: 'del',
  tableRow: 'tr',
  tableCell: 'td',
}

/** Addresses that could run something are shown as text. */
function link(url: string, children: ReactNode[]): ReactNode {
  if (!SAFE_LINK.test(url)) return <>{children}</>
  return (
    <a href={url} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  )
}
