/** A sentence of the page's language, as the server wrote it into the page. */
export function say(word: string, parameters: Record<string, string | number> = {}): string {
  const places = ['editor-words', 'words'].map(id => document.getElementById(id))
  const sentence = places.find(place => place?.dataset[word] !== undefined)?.dataset[word] ?? ''
  return sentence.replace(/\{(\w+)\}/g, (placeholder, name: string) =>
    String(parameters[name] ?? placeholder),
  )
}

/** Tells a screen reader what just happened. */
export function announce(sentence: string): void {
  const place = document.getElementById('announcements') ?? addPlace()
  place.textContent = sentence
}

function addPlace(): HTMLElement {
  const place = document.createElement('div')
  place.id = 'announcements'
  place.className = 'unseen'
  place.setAttribute('role', 'status')
  document.body.append(place)
  return place
}
