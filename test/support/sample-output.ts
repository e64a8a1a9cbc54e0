/**
 * Compares what a command printed with the sample a document shows. The sample is text, with one
 * sign for what differs from run to run (ports, times, request ids):
 *   …             within a line: any characters of that line, also none
 *   … by itself   on a line: any number of lines, also none
 * Blanks at the end of a line and empty lines at both ends do not count.
 */

/** Whether the whole text is as the sample says. */
export function matchesSample(sample: string, printed: string): boolean {
  return new RegExp(`^${patternOf(sample)}$`).test(normal(printed))
}

/** Whether the text so far has everything the sample shows; more may follow. */
export function beginsLikeSample(sample: string, printed: string): boolean {
  return new RegExp(`^${patternOf(sample)}`).test(normal(printed))
}

function patternOf(sample: string): string {
  const lines = normal(sample).split('\n').slice(0, -1)
  return lines
    .map((line) => (line.trim() === '…' ? '(?:[^\\n]*\\n)*?' : linePattern(line)))
    .join('')
}

function linePattern(line: string): string {
  return `${line.split('…').map(RegExp.escape).join('[^\\n]*')}\\n`
}

/** Every line ends with a line feed, also the last one. */
function normal(text: string): string {
  const lines = text.replaceAll('\r\n', '\n').split('\n')
  return `${lines
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/^\n+|\n+$/g, '')}\n`
}
