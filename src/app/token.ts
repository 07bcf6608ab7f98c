import type { Container, ServiceIdentifier } from 'inversify';

declare const holds: unique symbol;
/** A typed name of something in the container. A missing dependency, a wrong one or a wrong order does not compile. */
export type Token<T> = symbol & { readonly [holds]: T };

export function token<T>(name: string): Token<T> {
  return Symbol(name) as Token<T>;
}

type Tokens<A extends readonly unknown[]> = { readonly [K in keyof A]: Token<A[K]> };

/** Binds a singleton that is created on first use. */
export function bind<T, A extends readonly unknown[]>(
  container: Container,
  what: Token<T>,
  make: (...needs: A) => T,
  needs: Tokens<A>,
): void {
  container
    .bind(identifier(what))
    .toResolvedValue(make as unknown as (...args: unknown[]) => T, needs.map((need) => identifier(need)) as never)
    .inSingletonScope();
}

/** Binds an object of these parts, by name. */
export function bindRecord<T extends object>(
  container: Container,
  what: Token<T>,
  parts: { readonly [K in keyof T]: Token<T[K]> },
): void {
  const names = Object.keys(parts) as (keyof T)[];
  container
    .bind(identifier(what))
    .toResolvedValue(
      (...values: unknown[]) => Object.fromEntries(names.map((name, n) => [name, values[n]])) as T,
      names.map((name) => identifier(parts[name])) as never,
    )
    .inSingletonScope();
}

export function bindValue<T>(container: Container, what: Token<T>, value: T): void {
  container.bind(identifier(what)).toConstantValue(value);
}

export function resolve<T>(container: Container, what: Token<T>): T {
  return container.get(identifier(what));
}

function identifier<T>(what: Token<T>): ServiceIdentifier<T> {
  return what as symbol as ServiceIdentifier<T>;
}
