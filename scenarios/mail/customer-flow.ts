/**
 * What a detour does to the customer's own flow: rules, connectors, copies and content, compared with the same message
 * without the product. A message that comes back from a scanner passes the rules a second time: no published rule
 * keeps the customer's rules from it. What follows from that alone is told as an effect. All else is a breach.
 */
import type { End, Met } from './ends.ts'
import type { Probe } from './probes.ts'

export interface FlowJudgement {
  readonly breaches: readonly string[]
  /** What the published design implies for this customer's rules. */
  readonly effects: readonly FlowEffect[]
}

/** One thing that the detour changes, and the message on which it was seen. */
export interface FlowEffect {
  readonly change: string
  readonly message: string
}

type Names = ReadonlySet<string>

/** By a message's ends, those without the product, and the product's names: most writes lead to ends that were judged before. */
const judgements = new WeakMap<readonly End[], WeakMap<readonly End[], WeakMap<Names, FlowJudgement>>>()

/**
 * @param all ends of this probe and of no other
 * @param products names of the product's own rules and connectors
 */
export function judgeFlow(
  { name }: Probe,
  all: readonly End[],
  allWithout: readonly End[],
  products: Names,
): FlowJudgement {
  const known = judgements.get(all)?.get(allWithout)?.get(products)
  if (known) return known
  const judgement = freshJudgement(name, all, allWithout, products)
  const ofEnds = judgements.get(all) ?? new WeakMap<readonly End[], WeakMap<Names, FlowJudgement>>()
  const ofBoth = ofEnds.get(allWithout) ?? new WeakMap<Names, FlowJudgement>()
  judgements.set(all, ofEnds.set(allWithout, ofBoth.set(products, judgement)))
  return judgement
}

function freshJudgement(
  name: string,
  all: readonly End[],
  allWithout: readonly End[],
  products: Names,
): FlowJudgement {
  const [ends, without] = [all.filter(isOfMessage), allWithout.filter(isOfMessage)]
  const breaches: FlowEffect[] = []
  const effects: FlowEffect[] = []
  for (const { change, isEffect } of reportsChanged(all, allWithout))
    (isEffect ? effects : breaches).push({ change, message: name })
  /** Texts of the rules that acted more often: what they may have written. */
  const written = new Set<string>()
  const recipients = [...new Set([...without, ...ends].map(({ recipient }) => recipient))]
  const pairs = recipients.map((recipient): Compared => {
    const isHis = (end: End) => end.recipient === recipient
    return { recipient, mine: ends.filter(isHis), theirs: without.filter(isHis) }
  })
  for (const { recipient, mine, theirs } of pairs) {
    const returns = Math.max(0, ...mine.map(({ scans }) => scans.length))
    for (const rule of namesIn(mine, theirs, 'rules', products)) {
      const [seen, natural] = [timesOf(rule, mine, 'rules'), timesOf(rule, theirs, 'rules')]
      if (seen === natural) continue
      const what = {
        change: `the rule "${rule}" acts ${times(seen)} and not ${times(natural)}`,
        message: `${name}, for ${recipient}`,
      }
      if (seen > natural && seen - natural <= returns) {
        effects.push(what)
        for (const value of valuesOf(rule, mine)) written.add(value)
      } else breaches.push(what)
    }
    for (const connector of namesIn(mine, theirs, 'connectors', products)) {
      const [seen, natural] = [
        timesOf(connector, mine, 'connectors'),
        timesOf(connector, theirs, 'connectors'),
      ]
      if (seen !== natural)
        breaches.push({
          change: `the connector "${connector}" is taken ${times(seen)} and not ${times(natural)}`,
          message: `${name}, for ${recipient}`,
        })
    }
  }
  // copies and content may differ by what the rules did a second time, and by nothing else
  for (const pair of pairs) {
    const copies = copiesOf(name, pair)
    if (copies) (effects.length > 0 ? effects : breaches).push(copies)
    const rest = contentOf(name, pair, [...written])
    const content = rest ?? contentOf(name, pair, [])
    if (content) (rest ? breaches : effects).push(content)
  }
  return { breaches: breaches.map(({ change, message }) => `${message}: ${change}`), effects }
}

const isOfMessage = ({ report }: End): boolean => !report

/**
 * A message that comes back is journaled a second time, unless its connector keeps what the service wrote on it, and
 * a message that rules split is journaled copy by copy (learn.microsoft.com/exchange/reference/bifurcation): more
 * reports follow from the detour. A report less, or at another place, does not.
 */
