import type { Served } from './api/served.ts';
import type { Consumer } from './bus.ts';
import type { Clock } from './clock.ts';
import type { Collection } from './collection.ts';
import type { Files } from './files.ts';
import type { NewId } from './ids.ts';
import type { Timer } from './later.ts';
import type { Live } from './live.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { Store } from './store.ts';
import type { SourceKind } from './webhook-source.ts';

/** The parts of the app that every subject may ask for. What one subject lends to others is in the app's own world. */
export interface World {
  readonly store: Store;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly files: Files;
  readonly live: Live;
}

/**
 * What a subject brings, as data: the app collects it. `W` names the parts of the world that it needs, so one that is missing does not
 * compile. The factories run once, when the app starts, and do no I/O.
 */
export interface Subject<W = World> {
  readonly name: string;
  /** Declared in `contracts/records`. The store creates them. */
  readonly collections?: readonly Collection<any, any>[];
  /** Each runs on every instance with the role `worker`. */
  readonly consumers?: (world: W) => readonly Consumer[];
  /** Handlers of due entries, on instances with the role `scheduler`. */
  readonly timers?: (world: W) => readonly Timer[];
  /** Served beside the product's own, and described with them. */
  readonly routes?: (world: W) => readonly Served[];
  readonly webhookSources?: (world: W) => readonly SourceKind[];
  /** Subcommands of `deskbell`. */
  readonly verbs?: readonly Verb<W>[];
}

/** A subcommand that works on the data of an installation. */
export interface Verb<W = World> {
  /** `['audit', 'verify']` is `deskbell audit verify`. */
  readonly words: readonly [group: string, name: string];
  /** One sentence about the group, for its help. */
  readonly group: string;
  /** One sentence for the help. */
  readonly description: string;
  readonly options: readonly VerbOption[];
  /** Its result is JSON, with nothing before it. */
  readonly onlyJson?: true;
  /** Writes its result with `print`, line by line. */
  run(world: W, options: VerbOptions, print: (line: string) => void): Promise<VerbEnd>;
}

export interface VerbOption {
  /** `--tenant <id>`, or `--json` for a switch. */
  readonly flags: string;
  readonly description: string;
}
/** By the long name of the option, in camel case: a text, or `true` for a switch. */
export type VerbOptions = Readonly<Record<string, string | true | undefined>>;

/** The exit code: 0, 1, or 2 with the sentence on stderr. */
export type VerbEnd =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed' }
  | { readonly kind: 'wrong_use'; readonly sentence: string };
