import { type Copy, type Dockerfile, type From, type Instruction, DockerfileParser } from 'dockerfile-ast';

export interface Step {
  readonly keyword: string;
  readonly flags: Readonly<Record<string, string>>;
  readonly args: readonly string[];
  /** All that follows the keyword, on one line. */
  readonly text: string;
}

export interface Stage {
  readonly name: string;
  readonly image: string;
  readonly steps: readonly Step[];
}

/** The stages of a Dockerfile, in order. */
export function stagesOf(text: string): readonly Stage[] {
  const file: Dockerfile = DockerfileParser.parse(text);
  const stages: { name: string; image: string; steps: Step[] }[] = [];
  for (const instruction of file.getInstructions()) {
    if (instruction.getKeyword() === 'FROM') {
      const from = instruction as From;
      stages.push({ name: from.getBuildStage() ?? String(stages.length), image: from.getImage() ?? '', steps: [] });
    } else stages.at(-1)?.steps.push(stepOf(instruction));
  }
  return stages;
}

function stepOf(instruction: Instruction): Step {
  const flags = 'getFlags' in instruction ? (instruction as Copy).getFlags() : [];
  const words = instruction.getArguments().map((argument) => argument.getValue());
  return {
    keyword: instruction.getKeyword(),
    flags: Object.fromEntries(flags.map((flag) => [flag.getName(), flag.getValue() ?? ''])),
    args: words.filter((word) => !word.startsWith('--')),
    text: (instruction.getRawArgumentsContent() ?? '').replaceAll(/\\\n\s*/g, ''),
  };
}

/** What an instruction in exec form runs. */
export function execForm({ text }: Step): readonly string[] {
  return JSON.parse(text.slice(text.indexOf('['))) as string[];
}

/** `ENV` of a stage, all of them. */
export function environmentOf({ steps }: Stage): Readonly<Record<string, string>> {
  return Object.fromEntries(
    steps
      .filter(({ keyword }) => keyword === 'ENV')
      .flatMap(({ args }) => args.map((pair) => pair.split(/=(.*)/s, 2) as [string, string])),
  );
}
