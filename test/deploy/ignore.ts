/** Whether a `.dockerignore` keeps a path of the context out: of the lines that fit it or a folder above it, the last counts. */
export function ignored(file: string): (path: string) => boolean {
  const rules = file
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({ out: !line.startsWith('!'), pattern: patternOf(line.replace(/^!/, '')) }));
  return (path) => {
    const parts = path.split('/');
    const places = parts.map((_, at) => parts.slice(0, at + 1).join('/'));
    return rules.findLast(({ pattern }) => places.some((place) => pattern.test(place)))?.out ?? false;
  };
}

/** Unlike a shell's, its `*` takes names that begin with a dot, too. */
function patternOf(glob: string): RegExp {
  const text = RegExp.escape(glob)
    .replaceAll(String.raw`\*\*\/`, '(?:.*/)?')
    .replaceAll(String.raw`\*`, '[^/]*');
  return new RegExp(`^${text}$`);
}
