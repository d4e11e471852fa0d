/** Of an element that scrolls: the keyboard reaches it, and its arrows scroll it (WCAG 2.1.1). */
export const scrollArea = { tabIndex: 0 } as const
