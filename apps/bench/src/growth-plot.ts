// One picture, drawn by hand: rates in tickets per second against the size of the table, both in powers of ten.
const [WIDTH, HEIGHT] = [760, 420]
const PLOT = { left: 70, right: 560, top: 30, bottom: 370 }
const COLOURS = ['#0b6e4f', '#c1292e', '#235789', '#b8860b', '#6a4c93', '#444444']

/** A figure at each size. */
export interface Curve {
  name: string
  /** Tickets per second, one for each of the sizes. */
  rates: number[]
}

/** An SVG of the curves. */
export function growthPlot(sizes: number[], curves: Curve[]): string {
  const all = curves.flatMap(({ rates }) => rates)
  const [low, high] = [Math.floor(Math.log10(Math.min(...all))), Math.ceil(Math.log10(Math.max(...all)))]
  const x = (size: number) =>
    scale(Math.log10(size), Math.log10(sizes[0]!), Math.log10(sizes.at(-1)!), PLOT.left + 20, PLOT.right)
  const y = (rate: number) => scale(Math.log10(rate), low, high, PLOT.bottom, PLOT.top)
  const ticks = Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index))
  const labels = apart(curves.map(({ rates }) => y(rates.at(-1)!)))
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="12">
<rect width="${WIDTH}" height="${HEIGHT}" fill="white"/>
<text x="${PLOT.left}" y="18">tickets per second, by tickets in the table</text>
${ticks.map((rate) => gridLine(y(rate), rate)).join('\n')}
${sizes.map((size) => `<text x="${x(size)}" y="${PLOT.bottom + 22}" text-anchor="middle">${count(size)}</text>`).join('\n')}
${curves
  .map(({ name, rates }, index) =>
    curve(
      name,
      rates.map((rate, at) => [x(sizes[at]!), y(rate)] as const),
      labels[index]!,
      COLOURS[index % COLOURS.length]!,
    ),
  )
  .join('\n')}
</svg>
`
}

function curve(name: string, points: (readonly [number, number])[], labelY: number, colour: string): string {
  const path = points.map(([px, py]) => `${px.toFixed(1)},${py.toFixed(1)}`).join(' ')
  const dots = points.map(
    ([px, py]) => `<circle cx="${px.toFixed(1)}" cy="${py.toFixed(1)}" r="3.5" fill="${colour}"/>`,
  )
  const label = `<text x="${PLOT.right + 12}" y="${labelY + 4}" fill="${colour}">${name}</text>`
  return `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>${dots.join('')}${label}`
}

function gridLine(y: number, rate: number): string {
  const line = `<line x1="${PLOT.left}" x2="${PLOT.right}" y1="${y}" y2="${y}" stroke="#dddddd"/>`
  return `${line}<text x="${PLOT.left - 8}" y="${y + 4}" text-anchor="end">${count(rate)}</text>`
}

/** Moves labels that would cover each other down. */
function apart(heights: number[]): number[] {
  const moved = [...heights]
  const order = heights.map((_, index) => index).toSorted((a, b) => heights[a]! - heights[b]!)
  for (const [place, index] of order.entries()) {
    const above = place > 0 ? moved[order[place - 1]!]! + 16 : 0
    moved[index] = Math.max(heights[index]!, above)
  }
  return moved
}

function scale(value: number, fromLow: number, fromHigh: number, toLow: number, toHigh: number): number {
  return toLow + ((value - fromLow) / (fromHigh - fromLow)) * (toHigh - toLow)
}

const count = (value: number) => value.toLocaleString('en')
