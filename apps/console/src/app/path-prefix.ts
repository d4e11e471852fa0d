/** The path at which the service is reached: `/support`, or empty. The server writes it into the page. */
export const PATH_PREFIX = document.querySelector<HTMLMetaElement>('meta[name="path-prefix"]')?.content ?? ''
