import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { queueSearch } from '../queue/queue-search.ts'
import { reportSearch } from '../reports/report-search.ts'
import { currentSession } from '../session/session.ts'
import { SignedInPage, SignInPage } from '../session/sign-in-page.tsx'
import { Shell } from '../shell/shell.tsx'
import { preloadTicketText } from '../text/ticket/ticket-text.ts'
import { useText } from '../text/text.ts'
import { Failure } from '../ui/failure.tsx'
import { PATH_PREFIX } from './path-prefix.ts'
import { parseSearch, stringifySearch, textOf } from './search-params.ts'

const HOME = `${PATH_PREFIX}/console`
const rootRoute = createRootRoute({ component: Outlet, notFoundComponent: NotFound })

/** The pages for which one has to be signed in. */
const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  component: Shell,
  notFoundComponent: NotFound,
  beforeLoad: ({ location }) => {
    if (currentSession()?.session.caller) return
    throw redirect({ to: '/sign-in', search: { return: HOME + location.href.replace(/^\/(?=\?|$)/, '') } })
  },
})

const queueRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/',
  validateSearch: queueSearch,
  component: lazyRouteComponent(() => import('../queue/queue-page.tsx'), 'QueuePage'),
})

const ticketRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/tickets/$ticketId',
  component: lazyRouteComponent(() => {
    preloadTicketText()
    return import('../ticket/ticket-page.tsx')
  }, 'TicketPage'),
})

const reportsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/reports',
  validateSearch: reportSearch,
  component: lazyRouteComponent(() => import('../reports/reports-page.tsx'), 'ReportsPage'),
})

const settingsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/settings',
  component: lazyRouteComponent(() => import('../settings/settings-page.tsx'), 'SettingsPage'),
})

const meRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/me',
  component: lazyRouteComponent(() => import('../settings/me-page.tsx'), 'MePage'),
})

const viewsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/views/{-$id}',
  component: lazyRouteComponent(() => import('../settings/views-page.tsx'), 'ViewsPage'),
})

const macrosRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/macros/{-$id}',
  component: lazyRouteComponent(() => import('../settings/macros/macros-page.tsx'), 'MacrosPage'),
})

const calendarsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/calendars/{-$id}',
  component: lazyRouteComponent(() => import('../settings/service-levels/calendars-page.tsx'), 'CalendarsPage'),
})

const policiesRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/policies/{-$id}',
  component: lazyRouteComponent(() => import('../settings/service-levels/policies-page.tsx'), 'PoliciesPage'),
})

const teamsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/teams/{-$id}',
  component: lazyRouteComponent(() => import('../settings/teams-page.tsx'), 'TeamsPage'),
})

const agentsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/agents/{-$id}',
  component: lazyRouteComponent(() => import('../settings/agents-page.tsx'), 'AgentsPage'),
})

const tagsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/tags/{-$id}',
  component: lazyRouteComponent(() => import('../settings/tags-page.tsx'), 'TagsPage'),
})

const webhooksRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/webhooks/{-$id}',
  component: lazyRouteComponent(() => import('../settings/webhooks/webhooks-page.tsx'), 'WebhooksPage'),
})

const apiKeysRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/api-keys/{-$id}',
  component: lazyRouteComponent(() => import('../settings/api-keys-page.tsx'), 'ApiKeysPage'),
})

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): { problem?: string | undefined; return?: string | undefined } => ({
    problem: textOf(search['problem'], 100),
    return: textOf(search['return'], 2_000),
  }),
  component: function SignIn() {
    const { problem, return: wanted = HOME } = signInRoute.useSearch()
    return <SignInPage problem={problem} returnTo={wanted.startsWith(HOME) ? wanted : HOME} />
  },
})

const signedInRoute = createRoute({ getParentRoute: () => rootRoute, path: '/signed-in', component: SignedInPage })

function NotFound() {
  return <p>{useText().notFound}</p>
}

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    shellRoute.addChildren([
      queueRoute,
      ticketRoute,
      reportsRoute,
      settingsRoute.addChildren([
        meRoute,
        viewsRoute,
        macrosRoute,
        calendarsRoute,
        policiesRoute,
        teamsRoute,
        agentsRoute,
        tagsRoute,
        webhooksRoute,
        apiKeysRoute,
      ]),
    ]),
    signInRoute,
    signedInRoute,
  ]),
  basepath: HOME,
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  defaultErrorComponent: ({ error, reset }) => <Failure error={error} onRetry={reset} />,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
