// Finds, opens and links to what a reader looks for. Without it the whole report is there, and closed details open by hand.
const form = document.getElementById('finder')
const found = [...document.querySelectorAll('.find')]
const texts = new Map(found.map((one) => [one, one.textContent.toLowerCase()]))

function find() {
  const words = form.elements.words.value.toLowerCase().split(/\s+/).filter(Boolean)
  const chosen = [...form.querySelectorAll('select')].filter((select) => select.value !== '')
  let shown = 0
  for (const one of found) {
    const inTimeline = one.closest('.timeline') !== null
    const isChosen = chosen.every(
      ({ name, value }) => !inTimeline || one.dataset[name] === undefined || one.dataset[name] === value,
    )
    const hasWords = words.every((word) => texts.get(one).includes(word))
    const inside = one.parentElement.closest('.find')
    one.hidden = !inside && !(isChosen && hasWords)
    if (!one.hidden && !inside) shown++
  }
  const isAll = words.length === 0 && chosen.length === 0
  form.querySelector('output').textContent = isAll
    ? ''
    : `${shown} of ${found.filter((one) => !one.parentElement.closest('.find')).length} shown`
  document.body.classList.toggle('found', !isAll)
}

function openAll(isOpen) {
  for (const one of document.querySelectorAll('details')) one.open = isOpen
}

/** What a link points to is shown whole. */
function showTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)))
  if (!target) return
  for (let one = target; one; one = one.parentElement) {
    one.hidden = false
    if (one.localName === 'details') one.open = true
  }
  target.querySelector(':scope > details')?.setAttribute('open', '')
  target.scrollIntoView()
}

form.hidden = false
form.addEventListener('input', find)
form.addEventListener('submit', (event) => event.preventDefault())
form.elements.open.addEventListener('click', () => {
  const isOpen = form.elements.open.textContent === 'Open all'
  openAll(isOpen)
  form.elements.open.textContent = isOpen ? 'Close all' : 'Open all'
})
addEventListener('hashchange', showTarget)
addEventListener('beforeprint', () => openAll(true))
showTarget()