function reportsChanged(mine: readonly End[], theirs: readonly End[]) {
  const passes = 1 + Math.max(0, ...mine.map(({ scans }) => scans.length))
  const copies = new Set(mine.filter(isOfMessage).map(({ recipient }) => recipient)).size
  const keys = new Set([...theirs, ...mine].filter((end) => end.report).map(reportKey))
  return [...keys].flatMap((key) => {
    const seen = mine.filter((end) => end.report && reportKey(end) === key).length
    const natural = theirs.filter((end) => end.report && reportKey(end) === key).length
    if (seen === natural) return []
    const isEffect = passes > 1 && natural > 0 && seen > natural && seen <= natural * passes * copies
    return [{ change: `${key} ${times(seen)} and not ${times(natural)}`, isEffect }]
  })
}

const reportKey = ({ recipient, fate }: End): string => `a journal report for ${recipient} ends in ${fate}`

interface Compared {
  readonly recipient: string
  readonly mine: readonly End[]
  readonly theirs: readonly End[]
}

function copiesOf(name: string, { recipient, mine, theirs }: Compared): FlowEffect | undefined {
  const [copies, natural] = [delivered(mine).length, delivered(theirs).length]
  // who gets nothing, or gets what nobody wrote to him, is judged by where the message ends
  if (copies === 0 || natural === 0 || copies === natural) return undefined
  return { change: `${recipient} gets ${count(copies)} and not ${count(natural)}`, message: name }
}

/** @param without texts that do not count */
function contentOf(
  name: string,
  { recipient, mine, theirs }: Compared,
  without: readonly string[],
): FlowEffect | undefined {
  const natural = delivered(theirs).map(({ content }) => lessOf(content, without))
  const copies = delivered(mine).map(({ content }) => lessOf(content, without))
  const [first] = natural
  if (first === undefined) return undefined
  const changed = copies.find((content) => !natural.includes(content))
  if (changed === undefined) return undefined
  return {
    change: `what arrives has ${lineThatDiffers(changed, first)}`,
    message: `${name}, for ${recipient}`,
  }
}

/** Without some texts, and without lines that are empty or that begin with one of them. */
function lessOf(content: string, texts: readonly string[]): string {
  if (texts.length === 0) return content
  const lines = content.split('\n').filter((line) => !texts.some((text) => line.startsWith(`${text}: `)))
  const rest = texts.reduce((all, text) => (text === '' ? all : all.replaceAll(text, '')), lines.join('\n'))
  return rest
    .split('\n')
    .filter((line) => line !== '')
    .join('\n')
}

const delivered = (ends: readonly End[]) => ends.filter(({ content }) => content !== '')

const LINE_CHARACTERS_MAX = 100

function lineThatDiffers(content: string, natural: string): string {
  const lines = natural.split('\n')
  const more = content.split('\n').find((line) => !lines.includes(line))
  if (more !== undefined) return `the line "${short(more)}"`
  const [mine, theirs] = [content.split('\n').length, lines.length]
  if (mine > theirs) return `lines that stand twice`
  const less = lines.find((line) => !content.split('\n').includes(line))
  return less === undefined ? 'fewer lines' : `the line "${short(less)}" missing`
}

const short = (line: string): string =>
  line.length <= LINE_CHARACTERS_MAX ? line : `${line.slice(0, LINE_CHARACTERS_MAX - 1)}…`

function namesIn(
  mine: readonly End[],
  theirs: readonly End[],
  of: 'rules' | 'connectors',
  products: Names,
): readonly string[] {
  const names = new Set([...theirs, ...mine].flatMap((end) => end[of].map(({ name }) => name)))
  return [...names].filter((name) => !products.has(name))
}

/** Each end of one recipient names every rule and connector that mail for the recipient met. So the first end is enough. */
const met = (name: string, ends: readonly End[], of: 'rules' | 'connectors'): readonly Met[] =>
  ends[0]?.[of].filter((one) => one.name === name) ?? []

const timesOf = (name: string, ends: readonly End[], of: 'rules' | 'connectors'): number =>
  met(name, ends, of).length

const valuesOf = (rule: string, ends: readonly End[]): readonly string[] =>
  met(rule, ends, 'rules').flatMap(({ values }) => values)

const times = (n: number): string => ['never', 'once', 'twice'][n] ?? `${n} times`
const count = (n: number): string => (n === 1 ? 'one copy' : `${n} copies`)
